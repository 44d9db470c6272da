"""The interview in the terminal: it asks what matters, reads what people type, takes back, and keeps only when told."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from frihavn.app.casefile import read_case_file
from tests.cast import EVERYBODY, Person, book
from tests.command import Ran, in_a_process

DAY = ("--on", "2026-11-24")


def ask(*arguments: object, said: str, cwd: Path) -> Ran:
    return in_a_process("ask", *DAY, *arguments, cwd=cwd, stdin=said.encode())


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A case in which only the day of leaving and a home elsewhere are still open for the Danish act."""
    path = tmp_path / "start.json"
    path.write_text(json.dumps({"answers": {"nationality": ["UA"], "present_in": "DK"}}), encoding="utf-8")
    return path


def test_done_at_once_gives_the_answer_and_keeps_nothing(tmp_path: Path) -> None:
    ran = ask(said="done\n", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "Law read on 24 November 2026" in ran.out
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_asked_again(started: Path, tmp_path: Path) -> None:
    ran = ask("--from", started, "--public", said="rubbish that is no answer\ndone\n", cwd=tmp_path)
    assert ran.code == 0
    assert "“rubbish that is no answer” cannot be read as an answer." in ran.out
    assert ran.out.count("\n> ") + ran.out.startswith("> ") >= 2


def test_the_first_answer_cannot_be_taken_back(tmp_path: Path) -> None:
    ran = ask(said="back\ndone\n", cwd=tmp_path)
    assert "This is the first question." in ran.out


def test_an_answer_that_was_taken_back_is_not_saved(tmp_path: Path) -> None:
    kept = ask("--save", "kept.json", said="?\ndone\n", cwd=tmp_path)
    back = ask("--save", "back.json", said="?\nback\ndone\n", cwd=tmp_path)
    assert (kept.code, back.code) == (0, 0)
    assert len(json.loads((tmp_path / "kept.json").read_text())["answers"]) == 1
    assert json.loads((tmp_path / "back.json").read_text())["answers"] == {}


def test_a_saved_case_can_be_checked_and_carried_on(started: Path, tmp_path: Path) -> None:
    ran = ask("--from", started, "--public", "--save", "more.json", said="?\n-\n?\ndone\n", cwd=tmp_path)
    assert ran.code == 0, ran.err
    saved = json.loads((tmp_path / "more.json").read_text())
    assert saved["answers"]["nationality"]
    assert {"unknown": "declined"} in saved["answers"].values()
    checked = in_a_process("check", tmp_path / "more.json", *DAY, "--json")
    assert checked.code == 0, checked.err
    again = ask("--from", tmp_path / "more.json", "--public", said="done\n", cwd=tmp_path)
    assert again.code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"start.json", "more.json"}


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda one: one.name)
def test_what_was_known_comes_back_whole(person: Person, tmp_path: Path) -> None:
    with as_file(files("frihavn.app").joinpath("examples", person.file)) as path:
        ran = ask("--from", path, "--save", "kept.json", said="done\n", cwd=tmp_path)
    assert ran.code == 0, ran.err
    kept = read_case_file(str(tmp_path / "kept.json"), book().vocabulary)
    assert (kept.label, kept.answers, kept.findings) == (person.case.label, person.case.answers, person.case.findings)


def test_a_file_that_is_there_is_never_overwritten(started: Path, tmp_path: Path) -> None:
    before = started.read_bytes()
    ran = ask("--save", started, said="done\n", cwd=tmp_path)
    assert ran.code == 2
    assert "is already there" in ran.err
    assert "Nothing was asked" in ran.err
    assert started.read_bytes() == before


def test_input_that_ends_early_says_so_and_writes_nothing(tmp_path: Path) -> None:
    ran = ask("--save", "cut.json", said="?\n", cwd=tmp_path)
    assert ran.code != 0
    assert "Traceback" not in ran.err + ran.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("language", "yes", "stop"), [("da", "ja", "færdig"), ("ru", "да", "готово")])
def test_it_speaks_and_understands_other_languages(language: str, yes: str, stop: str, tmp_path: Path) -> None:
    ran = ask("--lang", language, "--public", said=f"{yes}\n?\n{stop}\n", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "Law read on" not in ran.out
