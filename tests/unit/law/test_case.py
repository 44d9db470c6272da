"""A case: every form an answer can have, and errors that name the nearest right thing."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from frihavn.law.case import Answer, Case, read_case
from frihavn.law.errors import CaseError
from frihavn.law.locate import Locator
from frihavn.logic import ANYTHING, Between, Members, OneOf
from frihavn.logic.state import exactly
from tests.cast import book

ROOT = Path(__file__).parents[3]
WORDS = book().vocabulary


def read(table: Any) -> Case:
    text = json.dumps(table, ensure_ascii=False, indent=2, default=str)
    return read_case(table, WORDS, Locator("case.json", text))


def answer(name: str, raw: Any) -> Answer:
    return read({"answers": {name: raw}}).answers[name]


def refused(table: Any) -> CaseError:
    with pytest.raises(CaseError) as caught:
        read(table)
    return caught.value


def one_of(*values: Any) -> OneOf:
    return OneOf(frozenset(values))


# ------------------------------------------------------------------------------------------------------ every form


@pytest.mark.parametrize(
    ("name", "raw", "state"),
    [
        ("nationality", ["RU"], exactly(frozenset({"RU"}))),
        ("nationality", ["RU", "KZ"], exactly(frozenset({"RU", "KZ"}))),
        ("nationality", [], exactly(frozenset())),
        ("nationality", {"value": ["RU"]}, exactly(frozenset({"RU"}))),
        ("nationality", {"one_of": [["RU"], ["RU", "UA"]]}, one_of(frozenset({"RU"}), frozenset({"RU", "UA"}))),
        ("nationality", {"includes": ["RU"]}, Members(frozenset({"RU"}))),
        ("nationality", {"excludes": ["UA"]}, Members(frozenset(), frozenset({"UA"}))),
        ("nationality", {"includes": ["RU"], "excludes": ["UA"]}, Members(frozenset({"RU"}), frozenset({"UA"}))),
        ("present_in", "KZ", exactly("KZ")),
        ("present_in", "NO", exactly("NO")),
        ("present_in", {"one_of": ["AM", "KZ"]}, one_of("AM", "KZ")),
        ("present_in", {"one_of": ["AM"]}, exactly("AM")),
        ("at_border_of", "none", exactly("none")),
        ("called_up", True, exactly(True)),
        ("called_up", False, exactly(False)),
        ("called_up", {"value": False}, exactly(False)),
        ("called_up", {"one_of": [True, False]}, one_of(True, False)),
        ("age", 19, exactly(19)),
        ("age", 0, exactly(0)),
        ("age", {"one_of": [17, 18]}, one_of(17, 18)),
        ("age", {"after": 17}, Between(18, None)),
        ("age", {"before": 18}, Between(None, 17)),
        ("age", {"after": 17, "before": 19}, Between(18, 18)),
        ("departure", "2023-07-04", exactly(date(2023, 7, 4))),
        ("departure", date(2023, 7, 4), exactly(date(2023, 7, 4))),
        ("departure", "2023-07", Between(date(2023, 7, 1), date(2023, 7, 31))),
        ("departure", "2024-02", Between(date(2024, 2, 1), date(2024, 2, 29))),
        ("departure", "2023", Between(date(2023, 1, 1), date(2023, 12, 31))),
        ("departure", {"value": "2023-07"}, Between(date(2023, 7, 1), date(2023, 7, 31))),
        ("departure", {"one_of": ["2023-07-04", "2023-07-05"]}, one_of(date(2023, 7, 4), date(2023, 7, 5))),
        ("departure", {"after": "2022-09-21"}, Between(date(2022, 9, 22), None)),
        ("departure", {"before": "2022-09-21"}, Between(None, date(2022, 9, 20))),
        ("departure", {"after": "2022-09"}, Between(date(2022, 10, 1), None)),
        ("departure", {"before": "2022-09"}, Between(None, date(2022, 8, 31))),
        (
            "departure",
            {"after": "2022-09-21", "before": "2023-01-01"},
            Between(date(2022, 9, 22), date(2022, 12, 31)),
        ),
        (
            "departure",
            {"after": "2022-09-20", "before": "2022-09-22"},
            Between(date(2022, 9, 21), date(2022, 9, 21)),
        ),
    ],
)
def test_every_form_of_an_answer(name: str, raw: Any, state: Any) -> None:
    assert answer(name, raw) == Answer(state, "stated", "")


@pytest.mark.parametrize("reason", ["does_not_know", "declined", "not_asked"])
def test_a_reason_for_not_knowing_is_kept_and_decides_nothing(reason: str) -> None:
    assert answer("age", {"unknown": reason}) == Answer(ANYTHING, "", reason)
    assert answer("called_up", {"unknown": reason}).state == one_of(True, False)


def test_null_is_a_question_not_asked() -> None:
    assert answer("age", None) == Answer(ANYTHING, "", "not_asked")
    assert answer("departure", None).unknown == "not_asked"


def test_a_fact_that_is_absent_has_no_state() -> None:
    assert read({"answers": {}}).states() == {}
    assert read({}).states() == {}


@pytest.mark.parametrize("known_by", ["stated", "document", "country_information"])
def test_how_something_is_known_is_kept(known_by: str) -> None:
    assert answer("called_up", {"value": True, "known_by": known_by}) == Answer(exactly(True), known_by)
    assert answer("departure", {"after": "2022-09-21", "known_by": known_by}).known_by == known_by
    assert answer("nationality", {"includes": ["RU"], "known_by": known_by}).known_by == known_by


def test_findings_are_kept_apart_and_read_as_yes_or_no() -> None:
    case = read({"findings": {"credible": True, "exclusion_1f": {"value": False}, "serious_crime": None}})
    assert case.findings == {"credible": True, "exclusion_1f": False}
    assert case.states() == {"finding:credible": exactly(True), "finding:exclusion_1f": exactly(False)}
    assert case.answers == {}


def test_the_label_and_the_file_are_repeated() -> None:
    table = {"case": "soldier in Almaty", "note": "invented", "answers": {"age": 30}}
    assert read(table).label == "soldier in Almaty"
    assert read(table).raw == table
    assert read({"case": 17}).label == "17"


# ------------------------------------------------------------------------------------------- dates are one fact each


def test_the_dates_block_and_the_answers_are_one_fact() -> None:
    in_dates = read({"dates": {"application": "2024-11-05"}})
    in_answers = read({"answers": {"application": "2024-11-05"}})
    assert in_dates.states() == in_answers.states() == {"application": exactly(date(2024, 11, 5))}
    assert in_dates.hash == in_answers.hash


def test_a_date_written_twice_alike_is_no_conflict() -> None:
    case = read({"dates": {"departure": "2023-08"}, "answers": {"departure": "2023-08"}})
    assert case.states() == {"departure": Between(date(2023, 8, 1), date(2023, 8, 31))}


def test_a_date_written_twice_differently_is_refused() -> None:
    error = refused({"dates": {"departure": "2023-08"}, "answers": {"departure": "2023-09"}})
    assert error.message == "'departure' stands under dates and under answers, with different values"
    assert error.hint == "It is one fact; keep one."
    assert error.place is not None
    assert error.place.line is not None


@pytest.mark.parametrize("empty", [None, {"unknown": "not_asked"}])
def test_a_date_left_open_in_one_place_does_not_contradict_the_other(empty: Any) -> None:
    day = exactly(date(2026, 1, 10))
    assert read({"dates": {"decision": None}, "answers": {"decision": "2026-01-10"}}).states()["decision"] == day
    assert read({"dates": {"decision": "2026-01-10"}, "answers": {"decision": empty}}).states()["decision"] == day


def test_a_date_written_twice_keeps_how_it_is_known() -> None:
    known = {"value": "2024-11-05", "known_by": "document"}
    case = read({"dates": {"application": "2024-11-05"}, "answers": {"application": known}})
    assert case.answers["application"].known_by == "document"


def test_dates_take_every_form_of_an_answer() -> None:
    case = read({"dates": {"departure": {"after": "2022-09-21"}, "decision": None, "entry": {"unknown": "declined"}}})
    assert case.answers["departure"].state == Between(date(2022, 9, 22), None)
    assert case.answers["decision"].unknown == "not_asked"
    assert case.answers["entry"].unknown == "declined"


def test_only_governing_dates_belong_into_the_dates_block() -> None:
    error = refused({"dates": {"departur": "2023"}})
    assert error.message == "'departur' is not one of the dates of a case"
    assert error.hint == "Did you mean 'departure'?"
    assert "They are departure, entry, application, decision." in refused({"dates": {"xyz": "2023"}}).hint
    assert "is not one of the dates" in refused({"dates": {"family_tie_since": "2020"}}).message


# ------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ({"answers": {"natonality": ["RU"]}}, "unknown fact 'natonality'", "Did you mean 'nationality'?"),
        ({"answers": {"zzzzzz": 1}}, "unknown fact 'zzzzzz'", "`frihavn facts` lists them all."),
        ({"answers": {"credible": True}}, "'credible' is a finding, not an answer", 'put it under "findings"'),
        ({"findings": {"credibel": True}}, "unknown finding 'credibel'", "Did you mean 'credible'?"),
        ({"findings": {"credible": "yes"}}, "'credible' wants true or false, not 'yes'", "leave it out"),
        ({"findings": {"credible": {"valeu": True}}}, "valeu", "value"),
        ({"answer": {}}, "a case has no entry 'answer'", "Did you mean 'answers'?"),
        ({"present_in": "KZ"}, "a case has no entry 'present_in'", 'put it under "answers"'),
        ({"answers": {"present_in": "KAZ"}}, "'KAZ' is not a value of 'present_in'", "Did you mean"),
        ({"answers": {"present_in": "kz"}}, "'kz' is not a value of 'present_in'", "Did you mean 'KZ'?"),
        ({"answers": {"present_in": False}}, "False is not a value of 'present_in'", 'Norway is "NO"'),
        ({"answers": {"service_kind": "contrakt"}}, "'contrakt' is not a value", "Did you mean 'contract'?"),
        ({"answers": {"nationality": "RU"}}, "'nationality' wants a list", 'Write ["RU"].'),
        ({"answers": {"nationality": 7}}, "'nationality' wants a list", ""),
        ({"answers": {"nationality": ["RUS"]}}, "'RUS' is not a value of 'nationality'", "Did you mean"),
        ({"answers": {"called_up": "yes"}}, "'called_up' wants true or false, not 'yes'", "leave it out"),
        ({"answers": {"called_up": 1}}, "'called_up' wants true or false, not 1", "leave it out"),
        ({"answers": {"age": "19"}}, "'age' wants a whole number, not '19'", ""),
        ({"answers": {"age": True}}, "'age' wants a whole number, not True", ""),
        ({"answers": {"age": 19.5}}, "'age' wants a whole number, not 19.5", ""),
        ({"answers": {"age": 121}}, "121 is not possible for 'age'", "It lies between 0 and 120."),
        ({"answers": {"age": -1}}, "-1 is not possible for 'age'", "It lies between 0 and 120."),
        ({"answers": {"age": {"after": 120}}}, "'age'", ""),
        ({"answers": {"departure": 2023}}, "'departure' wants a date, not 2023", '"2023-07"'),
        ({"answers": {"departure": "2023-13"}}, "there is no month 13", ""),
        ({"answers": {"departure": "2023-00"}}, "there is no month 00", ""),
        ({"answers": {"departure": "2023-02-30"}}, "that month has 28 days", ""),
        ({"answers": {"departure": "2024-02-30"}}, "that month has 29 days", ""),
        ({"answers": {"departure": "2023-06-00"}}, "that month has 30 days", ""),
        ({"answers": {"departure": "0000"}}, "there is no year 0", ""),
        ({"answers": {"departure": "soon"}}, "'soon' is not a date", ""),
        ({"answers": {"departure": "4.7.2023"}}, "write it as 2023-07-04", ""),
        ({"answers": {"departure": "1849-12-31"}}, "1849-12-31 is not possible", "between 1950-01-01 and 2100-12-31"),
        ({"answers": {"departure": {"one_of": ["2023-07"]}}}, "wants whole days", '"after"'),
        ({"answers": {"departure": {"one_of": []}}}, "'one_of' of 'departure' wants a list", ""),
        ({"answers": {"present_in": {"one_of": "KZ"}}}, "'one_of' of 'present_in' wants a list", ""),
        (
            {"answers": {"departure": {"after": "2022-09-21", "before": "2022-09-22"}}},
            "no day is left between after and before of 'departure'",
            "Both are exclusive.",
        ),
        ({"answers": {"age": {"after": 17, "before": 18}}}, "'age'", "Both are exclusive."),
        ({"answers": {"present_in": {"after": "AM"}}}, "'present_in' has no order", ""),
        ({"answers": {"present_in": {"includes": ["AM"]}}}, "the answer to 'present_in' cannot be read", '"one_of"'),
        (
            {"answers": {"nationality": {"includes": ["RU"], "excludes": ["RU"]}}},
            "'nationality' both includes and excludes 'RU'",
            "",
        ),
        ({"answers": {"age": {"value": 1, "after": 2}}}, "the answer to 'age' cannot be read", '"unknown"'),
        ({"answers": {"age": {}}}, "the answer to 'age' cannot be read", '"unknown"'),
        ({"answers": {"age": {"valeu": 1}}}, "an answer has no entry 'valeu'", "Did you mean 'value'?"),
        ({"answers": {"age": {"unknown": "dunno"}}}, "'dunno' is not a reason for not knowing", "does_not_know"),
        ({"answers": {"age": {"unknown": "decline"}}}, "'decline' is not a reason", "Did you mean 'declined'?"),
        ({"answers": {"age": {"unknown": "declined", "value": 3}}}, "unknown and has a value at once", ""),
        ({"answers": {"age": {"value": 3, "known_by": "documents"}}}, "'documents' is not a way", "'document'?"),
        ({"answers": ["age"]}, "'answers' wants a table of names and values", ""),
        ({"findings": "credible"}, "'findings' wants a table of names and values", ""),
        ({"dates": "2023"}, "'dates' wants a table of names and values", ""),
        ({"case": ["a"]}, "'case' wants a label", ""),
        ([{"answers": {}}], "a case is a table of entries", '"answers"'),
        ("answers", "a case is a table of entries", '"answers"'),
        (None, "a case is a table of entries", '"answers"'),
    ],
)
def test_what_cannot_be_read_is_told_with_the_nearest_right_thing(table: Any, message: str, hint: str) -> None:
    error = refused(table)
    assert message in error.message
    assert hint in error.hint
    assert error.place is not None
    assert error.place.line is not None


def test_an_error_points_at_the_value_it_is_about() -> None:
    error = refused({"case": "x", "answers": {"nationality": ["RU"], "present_in": "KAZ"}})
    assert error.rendered().splitlines()[:3] == [
        "case.json:7:20: 'KAZ' is not a value of 'present_in'",
        '     7 |     "present_in": "KAZ"',
        "       |                    ^^^",
    ]


def test_an_error_points_at_the_key_it_is_about() -> None:
    error = refused({"answers": {"age": 3, "natonality": ["RU"]}})
    assert error.rendered().splitlines() == [
        "case.json:4:5: unknown fact 'natonality'",
        '     4 |     "natonality": [',
        "       |     ^^^^^^^^^^^^",
        "         Did you mean 'nationality'?",
    ]


def test_an_error_carries_no_other_answer() -> None:
    error = refused({"answers": {"profile": ["objector"], "age": 400}})
    assert "objector" not in error.rendered()


# ----------------------------------------------------------------------------------------------------------- hashes


def test_the_hash_of_a_case_forgets_order_and_label_but_no_answer() -> None:
    first = read({"case": "a", "answers": {"age": 30, "called_up": True}})
    second = read({"case": "b", "answers": {"called_up": True, "age": 30}})
    third = read({"case": "a", "answers": {"age": 31, "called_up": True}})
    assert first.hash == second.hash != third.hash
    assert read({"findings": {"credible": True}}).hash != read({"findings": {"credible": False}}).hash


def test_the_hash_of_a_case_with_sets_is_the_same_in_every_run() -> None:
    code = (
        "from tests.cast import book; from frihavn.law.case import read_case; from frihavn.law.locate import Locator;"
        "t = {'answers': {'nationality': ['RU','UA','BY','KZ'], 'present_in': {'one_of': ['AM','KZ','GE']},"
        " 'papers': {'includes': ['military_papers','internal_passport']}}};"
        "print(read_case(t, book().vocabulary, Locator('', '')).hash)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2", "3")
    ]
    assert {run.stderr for run in runs} == {""}
    assert len({run.stdout for run in runs}) == 1
