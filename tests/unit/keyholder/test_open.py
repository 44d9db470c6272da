"""Opening a file: only with a grant, a team, a reason and room left in the limits; and never before it is on disk."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from frihavn.keyholder.files import REASONS
from frihavn.keyholder.store import Store
from frihavn.vault.errors import CannotOpenError
from frihavn.vault.holders import GrantOf, new_private_key, unsealed_by
from tests.keyholder import PARTS, File, Harbour, a_file, b64


def opening(harbour: Harbour, file: File, **other: Any) -> dict[str, Any]:
    return file.opening(harbour.mads, harbour.team, **other)


def test_a_member_gets_the_keys_and_the_applicant_a_notice_that_only_they_read(harbour: Harbour) -> None:
    file = harbour.file(*PARTS)
    found = harbour.office.ok("open", **opening(harbour, file))
    assert {(one["part"], one["epoch"]): base64.b64decode(one["key"]) for one in found["keys"]} == file.keys
    look, of = base64.b64decode(found["look"]), GrantOf(file.case, "look", 0, "applicant")
    assert json.loads(unsealed_by(look, file.applicant, of)) == {
        "day": "2026-11-24", "team": harbour.team, "officer": "Mads", "reason": "first_reading",
    }  # fmt: skip
    with pytest.raises(CannotOpenError):
        unsealed_by(look, new_private_key(), of)


def test_the_log_holds_no_name_no_case_and_no_time_finer_than_a_day(harbour: Harbour) -> None:
    file = harbour.file()
    harbour.office.ok("open", **opening(harbour, file))
    rows = [said for (said,) in harbour.office.keyholder.store.rows("SELECT said FROM entries")]
    for hidden in ("mads", "sofie", "harbour", "first_reading", file.case, harbour.team, *harbour.office.ids.values()):
        assert not any(hidden.encode() in said for said in rows), hidden
    last = json.loads(rows[-1])
    assert (last["action"], last["day"]) == ("file.opened", "2026-11-24")
    assert len(last["actor"]) == len(last["thing"]) == len(last["detail"]) == 64


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_that_counts_opens(harbour: Harbour, reason: str) -> None:
    harbour.office.ok("open", **opening(harbour, harbour.file(), reason=reason))


@pytest.mark.parametrize("reason", [None, "", "curious", "FIRST_READING", "first_reading "])
def test_without_a_reason_that_counts_nothing_opens(harbour: Harbour, reason: str | None) -> None:
    assert harbour.office.error("open", **opening(harbour, harbour.file(), reason=reason)) == "needs_reason"


def test_a_case_opened_again_within_a_quarter_of_an_hour_needs_its_reason_once_but_is_logged_each_time(
    harbour: Harbour,
) -> None:
    office, file = harbour.office, harbour.file()
    office.ok("open", **opening(harbour, file, reason="reads_answer"))
    office.clock.forward(minutes=14, seconds=59)
    found = office.ok("open", **opening(harbour, file, reason=""))
    look = unsealed_by(base64.b64decode(found["look"]), file.applicant, GrantOf(file.case, "look", 0, "applicant"))
    assert json.loads(look)["reason"] == "reads_answer"
    assert office.error("open", **opening(harbour, file, reason="curious")) == "needs_reason"
    assert office.error("open", **opening(harbour, harbour.file(), reason="")) == "needs_reason"
    assert office.error("open", **file.opening(harbour.sofie, harbour.team, reason="")) == "needs_reason"
    office.clock.forward(seconds=1)
    assert office.error("open", **opening(harbour, file, reason="")) == "needs_reason"
    assert office.actions().count("file.opened") == 2


def test_a_team_one_is_not_in_cannot_be_opened_even_with_a_valid_grant(harbour: Harbour) -> None:
    office, file = harbour.office, harbour.file()
    anna = office.sign_in("anna")
    assert office.error("open", **file.opening(anna, harbour.team)) == "not_yours"
    assert office.actions()[-1] == "file.open_failed"
    quay = office.ok("add_team", session=anna, name="quay")  # nor by way of a team one is in
    assert office.error("open", **file.opening(anna, quay["team"])) == "cannot_open"
    assert office.error("open", **file.opening(anna, "no-such-team")) == "not_yours"
    assert "file.opened" not in office.actions()


def test_who_is_in_two_teams_opens_each_team_s_grants_in_its_own_name(harbour: Harbour) -> None:
    office, file = harbour.office, harbour.file()
    quay = office.ok("add_team", session=harbour.sofie, name="quay")
    assert office.error("open", **file.opening(harbour.sofie, quay["team"])) == "cannot_open"
    office.ok("open", **file.opening(harbour.sofie, harbour.team))


def test_there_must_be_something_to_open(harbour: Harbour) -> None:
    assert harbour.office.error("open", **opening(harbour, harbour.file(), grants=[])) == "no_grant"


def test_a_grant_opens_in_its_place_only_and_a_failure_is_logged(harbour: Harbour) -> None:
    office, file, other = harbour.office, harbour.file("statement", "contact"), harbour.file("statement")
    statement, contact = file.grants
    sealed = bytearray(base64.b64decode(statement["sealed"]))
    sealed[-1] ^= 1
    team = harbour.team
    swapped = [
        {"grants": [{**statement, "sealed": contact["sealed"]}]},
        {"grants": [{**statement, "part": "contact"}]},
        {"grants": [{**statement, "epoch": 2}]},
        {"grants": [{**statement, "holder": f"{team}.2"}]},
        {"grants": [{**statement, "holder": f"{office.ids['mads']}.1"}]},
        {"grants": [{**statement, "sealed": b64(bytes(sealed))}]},
        {"grants": [{**statement, "sealed": ""}]},
        {"grants": [{**statement, "sealed": b64(b"\x02" + bytes(sealed[1:]))}]},
        {"grants": [contact, {**statement, "sealed": other.grants[0]["sealed"]}]},
        {"case": other.case},
    ]
    for place, change in enumerate(swapped, 1):
        assert office.error("open", **opening(harbour, file, **change)) == "cannot_open", change
        assert office.actions().count("file.open_failed") == place
    assert "file.opened" not in office.actions()
    office.ok("open", **opening(harbour, file))


@pytest.mark.parametrize("applicant", [b"", b"\x01" + bytes(1216), b"\x01" + b"\xff" * 1216, b"\x02" + bytes(1216)])
def test_what_is_nobody_s_public_key_opens_nothing(harbour: Harbour, applicant: bytes) -> None:
    asked = opening(harbour, harbour.file(), applicant=b64(applicant))
    assert harbour.office.error("open", **asked) == "bad_request"
    assert "file.opened" not in harbour.office.actions()


# --------------------------------------------------------------------------------------------------- limits


def open_many(harbour: Harbour, count: int) -> list[File]:
    files = [harbour.file() for _ in range(count)]
    for file in files:
        harbour.office.ok("open", **opening(harbour, file))
    return files


def test_forty_cases_in_any_hour_and_not_one_more(harbour: Harbour) -> None:
    office = harbour.office
    began = office.clock()
    first = open_many(harbour, 1)[0]
    office.clock.forward(minutes=10)
    open_many(harbour, 39)
    more = harbour.file()
    assert office.error("open", **opening(harbour, more)) == "limit_hour"
    assert office.actions()[-1] == "file.limit_hour"
    office.ok("open", **opening(harbour, first))  # a case that counts already is no further case
    office.ok("open", **more.opening(harbour.sofie, harbour.team))  # and another officer has their own
    office.clock.moment = began
    office.clock.forward(minutes=59, seconds=59)
    session = office.sign_in("mads")  # half a minute later; the first was opened again after ten
    assert office.error("open", **more.opening(session, harbour.team)) == "limit_hour"
    office.clock.moment = began
    office.clock.forward(minutes=69, seconds=59)
    assert office.error("open", **more.opening(session, harbour.team)) == "limit_hour"
    office.clock.forward(seconds=1)
    office.ok("open", **more.opening(session, harbour.team))


def test_a_hundred_and_fifty_cases_in_any_day_and_not_one_more(harbour: Harbour) -> None:
    office = harbour.office
    began = office.clock()
    for _ in range(5):
        harbour.mads = office.sign_in("mads")
        open_many(harbour, 30)
        office.clock.forward(hours=1)
    more = harbour.file()
    harbour.mads = office.sign_in("mads")
    assert office.error("open", **opening(harbour, more)) == "limit_day"
    assert office.actions()[-1] == "file.limit_day"
    office.clock.moment = began
    office.clock.forward(hours=23, minutes=59)
    harbour.mads = office.sign_in("mads")
    office.keyholder.tick()
    assert office.error("open", **opening(harbour, more)) == "limit_day"
    office.clock.forward(seconds=30)
    harbour.mads = office.sign_in("mads")
    office.ok("open", **opening(harbour, more))


def test_limits_outlive_a_restart_and_a_new_session(harbour: Harbour) -> None:
    from tests.keyholder import an_office  # noqa: PLC0415 - a second office on the same folder, here only

    office = harbour.office
    open_many(harbour, 40)
    more = harbour.file()
    office.keyholder.close()
    again = an_office(office.keyholder.home.root)
    again.clock.moment, again.codes = office.clock.moment, office.codes
    assert again.error("open", **more.opening(again.sign_in("mads"), harbour.team)) == "limit_hour"


def test_what_failed_counts_for_nobody_s_limit(harbour: Harbour) -> None:
    office = harbour.office
    for _ in range(45):
        other = a_file(f"{harbour.team}.9", harbour.public)
        assert office.error("open", **opening(harbour, other)) == "cannot_open"
    open_many(harbour, 40)


def test_openings_are_erased_after_a_day(harbour: Harbour) -> None:
    office = harbour.office
    open_many(harbour, 3)
    office.clock.forward(hours=24)
    office.keyholder.tick()
    assert office.keyholder.store.one("SELECT count(*) FROM openings") == (0,)


# --------------------------------------------------------------------------------------- log before answer


@contextmanager
def no_commit(store: Store) -> Iterator[None]:
    """A disk that takes everything but the end of a transaction."""

    def fails() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    kept = store.commit
    store.commit = fails  # type: ignore[method-assign]
    try:
        yield
    finally:
        store.commit = kept  # type: ignore[method-assign]


def keys_without_an_entry(harbour: Harbour) -> bool:
    """Whether keys leave although nothing could be written."""
    office, file = harbour.office, harbour.file()
    before = office.actions()
    with no_commit(office.keyholder.store):
        found = office.answer("open", **opening(harbour, file))
    assert office.actions() == before
    return "ok" in found


def test_nothing_is_answered_before_its_entry_is_on_disk(harbour: Harbour) -> None:
    assert not keys_without_an_entry(harbour)


def test_a_keyholder_that_answers_first_and_commits_later_is_caught(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.writing

    @contextmanager
    def hopeful(self: Store) -> Iterator[None]:
        try:
            with real(self):
                yield
        except sqlite3.OperationalError:
            pass

    monkeypatch.setattr(Store, "writing", hopeful)
    assert keys_without_an_entry(harbour)


def test_a_full_disk_answers_full_and_gives_nothing(harbour: Harbour) -> None:
    office, store = harbour.office, harbour.office.keyholder.store
    (pages,) = store.one("PRAGMA page_count")
    store.one(f"PRAGMA max_page_count = {pages}")
    answers = []
    for _ in range(60):
        answers.append(office.answer("open", **opening(harbour, file := harbour.file())))
        if "error" in answers[-1]:
            break
    assert answers[-1] == {"error": "full"}
    assert office.actions().count("file.opened") == len(answers) - 1
    assert office.error("note", entries=[{"action": "file.started", "case": "a"}] * 100) == "full"
    store.one(f"PRAGMA max_page_count = {pages + 1000}")
    office.ok("open", **opening(harbour, file))  # and goes on as if nothing had been
    assert office.actions().count("file.opened") == len(answers)
