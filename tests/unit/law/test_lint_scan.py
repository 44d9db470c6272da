"""What lint finds without any case: rules nobody can meet, parts that change nothing, verdicts that punish refusing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from frihavn.law.lint import lint, thorough
from tests.command import frihavn
from tests.unit.law.planted import BAD, TODAY, own, plant

RULE = 'all_of(rule("citizen"), departure >= param("cutoff"), at_least(1, called_up, refuses_to_fight))'


def found_in(text: str, tmp_path: Path) -> list[tuple[bool, str, str]]:
    found = plant(tmp_path, text)
    assert own(found) == []
    return [
        (one.error, one.trouble.message, one.trouble.hint)
        for one in lint(found.schemes["xx/bad"], found, today=TODAY)
        if "case " not in one.trouble.message and "canonical" not in one.trouble.message
    ]


def test_a_sound_file_has_no_finding(tmp_path: Path) -> None:
    assert found_in(BAD, tmp_path) == []


def test_a_country_that_is_no_place_is_closed_to_everybody(tmp_path: Path) -> None:
    found = found_in(BAD.replace('country = "NR"', 'country = "XX"'), tmp_path)
    assert [(error, message) for error, message, _ in found] == [(True, "the scheme is closed to everybody")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from = 2022-06-16", "from = 2022-06-20", "rule 'covered' governs from 2022-06-16 to 2022-06-19"),
        ("to = 2022-12-31", "to = 2022-11-30", "parameter 'cutoff' governs from 2022-12-01 to 2022-12-31"),
    ],
)
def test_days_without_a_text_are_named(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert [(error, said) for error, said, _ in found_in(BAD.replace(old, new), tmp_path)] == [
        (False, f"no version of {message}")
    ]


@pytest.mark.parametrize(
    ("rule", "error", "message"),
    [
        ("all_of(age >= 18, age < 18)", True, "nobody can meet the ground 'covered'"),
        ('all_of(rule("citizen"), any_of(deserted, not_(deserted)))', False, "'deserted' can never change a verdict"),
        ('all_of(rule("citizen"), sex == "male", age >= 18)', True, "a verdict rests on 'sex'"),
        ('all_of(rule("citizen"), not_(deserted))', True, "a yes to 'deserted' gives a worse verdict than a no"),
        ('all_of(rule("citizen"), age >= 18, age >= 16)', False, "age >= 16 can be dropped: it changes nothing"),
    ],
)
def test_what_a_rule_does_wrong_is_named(rule: str, error: bool, message: str, tmp_path: Path) -> None:
    text = BAD.replace(RULE, rule).replace('all_of(rule("citizen"), departure >= param("cutoff"), age >= 18)', rule)
    found = found_in(text, tmp_path)
    assert any(is_error is error and message in said for is_error, said, _ in found), found


def test_the_person_who_shows_it_can_be_checked(tmp_path: Path) -> None:
    text = BAD.replace(RULE, 'all_of(rule("citizen"), not_(evaded))')
    hint = next(hint for _, said, hint in found_in(text, tmp_path) if "'evaded'" in said)
    witness = json.loads(hint[hint.index("{") :])
    assert witness["answers"]["evaded"] is True
    case = tmp_path / "witness.json"
    verdicts = []
    for answer in (True, False):
        witness["answers"]["evaded"] = answer
        case.write_text(json.dumps(witness), encoding="utf-8")
        ran = frihavn(
            "--law", tmp_path / "law", "check", case, "--scheme", "xx/bad", "--on", TODAY.isoformat(), "--json"
        )
        verdicts.append(json.loads(ran.out)["schemes"][0]["verdict"])
    assert verdicts[0] != verdicts[1]
    assert verdicts[0] in ("not_met", "open")


def test_wrong_turns_that_no_row_notices_come_with_a_row(tmp_path: Path) -> None:
    found = plant(tmp_path, BAD)
    result, missing = thorough(found.schemes["xx/bad"], found, today=TODAY)
    assert 0 < result.killed < result.tried
    assert len(missing) == result.tried - result.killed
    assert all(not one.error and one.trouble.hint.startswith("A row would") for one in missing)


def test_thorough_prints_the_score_for_people_and_for_programs() -> None:
    path = Path("src/frihavn/schemes/un/non-refoulement.md").resolve()
    ran = frihavn("scheme", "lint", "--thorough", path)
    assert "its cases notice 24 of 24 wrong turns (100%)" in ran.out
    data = json.loads(frihavn("scheme", "lint", "--thorough", path, "--json").out)
    assert data["wrong_turns"] == {"un/non-refoulement": {"tried": 24, "noticed": 24}}
    assert data["errors"] == 0


def test_a_difference_says_who_gains_by_it() -> None:
    data = json.loads(frihavn("scheme", "diff", "dk/special-act-ukraine", "2022-06-15", "2022-06-16", "--json").out)
    assert [(one["kind"], one["before"], one["after"]) for one in data["people"]] == [("gains", "not_met", "met")]
    assert data["people"][0]["case"]["answers"]["departure"] == {"after": "2022-01-31", "before": "2022-02-24"}
    text = frihavn("scheme", "diff", "dk/special-act-ukraine", "2022-06-15", "2022-06-16").out
    assert "Somebody gains: not met before, met after. For example:" in text
    assert frihavn("scheme", "diff", "dk/special-act-ukraine", "2022-07-01", "2022-07-02").out.count("Somebody") == 0
