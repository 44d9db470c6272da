"""Officers and teams as the database has them, and how their keys are sealed.

An officer's private key is sealed under their passphrase; the secret of their codes is sealed to that key, so a copy of
the database gives neither. A team's private key is locked under a random key, which is granted to each member.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from frihavn.keyholder.errors import Declined
from frihavn.keyholder.store import Store
from frihavn.vault.errors import VaultError
from frihavn.vault.holders import (
    GrantOf,
    PrivateKey,
    PublicKey,
    grant,
    locked,
    locked_by_passphrase,
    new_private_key,
    opened,
    sealed_to,
    unlocked,
)
from frihavn.vault.records import new_key
from frihavn.vault.tokens import new_code_secret, new_id, new_token

REPRESENTATIVE, SUPERVISOR = ROLES = ("representative", "supervisor")
PASSPHRASE_CHARS_MIN, PASSPHRASE_CHARS_MAX = 12, 200


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who signs in. `private` and `code` are sealed."""

    id: str
    name: str
    shown_name: str
    roles: tuple[str, ...]
    public: bytes = b""
    private: bytes = b""
    code: bytes = b""
    code_step: int = -1

    def is_supervisor(self) -> bool:
        """Whether they add and revoke others."""
        return SUPERVISOR in self.roles

    def code_of(self) -> GrantOf:
        """What the secret of the codes is sealed as."""
        return GrantOf(self.id, "code", 0, self.id)


_COLUMNS = "id, name, shown_name, roles, public, private, code, code_step"


def new_officer(name: str, shown_name: str, passphrase: str, roles: Iterable[str]) -> tuple[Officer, bytes]:
    """Somebody new, with the secret of their codes, to be shown once. Stores nothing; takes a slow derivation."""
    secret = new_code_secret()
    return _sealed(new_private_key(), secret, passphrase, Officer(new_id(), name, shown_name, tuple(roles))), secret


def nobody() -> tuple[Officer, PrivateKey]:
    """Whose passphrase is tried where there is no such name: as slow as anybody's, and known to nobody."""
    own = new_private_key()
    return _sealed(own, new_code_secret(), new_token(), Officer(new_id(), "", "", ())), own


def _sealed(own: PrivateKey, secret: bytes, passphrase: str, one: Officer) -> Officer:
    return replace(
        one,
        public=own.public().raw,
        private=locked_by_passphrase(own, passphrase, one.id),
        code=sealed_to(secret, own.public(), one.code_of()),
    )


def settled_passphrase(passphrase: str, name: str) -> str:
    """A passphrase in normal form C.

    Raises:
        Declined: `bad_request`: too short, too long, or the name again.
    """
    text = unicodedata.normalize("NFC", passphrase)
    if not PASSPHRASE_CHARS_MIN <= len(text) <= PASSPHRASE_CHARS_MAX or text.casefold() == name.casefold():
        raise Declined("bad_request")
    return text


def add(store: Store, one: Officer) -> None:
    """Store an officer.

    Raises:
        Declined: `bad_request`: another has this name.
    """
    if store.has("SELECT 1 FROM officers WHERE name = ? AND revoked = 0", one.name):
        raise Declined("bad_request")
    store.write(
        f"INSERT INTO officers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - columns named above
        one.id, one.name, one.shown_name, json.dumps(one.roles), one.public, one.private, one.code, one.code_step,
    )  # fmt: skip


def officer(store: Store, id_: str) -> Officer:
    """An officer who has not been revoked.

    Raises:
        LookupError: there is none.
    """
    return _officer(store.one(f"SELECT {_COLUMNS} FROM officers WHERE id = ? AND revoked = 0", id_))  # noqa: S608


def named(store: Store, name: str) -> Officer:
    """An officer who has not been revoked, by the name they sign in with.

    Raises:
        LookupError: there is none.
    """
    return _officer(store.one(f"SELECT {_COLUMNS} FROM officers WHERE name = ? AND revoked = 0", name))  # noqa: S608


def everybody(store: Store) -> list[Officer]:
    """Every officer who has not been revoked, by shown name."""
    rows = store.rows(f"SELECT {_COLUMNS} FROM officers WHERE revoked = 0 ORDER BY shown_name, id")  # noqa: S608
    return [_officer(row) for row in rows]


def officers(store: Store) -> int:
    """How many there are who have not been revoked."""
    return int(store.one("SELECT count(*) FROM officers WHERE revoked = 0")[0])


def _officer(row: tuple[Any, ...]) -> Officer:
    id_, name, shown_name, roles, *rest = row
    return Officer(id_, name, shown_name, tuple(json.loads(roles)), *rest)


def teams_of(store: Store, officer_id: str) -> list[tuple[str, str]]:
    """Id and name of every team an officer is in."""
    return store.rows(
        "SELECT id, name FROM teams JOIN members ON team = id WHERE officer = ? ORDER BY name", officer_id
    )


def is_member(store: Store, team: str, officer_id: str) -> bool:
    """Whether an officer is in a team."""
    return store.has("SELECT 1 FROM members WHERE team = ? AND officer = ?", team, officer_id)


# -------------------------------------------------------------------------------------------------- teams' keys


def holder(team: str, number: int) -> str:
    """The name of a team's key pair, as grants have it."""
    return f"{team}.{number}"


def newest(store: Store, team: str) -> int:
    """The number of a team's newest key pair; 0 before its first."""
    return int(store.one("SELECT coalesce(max(number), 0) FROM team_keys WHERE team = ?", team)[0])


def add_team_key(store: Store, team: str) -> tuple[str, PublicKey]:
    """Make the next key pair of a team, granted to everybody who is in it now. It needs no older key."""
    number, own, wrap = newest(store, team) + 1, new_private_key(), new_key()
    name = holder(team, number)
    store.write(
        "INSERT INTO team_keys (team, number, public, private) VALUES (?, ?, ?, ?)",
        team, number, own.public().raw, locked(own, wrap, name),
    )  # fmt: skip
    for id_, public in store.rows("SELECT id, public FROM officers JOIN members ON officer = id WHERE team = ?", team):
        _grant_wrap(store, wrap, team=team, number=number, officer_id=id_, public=public)
    return name, own.public()


def add_member(store: Store, team: str, new: Officer, by: Officer, by_key: PrivateKey) -> None:
    """Grant every key pair of a team, old ones too, to somebody new, by somebody who has them."""
    store.write("INSERT INTO members (team, officer) VALUES (?, ?)", team, new.id)
    for number in range(1, newest(store, team) + 1):
        wrap = _wrap(store, team, number, by.id, by_key)
        _grant_wrap(store, wrap, team=team, number=number, officer_id=new.id, public=new.public)


def team_key(store: Store, team: str, number: int, officer_id: str, key: PrivateKey) -> PrivateKey:
    """A team's private key, opened by a member.

    Raises:
        LookupError: there is no such key pair, or it was not granted to this officer.
        VaultError: what the database holds does not open.
    """
    wrap = _wrap(store, team, number, officer_id, key)
    (sealed,) = store.one("SELECT private FROM team_keys WHERE team = ? AND number = ?", team, number)
    return unlocked(sealed, wrap, holder(team, number))


def _wrap(store: Store, team: str, number: int, officer_id: str, key: PrivateKey) -> bytes:
    (sealed,) = store.one(
        "SELECT sealed FROM wraps WHERE team = ? AND number = ? AND officer = ?", team, number, officer_id
    )
    return opened(sealed, key, _wrap_of(team, number, officer_id))


def _grant_wrap(store: Store, wrap: bytes, *, team: str, number: int, officer_id: str, public: bytes) -> None:
    sealed = grant(wrap, PublicKey(public), _wrap_of(team, number, officer_id))
    store.write(
        "INSERT INTO wraps (team, number, officer, sealed) VALUES (?, ?, ?, ?)", team, number, officer_id, sealed
    )


def _wrap_of(team: str, number: int, officer_id: str) -> GrantOf:
    return GrantOf(team, "team", number, officer_id)


class TeamKeys:
    """The keys of one team for one request: each opened once, and gone with the request."""

    def __init__(self, store: Store, team: str, officer_id: str, key: PrivateKey) -> None:
        self.store, self.team, self.officer_id, self._key = store, team, officer_id, key
        self._found: dict[str, PrivateKey] = {}

    def of(self, name: str) -> PrivateKey:
        """The private key of a holder.

        Raises:
            Declined: `cannot_open`: another team's, no such number, or not granted to this officer.
        """
        if name not in self._found:
            team, _, number = name.rpartition(".")
            if team != self.team:
                raise Declined("cannot_open")
            try:
                self._found[name] = team_key(self.store, team, int(number), self.officer_id, self._key)
            except (LookupError, VaultError):
                raise Declined("cannot_open") from None
        return self._found[name]
