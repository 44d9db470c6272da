"""Whom a scheme promised not to turn away, and schemes that repeat another."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from frihavn.law.lint import lint
from frihavn.law.promises import same_as
from frihavn.law.score import with_scheme
from tests.cast import AUTUMN_2026, book
from tests.command import frihavn
from tests.unit.law.planted import BAD, TODAY, own, plant

PROMISE = """## What is promised

```promise {name}
{rule}
cite: xx-act s. 7, grade B
```

"""
KEPT = 'all_of(nationality.includes("RU"), departure >= param("cutoff"), called_up, age >= 18, present_in == "NR")'


def promised(rule: str, tmp_path: Path) -> list[tuple[bool, str, str]]:
    """What lint says of promises when a scheme makes this one."""
    text = BAD.replace("## Section 1\n", PROMISE.format(name="welcome", rule=rule) + "## Section 1\n", 1)
    found = plant(tmp_path, text)
    assert own(found) == []
    messages = lint(found.schemes["xx/bad"], found, today=TODAY)
    return [(one.error, one.trouble.message, one.trouble.hint) for one in messages if "promises" in one.trouble.message]


def test_a_promise_that_is_kept_is_no_finding(tmp_path: Path) -> None:
    assert promised(KEPT, tmp_path) == []


@pytest.mark.parametrize(
    "left_out", ["called_up, ", "age >= 18, ", ', present_in == "NR"', 'departure >= param("cutoff"), ']
)
def test_a_promise_that_is_not_kept_comes_with_somebody_who_is_turned_away(left_out: str, tmp_path: Path) -> None:
    """Given a promise that says less than the rules ask for, then its witness, once checked, is told not_met."""
    assert left_out in KEPT
    ((error, message, hint),) = promised(KEPT.replace(left_out, ""), tmp_path)
    assert error
    assert message == "somebody whom 'welcome' promises not to turn away is turned away"
    case = tmp_path / "witness.json"
    case.write_text(hint[hint.index("{") :], encoding="utf-8")
    ran = frihavn("--law", tmp_path / "law", "check", case, "--scheme", "xx/bad", "--on", TODAY.isoformat(), "--json")
    assert json.loads(ran.out)["schemes"][0]["verdict"] == "not_met"


def test_the_bar_on_return_keeps_its_promise_only_as_long_as_no_exclusion_undoes_it() -> None:
    """Given a wrong turn of the law in which an exclusion lifts the bar on return, then its own promise is broken."""
    scheme = book().schemes["un/non-refoulement"]
    assert [one for one in lint(scheme, book(), today=AUTUMN_2026) if one.error] == []
    serious = scheme.versions("serious_harm")[0]
    excluded = book().schemes["un/refugee"].versions("excluded")[0]
    undone = replace(excluded, name="undone", line=serious.line)
    wrong = replace(scheme, clauses=(*scheme.clauses, undone))
    found = lint(wrong, with_scheme(book(), wrong), today=AUTUMN_2026)
    assert any("promises not to turn away" in one.trouble.message for one in found if one.error)


def test_a_scheme_that_says_what_another_says_is_named() -> None:
    twin = replace(book().schemes["dk/special-act-ukraine"], id="dk/twin")
    law = with_scheme(book(), twin)
    assert same_as(twin, law, on=AUTUMN_2026) == []  # several eras: not compared
    scheme = replace(book().schemes["un/non-refoulement"], id="un/twin")
    assert same_as(scheme, with_scheme(book(), scheme), on=AUTUMN_2026) == ["un/non-refoulement"]
    assert same_as(book().schemes["un/non-refoulement"], book(), on=AUTUMN_2026) == []
