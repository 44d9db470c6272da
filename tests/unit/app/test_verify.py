"""Somebody else's answer: followed to the end, or told where it does not hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.cast import EVERYBODY, Person
from tests.command import frihavn

DAY = ("--on", "2026-02-01")


def example(name: str) -> Path:
    return Path(str(files("frihavn.app").joinpath("examples", name)))


def answered(person: Person, tmp_path: Path, *options: str) -> tuple[Path, Path]:
    case, answer = example(person.file), tmp_path / "answer.json"
    answer.write_text(frihavn("check", case, *DAY, *options, "--json").out, encoding="utf-8")
    return answer, case


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda one: one.name)
def test_the_answers_to_the_cast_hold(person: Person, tmp_path: Path) -> None:
    answer, case = answered(person, tmp_path)
    ran = frihavn("verify", answer, case)
    assert (ran.code, ran.err) == (0, "")
    proofs = len(json.loads(answer.read_text(encoding="utf-8"))["schemes"])
    assert proofs >= 5
    assert f"✓ {proofs} proofs followed to the end" in ran.out


def test_an_answer_for_one_line_holds_too(tmp_path: Path) -> None:
    answer = answered(EVERYBODY[0], tmp_path, "--scheme", "un/refugee", "--line", "fr-cnda-2024")
    assert "✓ 1 proof followed" in frihavn("verify", *answer).out


def verdict(data: Any) -> None:
    data["schemes"][1]["verdict"] = "met"


def value(data: Any) -> None:
    data["schemes"][1]["proof"]["value"] = data["schemes"][1]["verdict"] = "met"


def law(data: Any) -> None:
    data["law_hash"] = "0" * len(data["law_hash"])


def citation(data: Any) -> None:
    act = next(one for one in data["schemes"] if one["id"] == "dk/special-act-ukraine")
    text = json.dumps(act["proof"])
    assert "dk-act-324-2022" in text
    act["proof"] = json.loads(text.replace("dk-act-324-2022", "dk-agency-requirements"))


@pytest.mark.parametrize("change", [verdict, value, law, citation])
def test_an_answer_that_was_changed_does_not_hold(change: Callable[[Any], None], tmp_path: Path) -> None:
    answer, case = answered(EVERYBODY[0], tmp_path)
    data = json.loads(answer.read_text(encoding="utf-8"))
    change(data)
    answer.write_text(json.dumps(data), encoding="utf-8")
    ran = frihavn("verify", answer, case)
    assert ran.code == 1
    assert "does not hold" in " ".join(ran.out.split())


def test_an_answer_to_another_case_does_not_hold(tmp_path: Path) -> None:
    answer, _ = answered(EVERYBODY[0], tmp_path)
    ran = frihavn("verify", answer, example(EVERYBODY[1].file))
    assert ran.code == 1
    assert "another law or another case" in " ".join(ran.out.split())


@pytest.mark.parametrize("text", ["[]", "{}", '{"schemes": [1]}', '{"schemes": [{}]}', "null", '"x"'])
def test_what_is_no_answer_is_told_so(text: str, tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(text, encoding="utf-8")
    ran = frihavn("verify", answer, example(EVERYBODY[0].file))
    assert ran.code == 2
    assert "answer.json is not a" in ran.err
    assert "frihavn check CASE --json" in ran.err


def test_half_an_answer_is_told_so(tmp_path: Path) -> None:
    answer, case = answered(EVERYBODY[0], tmp_path)
    data = json.loads(answer.read_text(encoding="utf-8"))
    del data["schemes"][0]["proof"]["value"], data["schemes"][0]["by_authority"]
    answer.write_text(json.dumps(data), encoding="utf-8")
    ran = frihavn("verify", answer, case)
    assert ran.code == 2
    assert "Traceback" not in ran.err
