"""Everything that can be asked, in one table: it is the protocol, and its page in the manual is made from it."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frihavn.keyholder import files, officers
from frihavn.keyholder.errors import Declined, Word
from frihavn.keyholder.fields import Field, Group, Holder, Id, ListOf, OneOf, Raw, Shape, Text, Whole, read
from frihavn.keyholder.keyholder import Keyholder
from frihavn.keyholder.people import PASSPHRASE_CHARS_MAX, ROLES

LINE_BYTES_MAX = 1024 * 1024
GRANTS_MAX = 500
PARTS = ("statement", "identity", "contact", "files", "thread", "decision")
_log = logging.getLogger("frihavn.keyholder")

SESSION = Field("session", Id())
NAME = Field("name", Text(100))
REASON = Field("reason", Text(40), optional=True)
CASE, TEAM, OFFICER = (Field(name, Id()) for name in ("case", "team", "officer"))
GRANT = (Field("part", OneOf(PARTS)), Field("epoch", Whole()), Field("holder", Holder()), Field("sealed", Raw(2000)))
NOTE = (Field("action", OneOf(files.NOTES)), CASE)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be asked.

    Args:
        gives: What the answer holds, as JSON is sketched.
        fails: What else it may answer than `bad_request` and `full`.
        alone: Runs behind the keyholder's lock; the two slow ones take it themselves when they must.
    """

    name: str
    fields: tuple[Field, ...]
    does: Callable[[Keyholder, dict[str, Any]], dict[str, Any]]
    gives: str
    fails: tuple[Word, ...] = ()
    alone: bool = True


def _list(name: str, of: Shape) -> Field:
    return Field(name, ListOf(of, GRANTS_MAX))


WHO = '"officer", "name", "shown_name", "roles": [], "teams": [{"id", "name"}]'
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("health", (), officers.health, '{"officers", "entries", "checkpoints"}'),
        Act(
            "sign_in",
            (NAME, Field("passphrase", Text(PASSPHRASE_CHARS_MAX)), Field("code", Text(40, 0))),
            officers.sign_in,
            '{"session", ' + WHO + "}",
            ("refused", "wait"),
            alone=False,
        ),
        Act("sign_out", (SESSION,), officers.sign_out, "{}"),
        Act("who", (SESSION,), officers.who, "{" + WHO + "}", ("signed_out",)),
        Act("teams", (), officers.teams, '{"teams": [{"id", "name", "holder", "public"}]}'),
        Act(
            "officers",
            (SESSION,),
            officers.listed,
            '{"officers": [{"officer", "name", "shown_name", "roles": [], "teams": [team ids]}]}',
            ("signed_out",),
        ),
        Act(
            "add_officer",
            (
                Field("session", Id(), optional=True),
                NAME,
                Field("shown_name", Text(100)),
                Field("passphrase", Text(PASSPHRASE_CHARS_MAX)),
                Field("roles", ListOf(OneOf(ROLES), len(ROLES))),
            ),
            officers.add_officer,
            '{"officer", "code_secret"}',
            ("signed_out", "not_yours"),
            alone=False,
        ),
        Act(
            "add_team", (SESSION, NAME), officers.add_team, '{"team", "holder", "public"}', ("signed_out", "not_yours")
        ),
        Act("add_member", (SESSION, TEAM, OFFICER), officers.add_member, "{}", ("signed_out", "not_yours")),
        Act(
            "revoke_officer",
            (SESSION, OFFICER),
            officers.revoke_officer,
            '{"teams": [{"team", "old_holder", "holder", "public"}], "left": [team ids]}',
            ("signed_out", "not_yours"),
        ),
        Act(
            "regrant",
            (SESSION, TEAM, REASON, _list("grants", Group((CASE, *GRANT)))),
            files.regrant,
            '{"grants": [{"case", "part", "epoch", "holder", "sealed"}]}',
            ("signed_out", "needs_reason", "no_grant", "not_yours", "cannot_open"),
        ),
        Act(
            "open",
            (SESSION, CASE, TEAM, REASON, Field("applicant", Raw(2000)), _list("grants", Group(GRANT))),
            files.open_file,
            '{"keys": [{"part", "epoch", "key"}], "look"}',
            ("signed_out", "no_grant", "needs_reason", "not_yours", "limit_hour", "limit_day", "cannot_open"),
        ),
        Act("note", (_list("entries", Group(NOTE)),), files.note, "{}"),
        Act("checkpoint", (), files.checkpoint, '{"size", "root", "day", "signature"}'),
    )
}


def answered(keyholder: Keyholder, line: bytes) -> bytes:
    """Answer one line with one line. It never raises, and an error is one word."""
    try:
        said: dict[str, Any] = {"ok": _done(keyholder, line)}
    except Declined as declined:
        said = {"error": declined.word}
    except sqlite3.Error as error:  # a full disk above all; the transaction was undone
        kind = getattr(error, "sqlite_errorname", type(error).__name__)
        _log.error("the database could not be written or read: %s", kind)
        said = {"error": "full"}
    except Exception as error:  # noqa: BLE001 - the last fence: nothing was committed, and the kind is all that is said
        _log.error("stumbled over %s", type(error).__name__)
        said = {"error": "bad_request"}
    return json.dumps(said).encode()


def _done(keyholder: Keyholder, line: bytes) -> dict[str, Any]:
    request = parsed(line)
    act = ACTS.get(request.pop("do", None)) if isinstance(request.get("do"), str) else None
    if act is None:
        raise Declined("bad_request")
    asked = read(request, act.fields)
    if not act.alone:
        return act.does(keyholder, asked)
    with keyholder.lock:
        try:
            return act.does(keyholder, asked)
        finally:
            keyholder.log.tell()


def parsed(line: bytes) -> dict[str, Any]:
    """The JSON object of a line.

    Raises:
        Declined: `bad_request`: it is none, or longer than a line may be.
    """
    if len(line) > LINE_BYTES_MAX:
        raise Declined("bad_request")
    try:
        found = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise Declined("bad_request") from None
    if not isinstance(found, dict):
        raise Declined("bad_request")
    return found
