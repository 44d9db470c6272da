"""What is asked about files: open, regrant, note. Nothing is answered before its entry is on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from frihavn.keyholder import people
from frihavn.keyholder.errors import Declined, Word
from frihavn.keyholder.fields import text_of
from frihavn.keyholder.keyholder import Keyholder
from frihavn.keyholder.log import APPLICANT, Said
from frihavn.keyholder.officers import Answer, Asked
from frihavn.keyholder.people import Officer, TeamKeys
from frihavn.vault.errors import VaultError
from frihavn.vault.holders import GrantOf, PublicKey, grant, opened, sealed_to

REASONS = (
    "first_reading", "reads_answer", "prepares_answer", "prepares_papers", "hands_over", "checks_identity",
    "supervises",
)  # fmt: skip
NOTES = ("file.started", "file.granted", "file.taken_back", "file.withdrawn", "file.erased", "file.taken_over")
HOUR_SECONDS, DAY_SECONDS, AGAIN_SECONDS = 3_600, 86_400, 900
CASES_AN_HOUR_MAX, CASES_A_DAY_MAX = 40, 150


def open_file(keyholder: Keyholder, asked: Asked) -> Answer:
    """Give an officer the keys of one case, and the applicant a notice of it; the log first."""
    session, officer = keyholder.session(asked["session"])
    case, team, now = asked["case"], asked["team"], int(keyholder.moment().timestamp())
    thing = keyholder.log.id_of("case", case)
    reason, reasoned = _reason(keyholder, officer, asked, thing, now)
    detail = {"reason": reason, "team": team, "parts": [[one["part"], one["epoch"]] for one in asked["grants"]]}
    try:
        if not people.is_member(keyholder.store, team, officer.id):
            raise Declined("not_yours")
        _within_limits(keyholder, officer, thing, now)
        look = _look(keyholder, officer, asked, reason)
        keys = _opened(TeamKeys(keyholder.store, team, officer.id, session.key), case, asked["grants"])
    except Declined as declined:
        if declined.word in _LOGGED:
            keyholder.record(Said(keyholder.actor(officer), _LOGGED[declined.word], thing, detail))
        raise
    with keyholder.store.writing():
        keyholder.store.write(
            "INSERT OR REPLACE INTO openings (officer, thing, team, reason, reasoned, moment) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            officer.id, thing, team, reason, reasoned, now,
        )  # fmt: skip
        keyholder.log.append(keyholder.day(), Said(keyholder.actor(officer), "file.opened", thing, detail))
    return {"keys": keys, "look": text_of(look)}


_LOGGED: dict[Word, str] = {
    "cannot_open": "file.open_failed",
    "not_yours": "file.open_failed",
    "limit_hour": "file.limit_hour",
    "limit_day": "file.limit_day",
}


def _reason(keyholder: Keyholder, officer: Officer, asked: Asked, thing: str, now: int) -> tuple[str, int]:
    """The reason that counts and when it was given: this one, or the last one where that is not long ago."""
    if not asked["grants"]:
        raise Declined("no_grant")
    if asked["reason"] in REASONS:
        return asked["reason"], now
    last = keyholder.store.rows(
        "SELECT reason, reasoned FROM openings WHERE officer = ? AND thing = ? AND team = ? AND reasoned > ?",
        officer.id, thing, asked["team"], now - AGAIN_SECONDS,
    )  # fmt: skip
    if asked["reason"] or not last:
        raise Declined("needs_reason")
    return last[0]


def _within_limits(keyholder: Keyholder, officer: Officer, thing: str, now: int) -> None:
    """Count the other cases this officer opened in the hour and the day that end now."""
    limits: tuple[tuple[int, int, Word], ...] = (
        (HOUR_SECONDS, CASES_AN_HOUR_MAX, "limit_hour"),
        (DAY_SECONDS, CASES_A_DAY_MAX, "limit_day"),
    )
    for seconds, most, word in limits:
        (others,) = keyholder.store.one(
            "SELECT count(*) FROM openings WHERE officer = ? AND thing <> ? AND moment > ?",
            officer.id, thing, now - seconds,
        )  # fmt: skip
        if others >= most:
            raise Declined(word)


def _look(keyholder: Keyholder, officer: Officer, asked: Asked, reason: str) -> bytes:
    """The notice that the applicant reads: on which day, which team, who, why."""
    text = json.dumps(
        {"day": keyholder.day().isoformat(), "team": asked["team"], "officer": officer.shown_name, "reason": reason},
        ensure_ascii=False,
    )
    try:
        return sealed_to(text.encode(), PublicKey(asked["applicant"]), GrantOf(asked["case"], "look", 0, APPLICANT))
    except (VaultError, ValueError):
        raise Declined("bad_request") from None  # this is nobody's public key


def _opened(keys: TeamKeys, case: str, grants: Sequence[dict[str, Any]]) -> list[Answer]:
    return [{"part": one["part"], "epoch": one["epoch"], "key": text_of(_data_key(keys, case, one))} for one in grants]


def _data_key(keys: TeamKeys, case: str, one: dict[str, Any]) -> bytes:
    try:
        return opened(one["sealed"], keys.of(one["holder"]), GrantOf(case, one["part"], one["epoch"], one["holder"]))
    except VaultError:
        raise Declined("cannot_open") from None


def regrant(keyholder: Keyholder, asked: Asked) -> Answer:
    """Seal data keys that an older key pair of a team opens to its newest one. No key leaves."""
    session, officer = keyholder.session(asked["session"])
    store, team = keyholder.store, asked["team"]
    if asked["reason"] not in REASONS:
        raise Declined("needs_reason")
    if not asked["grants"]:
        raise Declined("no_grant")
    things = list(dict.fromkeys(keyholder.log.id_of("case", one["case"]) for one in asked["grants"]))
    detail = {"reason": asked["reason"], "team": team}
    try:
        if not people.is_member(store, team, officer.id):
            raise Declined("not_yours")
        keys, number = TeamKeys(store, team, officer.id, session.key), people.newest(store, team)
        renewed = _regranted(keyholder, keys, people.holder(team, number), asked["grants"])
    except Declined:
        keyholder.record(*(Said(keyholder.actor(officer), "file.regrant_failed", thing, detail) for thing in things))
        raise
    keyholder.record(*(Said(keyholder.actor(officer), "file.regranted", thing, detail) for thing in things))
    return {"grants": renewed}


def _regranted(
    keyholder: Keyholder, keys: TeamKeys, holder: str, grants: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    team, _, number = holder.rpartition(".")
    (raw,) = keyholder.store.one("SELECT public FROM team_keys WHERE team = ? AND number = ?", team, int(number))
    public = PublicKey(raw)
    renewed = []
    for one in grants:
        place = {"case": one["case"], "part": one["part"], "epoch": one["epoch"], "holder": holder}
        sealed = grant(_data_key(keys, one["case"], one), public, GrantOf(**place))
        renewed.append({**place, "sealed": text_of(sealed)})
    return renewed


def note(keyholder: Keyholder, asked: Asked) -> Answer:
    """Write down what applicants did with their own files."""
    said = [Said(APPLICANT, one["action"], keyholder.log.id_of("case", one["case"])) for one in asked["entries"]]
    if said:
        keyholder.record(*said)
    return {}


def checkpoint(keyholder: Keyholder, _: Asked) -> Answer:
    """Sign the log as it is and tell the witnesses."""
    one = keyholder.log.sign(keyholder.day())
    return {"size": one.size, "root": one.root.hex(), "day": one.day.isoformat(), "signature": one.signature.hex()}
