"""What is asked about officers and teams: sign in and out, add, revoke."""

from __future__ import annotations

from dataclasses import replace
from threading import BoundedSemaphore
from typing import Any

from frihavn.keyholder import people
from frihavn.keyholder.errors import Declined
from frihavn.keyholder.fields import text_of
from frihavn.keyholder.keyholder import Keyholder
from frihavn.keyholder.log import NOBODY, Said
from frihavn.keyholder.people import Officer
from frihavn.vault.errors import VaultError
from frihavn.vault.holders import PrivateKey, unlocked_by_passphrase, unsealed_by
from frihavn.vault.tokens import code_secret_text, code_step, new_id

Asked = dict[str, Any]
Answer = dict[str, Any]
_slow = BoundedSemaphore(2)
"""Slow derivations at once: each takes 64 MiB."""


def health(keyholder: Keyholder, _: Asked) -> Answer:
    """Count officers, entries and checkpoints."""
    (checkpoints,) = keyholder.store.one("SELECT count(*) FROM checkpoints")
    return {
        "officers": people.officers(keyholder.store),
        "entries": keyholder.log.size(),
        "checkpoints": checkpoints,
    }


def sign_in(keyholder: Keyholder, asked: Asked) -> Answer:
    """Begin a session. Whatever fails, it takes as long and says the same."""
    name, tried = asked["name"], keyholder.log.id_of("name", asked["name"])
    with keyholder.lock:
        keyholder.tries.begin(tried, keyholder.moment())
        try:
            officer = people.named(keyholder.store, name)
        except LookupError:
            officer = keyholder.nobody
    with _slow:
        key, step = _proven(keyholder, officer, asked["passphrase"], asked["code"])
    with keyholder.lock:
        if officer is keyholder.nobody or key is None or step is None or not _took_code(keyholder, officer, step):
            keyholder.record(Said(NOBODY, "officer.sign_in_failed", tried))
            raise Declined("refused")
        keyholder.tries.succeeded(tried)
        session = keyholder.sessions.begin(officer.id, key, keyholder.moment())
        return {"session": session, **_shown(keyholder, officer)}


def _proven(keyholder: Keyholder, officer: Officer, passphrase: str, code: str) -> tuple[PrivateKey | None, int | None]:
    """The private key and the step of the code; every call does the same work, whether they fit or not."""
    key: PrivateKey | None
    try:
        key = unlocked_by_passphrase(officer.private, passphrase, officer.id)
        secret = unsealed_by(officer.code, key, officer.code_of())
    except VaultError:
        key = None
        secret = unsealed_by(keyholder.nobody.code, keyholder.nobodys_key, keyholder.nobody.code_of())
    typed = code if len(code) == 6 and code.isascii() and code.isdigit() else "no code"
    return key, code_step(secret, typed, keyholder.moment(), officer.code_step)


def _took_code(keyholder: Keyholder, officer: Officer, step: int) -> bool:
    """Use a code up, unless somebody else did or the officer was revoked meanwhile."""
    with keyholder.store.writing():
        took = keyholder.store.write(
            "UPDATE officers SET code_step = ? WHERE id = ? AND revoked = 0 AND code_step < ?", step, officer.id, step
        )
        if took:
            keyholder.log.append(keyholder.day(), Said(keyholder.actor(officer), "officer.signed_in"))
    return took == 1


def sign_out(keyholder: Keyholder, asked: Asked) -> Answer:
    """End a session, also one that has ended."""
    keyholder.sessions.end(asked["session"])
    return {}


def who(keyholder: Keyholder, asked: Asked) -> Answer:
    """Say whose session it is."""
    return _shown(keyholder, keyholder.session(asked["session"])[1])


def _shown(keyholder: Keyholder, officer: Officer) -> Answer:
    teams = [{"id": id_, "name": name} for id_, name in people.teams_of(keyholder.store, officer.id)]
    return {
        "officer": officer.id,
        "name": officer.name,
        "shown_name": officer.shown_name,
        "roles": list(officer.roles),
        "teams": teams,
    }


def teams(keyholder: Keyholder, _: Asked) -> Answer:
    """List every team that somebody is in, with its newest public key."""
    found = keyholder.store.rows(
        "SELECT id, name, max(number), public FROM teams JOIN team_keys ON team = id "
        "WHERE EXISTS (SELECT 1 FROM members WHERE members.team = id) GROUP BY id ORDER BY name"
    )
    return {
        "teams": [
            {"id": id_, "name": name, "holder": people.holder(id_, number), "public": text_of(public)}
            for id_, name, number, public in found
        ]
    }


def listed(keyholder: Keyholder, asked: Asked) -> Answer:
    """List officers who have not been revoked: a supervisor sees all of them, anybody else those of their own teams."""
    own = keyholder.session(asked["session"])[1]
    rows = keyholder.store.rows("SELECT officer, team FROM members")
    mine = {team for officer, team in rows if officer == own.id or own.is_supervisor()}
    found = []
    for one in people.everybody(keyholder.store):
        shared = sorted(team for officer, team in rows if officer == one.id and team in mine)
        if shared or one.id == own.id or own.is_supervisor():
            found.append(
                {
                    "officer": one.id,
                    "name": one.name,
                    "shown_name": one.shown_name,
                    "roles": list(one.roles),
                    "teams": shared,
                }
            )
    return {"officers": found}


def add_officer(keyholder: Keyholder, asked: Asked) -> Answer:
    """Add an officer. The very first needs no session and becomes supervisor."""
    passphrase = people.settled_passphrase(asked["passphrase"], asked["name"])
    with keyholder.lock:
        _may_add(keyholder, asked["session"])
    with _slow:
        new, secret = people.new_officer(asked["name"], asked["shown_name"], passphrase, asked["roles"])
    with keyholder.lock:
        actor, is_first = _may_add(keyholder, asked["session"])
        roles = {*new.roles, people.SUPERVISOR} if is_first else set(new.roles)
        if not roles:
            raise Declined("bad_request")
        new = replace(new, roles=tuple(sorted(roles)))
        with keyholder.store.writing():
            people.add(keyholder.store, new)
            keyholder.log.append(
                keyholder.day(), Said(actor, "officer.added", keyholder.actor(new), {"roles": list(new.roles)})
            )
    return {"officer": new.id, "code_secret": code_secret_text(secret)}


def _may_add(keyholder: Keyholder, session: str) -> tuple[str, bool]:
    """Who adds somebody, and whether it is the very first officer."""
    if not session:
        if keyholder.store.has("SELECT 1 FROM officers"):
            raise Declined("signed_out")
        return NOBODY, True
    return keyholder.actor(_supervisor(keyholder, session)), False


def _supervisor(keyholder: Keyholder, session: str) -> Officer:
    officer = keyholder.session(session)[1]
    if not officer.is_supervisor():
        raise Declined("not_yours")
    return officer


def add_team(keyholder: Keyholder, asked: Asked) -> Answer:
    """Make a team and its first key pair; the supervisor who makes it is its first member."""
    return new_team(keyholder, _supervisor(keyholder, asked["session"]), asked["name"])


def new_team(keyholder: Keyholder, officer: Officer, name: str) -> Answer:
    """Make a team with one member."""
    store, team = keyholder.store, new_id()
    if store.has("SELECT 1 FROM teams WHERE name = ?", name):
        raise Declined("bad_request")
    with store.writing():
        store.write("INSERT INTO teams (id, name) VALUES (?, ?)", team, name)
        store.write("INSERT INTO members (team, officer) VALUES (?, ?)", team, officer.id)
        holder, public = people.add_team_key(store, team)
        said = Said(keyholder.actor(officer), "team.added", keyholder.log.id_of("team", team))
        keyholder.log.append(keyholder.day(), said)
    return {"team": team, "holder": holder, "public": text_of(public.raw)}


def add_member(keyholder: Keyholder, asked: Asked) -> Answer:
    """Grant a team's keys, old ones too, to a further officer; asked of a member who is supervisor."""
    session, officer = keyholder.session(asked["session"])
    store, team = keyholder.store, asked["team"]
    if not officer.is_supervisor() or not people.is_member(store, team, officer.id):
        raise Declined("not_yours")
    try:
        new = people.officer(store, asked["officer"])
    except LookupError:
        raise Declined("not_yours") from None
    if not people.is_member(store, team, new.id):
        with store.writing():
            people.add_member(store, team, new, officer, session.key)
            said = Said(
                keyholder.actor(officer), "team.member_added", keyholder.log.id_of("team", team),
                {"officer": keyholder.actor(new)},
            )  # fmt: skip
            keyholder.log.append(keyholder.day(), said)
    return {}


def revoke_officer(keyholder: Keyholder, asked: Asked) -> Answer:
    """Destroy an officer's key, end their sessions, and give each of their teams a new key pair that they never had.

    Under `left` stand the teams that the supervisor is not in: one of their members has to regrant what is theirs.
    """
    supervisor = _supervisor(keyholder, asked["session"])
    store = keyholder.store
    try:
        gone = people.officer(store, asked["officer"])
    except LookupError:
        raise Declined("not_yours") from None
    if gone.id == supervisor.id:
        raise Declined("not_yours")
    renewed, left = [], []
    with store.writing():
        theirs = [team for team, _ in people.teams_of(store, gone.id)]
        store.write("DELETE FROM members WHERE officer = ?", gone.id)  # and with it what was granted to them
        store.write("DELETE FROM openings WHERE officer = ?", gone.id)
        store.write("UPDATE officers SET public = NULL, private = NULL, code = NULL, revoked = 1 WHERE id = ?", gone.id)
        said = [Said(keyholder.actor(supervisor), "officer.revoked", keyholder.actor(gone))]
        for team in theirs:
            old = people.holder(team, people.newest(store, team))
            holder, public = people.add_team_key(store, team)
            said.append(Said(keyholder.actor(supervisor), "team.rekeyed", keyholder.log.id_of("team", team)))
            if people.is_member(store, team, supervisor.id):
                renewed.append({"team": team, "old_holder": old, "holder": holder, "public": text_of(public.raw)})
            else:
                left.append(team)
        keyholder.log.append(keyholder.day(), *said)
    keyholder.sessions.end_all_of(gone.id)
    store.forget()
    return {"teams": renewed, "left": left}
