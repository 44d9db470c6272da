"""The commands that look at schemes and decided cases: exit codes, files, and what stands where."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.command import Ran, frihavn
from tests.unit.app.test_commands import DATA, DAY, calm, refused


@pytest.mark.parametrize(
    ("language", "head", "closing"),
    [
        ("en", "Law read on 1 February 2026", "only an officer determines"),
        ("da", "1. februar 2026", None),
        ("ru", "1 февраля 2026", None),
    ],
)
def test_people_read_the_answer_in_their_language(language: str, head: str, closing: str | None, case: Path) -> None:
    ran = calm(frihavn("check", case, *DAY, "--why", "--lang", language), 0)
    assert head in ran.out.splitlines()[0]
    if closing:
        assert closing in ran.out
    else:
        assert "only an officer determines" not in ran.out
        assert "Still matters" not in ran.out


def test_questions_come_in_russian_and_ids_stay_as_they_are() -> None:
    found = json.loads(calm(frihavn("facts", "--lang", "ru", "--json"), 0).out)["facts"]
    english = json.loads(calm(frihavn("facts", "--json"), 0).out)["facts"]
    assert [one["id"] for one in found] == [one["id"] for one in english]
    translated = sum(one["question"] != other["question"] for one, other in zip(found, english, strict=True))
    assert translated > len(found) * 0.9


def test_an_unknown_language_names_those_there_are(case: Path) -> None:
    refused(frihavn("check", case, "--lang", "dk"), "dk", "da", "ru")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("--scheme", "un/refuge"), "there is no scheme 'un/refuge'", "Did you mean 'un/refugee'?"),
        (("--line", "fr-cnda-2042"), "there is no line of authority 'fr-cnda-2042'", "Did you mean 'fr-cnda-2024'?"),
        (("--assume", "like-ukrainians"), "no scheme has an assumption 'like-ukrainians'", "'like-the-ukrainians'"),
        (("--on", "2026-02-30"), "'2026-02-30' is not a day", "2026-02-01"),
        (("--known-at", "soon"), "'soon' is not a day", "2026-02-01"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(arguments: tuple[str, ...], message: str, hint: str, case: Path) -> None:
    refused(frihavn("check", case, *arguments), message, hint)


@pytest.mark.parametrize("command", [("show",), ("diff", "2026-06-11", "2026-06-12")])
def test_an_unknown_scheme_is_told_the_nearest_by_every_command(command: tuple[str, ...]) -> None:
    ran = frihavn("scheme", command[0], "eu/qualifcation", *command[1:])
    refused(ran, "there is no scheme 'eu/qualifcation'", "Did you mean 'eu/qualification'?")


def test_a_law_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    refused(frihavn("--law", tmp_path / "none", "facts"), "is not a folder")


def test_an_unknown_standing_names_those_there_are() -> None:
    refused(frihavn("schemes", "--status", "inforce"), "in_force")


def alarms(*arguments: object) -> list[dict[str, Any]]:
    found = json.loads(calm(frihavn("scheme", "alarms", "--json", *arguments), 0).out)["alarms"]
    assert isinstance(found, list)
    return found


def test_alarms_name_what_begins_ends_and_is_overdue() -> None:
    june = alarms("--on", "2026-06-01", "--within", "30")
    of_union = {(one["day"], one["what"]) for one in june if one["scheme"] == "eu/qualification"}
    assert ("2026-06-11", "text of credibility ends") in of_union
    assert ("2026-06-12", "text of credibility begins") in of_union
    assert june == sorted(june, key=lambda one: (one["day"], one["scheme"]))
    assert all(one["overdue"] == (one["day"] < "2026-06-01") for one in june)
    last = date(2026, 6, 1) + timedelta(days=30)
    assert all(one["day"] <= last.isoformat() for one in june)


def test_alarms_say_when_somebody_is_late() -> None:
    late = [one for one in alarms("--on", "2027-01-01", "--within", "0") if one["scheme"] == "eu/qualification"]
    assert any(one["overdue"] and one["day"] == "2026-12-31" and "look again" in one["what"] for one in late)


def test_no_alarm_is_a_sentence() -> None:
    ran = calm(frihavn("scheme", "alarms", "--on", "1980-01-01", "--within", "0"), 0)
    assert ran.out == "Nothing is due within 0 days of 1980-01-01.\n"


def test_alarms_at_the_end_of_the_calendar_break_nothing() -> None:
    calm(frihavn("scheme", "alarms", "--on", "9999-12-31"), 0)


def test_alarms_look_no_further_than_ten_years() -> None:
    refused(frihavn("scheme", "alarms", "--within", "4000"), "3650")


def test_the_regulation_came_on_12_june_2026() -> None:
    ran = calm(frihavn("scheme", "diff", "eu/qualification", "2026-06-11", "2026-06-12", "--json"), 0)
    found = json.loads(ran.out)
    assert (found["id"], found["from"], found["to"]) == ("eu/qualification", "2026-06-11", "2026-06-12")
    changes = {one["what"]: one for one in found["changes"]}
    inside = changes["rule internal_protection"]
    assert inside["governs"] == "decision"
    assert "eu-qd-2011-95 art. 8(1)" in inside["before"]
    assert "eu-qr-2024-1347 art. 8(1)" in inside["after"]
    assert inside["before"].split("[")[0] != inside["after"].split("[")[0]
    assert "not_(state_is_persecutor)" in inside["after"]
    assert "eu-qd-2011-95" in changes["finding credibility"]["before"]
    assert "eu-qr-2024-1347" in changes["finding credibility"]["after"]
    assert "status" not in changes


def test_with_the_knowledge_of_2025_it_came_on_1_july() -> None:
    def changed(first: str, second: str) -> list[Any]:
        arguments = ("scheme", "diff", "eu/qualification", first, second, "--known-at", "2025-10-01", "--json")
        return [
            one
            for one in json.loads(calm(frihavn(*arguments), 0).out)["changes"]
            if one["what"].startswith(("rule ", "ground "))
        ]

    assert changed("2026-06-11", "2026-06-12") == []
    assert changed("2026-06-30", "2026-07-01") != []


def test_a_diff_for_people_shows_before_and_after() -> None:
    ran = calm(frihavn("scheme", "diff", "eu/qualification", "2026-06-11", "2026-06-12"), 0)
    assert "rule internal_protection  (governed by: decision)" in ran.out
    assert "  - [eu-qd-2011-95 art. 4(5)" in ran.out
    assert "  + [eu-qr-2024-1347 art. 4" in ran.out


def test_a_diff_of_one_day_with_itself_is_empty() -> None:
    ran = calm(frihavn("scheme", "diff", "eu/qualification", "2026-06-11", "2026-06-11"), 0)
    assert ran.out == "eu/qualification: nothing changed between 2026-06-11 and 2026-06-11.\n"


def test_decided_cases_are_measured() -> None:
    found = json.loads(calm(frihavn("decided", DATA / "decided.json", "--json"), 0).out)
    assert found["cases"] == 3
    assert found["range"]["of"] == 2
    assert found["range"]["hits"] == 2
    assert found["range"]["misses"] == []
    assert found["range"]["mean_width"] <= found["range"]["mean_width_no_facts"]
    assert found["elements"]["of"] == 2
    assert found["elements"]["hits"] == 2
    assert found["points"] == {"of": 1, "hits": 1, "misses": []}
    wanted = {"unit: a unit that nobody maps", "punishment_severity: unheard of", "country: Atlantis"}
    assert wanted <= set(found["unread"])


def test_decided_cases_have_a_table_for_people() -> None:
    ran = calm(frihavn("decided", DATA / "decided.json", "--each"), 0)
    assert "3 cases" in ran.out
    assert "invented-granted" in ran.out


def decided(tmp_path: Path, **changes: Any) -> Ran:
    table = json.loads((DATA / "decided.json").read_text(encoding="utf-8"))
    table["cases"][0].update(changes)
    (tmp_path / "decided.json").write_text(json.dumps(table, indent=1), encoding="utf-8")
    return frihavn("decided", "decided.json", "--json", cwd=tmp_path)


def test_a_word_about_an_element_that_is_not_mapped_is_listed_as_unread(tmp_path: Path) -> None:
    found = json.loads(calm(decided(tmp_path, elements={"credibility": "satisfyed"}), 0).out)
    assert any("satisfyed" in text for text in found["unread"])
    found = json.loads(calm(decided(tmp_path, elements={"credibilty": "satisfied"}), 0).out)
    assert any("credibilty" in text for text in found["unread"])


@pytest.mark.parametrize("part", ["facts", "elements"])
def test_a_decided_case_may_leave_a_part_empty(part: str, tmp_path: Path) -> None:
    calm(decided(tmp_path, **{part: None}), 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcome": "grantd"}, "'grantd' is not a result"),
        ({"date": "2024-13"}, "there is no month 13"),
        ({"facts": ["a"]}, "facts"),
        ({"elements": "all"}, "elements"),
        ({"country": ["Germany"]}, "country"),
    ],
)
def test_a_decided_case_that_cannot_be_read_is_refused(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    refused(decided(tmp_path, **changes), "decided.json:", message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"cases": [', "decided.json:1:"),
        ('{"case": []}', "decided.json: "),
        ('{"cases": [3]}', "decided.json:1:"),
        ('{"cases": [{"id": "a"}]}', "a decided case needs id, date, country and outcome"),
        ("", "this is not JSON"),
        ('{"cases": ' + "[" * 50_000 + "]" * 50_000 + "}", "nested"),
    ],
    ids=["cut off", "no cases", "a number", "no date", "empty", "deep"],
)
def test_a_file_of_decided_cases_that_cannot_be_read_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "decided.json").write_text(text, encoding="utf-8")
    refused(frihavn("decided", "decided.json", cwd=tmp_path), message)


def test_a_missing_file_of_decided_cases_is_refused(tmp_path: Path) -> None:
    refused(frihavn("decided", "none.json", cwd=tmp_path), "none.json: this file cannot be opened")
