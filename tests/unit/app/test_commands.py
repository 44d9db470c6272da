"""The commands other people build on: exit codes, one JSON document, languages, and errors that help."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.command import FRIHAVN, Ran, frihavn, in_a_process

DAY = ("--on", "2026-02-01")
DATA = Path(__file__).parent / "data"
SCHEMES = Path(str(files("frihavn.schemes")))

CASE: dict[str, Any] = {
    "case": "the same in three forms",
    "dates": {"departure": "2023-08", "application": "2024-11-05"},
    "answers": {
        "nationality": ["RU"],
        "present_in": "DK",
        "age": 30,
        "called_up": {"value": True, "known_by": "document"},
        "service_kind": {"one_of": ["conscript", "contract"]},
        "deserted": {"unknown": "declined"},
    },
    "findings": {"credible": True},
}
YAML = """case: the same in three forms
dates:
  departure: 2023-08
  application: 2024-11-05
answers:
  nationality: [RU]
  present_in: DK
  age: 30
  called_up: {value: true, known_by: document}
  service_kind: {one_of: [conscript, contract]}
  deserted: {unknown: declined}
findings:
  credible: true
"""
TOML = """case = "the same in three forms"

[dates]
departure = "2023-08"
application = 2024-11-05

[answers]
nationality = ["RU"]
present_in = "DK"
age = 30
called_up = { value = true, known_by = "document" }
service_kind = { one_of = ["conscript", "contract"] }
deserted = { unknown = "declined" }

[findings]
credible = true
"""


@pytest.fixture
def broken_law(tmp_path: Path) -> Path:
    """A law folder with one file that cannot be read, on a long line."""
    folder = tmp_path / "brokenlaw"
    folder.mkdir()
    rule = "all_of(" + ", ".join(f"a_fact_that_has_a_long_name_{number}" for number in range(6)) + ", evaded + 1)"
    text = f'```toml scheme\nid = "xx/broken"\ncountry = "XX"\n```\n\n```ground g\n{rule}\ncite: x s. 1, grade B\n```\n'
    text = text.replace(
        'country = "XX"\n',
        'country = "XX"\ngoverns = "law"\n[[status]]\nfrom = 2022-01-01\nis = "in_force"\ncite = "x s. 1, grade B"\n'
        '[[where]]\nplaces = ["territory"]\ncite = "x s. 1, grade B"\n',
    )
    (folder / "broken.md").write_text(text, encoding="utf-8")
    return folder


def calm(ran: Ran, code: int) -> Ran:
    assert ran.code == code, (ran.code, ran.out[-500:], ran.err)
    assert "Traceback" not in ran.out + ran.err
    assert "stumbled" not in ran.err
    return ran


def refused(ran: Ran, *pieces: str) -> None:
    calm(ran, 2)
    assert ran.out == ""
    for piece in pieces:
        assert piece in ran.err, ran.err


# ----------------------------------------------------------------------------------------------------- exit codes


def test_done_is_0(case: Path) -> None:
    calm(in_a_process("check", case, *DAY), 0)


def test_a_check_that_failed_is_1(broken_law: Path) -> None:
    ran = calm(in_a_process("--law", broken_law, "scheme", "lint", broken_law / "broken.md"), 1)
    assert "1 errors" in ran.out or "1 error" in ran.out


def test_bad_input_is_2(tmp_path: Path) -> None:
    refused(in_a_process("check", tmp_path / "none.json"), "none.json")


@pytest.mark.parametrize(
    "command",
    ["", "facts", "schemes", "scheme", "scheme show", "scheme lint", "scheme diff", "scheme new", "scheme alarms",
     "check", "decided", "tour"],
)  # fmt: skip
def test_every_command_has_help_with_an_example(command: str) -> None:
    ran = calm(frihavn(*command.split(), "--help"), 0)
    assert "Usage: frihavn" in ran.out
    if command not in ("", "scheme"):
        assert ran.out.partition("Example:")[2].strip().startswith(f"frihavn {command}")


def test_no_such_command_is_2() -> None:
    refused(frihavn("chek"), "chek")
    refused(frihavn("check"), "Missing argument")


# --------------------------------------------------------------------------------------------- one JSON document

COMMANDS = [
    ("check", "CASE", *DAY, "--json"),
    ("check", "CASE", *DAY, "--why", "--json", "--lang", "ru"),
    ("facts", "--json"),
    ("schemes", "--json"),
    ("scheme", "show", "un/refugee", "--json"),
    ("scheme", "diff", "eu/qualification", "2026-06-11", "2026-06-12", "--json"),
    ("scheme", "alarms", "--json"),
    ("decided", str(DATA / "decided.json"), "--json"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_is_one_document_even_when_a_law_file_is_broken(
    command: tuple[str, ...], case: Path, broken_law: Path
) -> None:
    arguments = [str(case) if word == "CASE" else word for word in command]
    ran = calm(frihavn("--law", broken_law, *arguments), 0)
    assert isinstance(json.loads(ran.out), dict)
    assert ran.out.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_broken_law_file_is_named_on_standard_error(command: tuple[str, ...], case: Path, broken_law: Path) -> None:
    arguments = [str(case) if word == "CASE" else word for word in command]
    ran = calm(frihavn("--law", broken_law, *arguments), 0)
    assert "brokenlaw/broken.md:" in ran.err


def test_the_caret_of_a_warning_stands_under_its_word_however_long_the_line(case: Path, broken_law: Path) -> None:
    ran = calm(frihavn("--law", broken_law, "check", case, *DAY), 0)
    lines = ran.err.splitlines()
    index = next(number for number, line in enumerate(lines) if line.strip(" |") and set(line.strip(" |")) == {"^"})
    caret = lines[index]
    assert lines[index - 1][caret.index("^") : caret.rindex("^") + 1] == "evaded + 1"


def test_a_broken_catalogue_prints_nothing_into_the_answer(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "da.po").write_text('msgid "a\nmsgstr nothing "b"\nrubbish\n', encoding="utf-8")
    ran = frihavn("--law", folder, "check", case, *DAY, "--lang", "da")
    clean = frihavn("check", case, *DAY, "--lang", "da")
    calm(ran, 0)
    assert ran.out == clean.out


def test_the_answer_of_check_has_its_published_parts(case: Path) -> None:
    found = json.loads(calm(frihavn("check", case, *DAY, "--json"), 0).out)
    assert found["case"] == CASE
    assert found["on"] == "2026-02-01"
    assert {one["id"] for one in found["schemes"]} >= {"dk/special-act-ukraine", "un/refugee", "eu/qualification"}
    for one in found["schemes"]:
        assert one["verdict"] in ("met", "not_met", "open")
        assert set(one["parts"]) == {"where", "grounds", "exclusions", "findings"}
        assert set(one["presumed"]) >= {"verdict", "by"}
        assert bool(one["open_because"]) == (one["verdict"] == "open")
        assert one["proof"]["value"] == one["verdict"]


def test_a_scheme_without_text_on_the_day_is_absent(case: Path) -> None:
    early = json.loads(calm(frihavn("check", case, "--on", "2022-03-05", "--json"), 0).out)
    ids = {one["id"] for one in early["schemes"]}
    assert "dk/soldiers-special-act" in ids
    assert "dk/special-act-ukraine" not in ids
    alone = calm(frihavn("check", case, "--on", "2022-03-05", "--scheme", "dk/special-act-ukraine", "--json"), 0)
    assert json.loads(alone.out)["schemes"] == []


def test_facts_have_their_published_form() -> None:
    found = {one["id"]: one for one in json.loads(calm(frihavn("facts", "--json"), 0).out)["facts"]}
    assert {"id", "type", "values", "min", "max", "sensitivity", "asked_of", "question"} <= set(found["age"])
    assert (found["age"]["type"], found["age"]["values"], found["age"]["min"], found["age"]["max"]) == (
        "int",
        None,
        0,
        120,
    )
    assert found["departure"]["min"] == "1950-01-01"
    assert "NO" in found["present_in"]["values"]


def test_schemes_can_be_chosen_by_day_country_and_standing() -> None:
    def ids(*arguments: str) -> set[str]:
        found = json.loads(calm(frihavn("schemes", "--json", *arguments), 0).out)["schemes"]
        return {one["id"] for one in found}

    assert "dk/soldiers-special-act" in ids("--on", "2022-03-10", "--status", "proposed")
    assert "dk/soldiers-special-act" not in ids("--on", "2022-02-01")
    assert ids("--country", "dk", "--on", "2024-01-01") >= {"dk/special-act-ukraine", "dk/soldiers-special-act"}
    assert all(id_.startswith("dk/") for id_ in ids("--country", "DK"))
    assert ids("--country", "QQ") == set()


# ------------------------------------------------------------------------------------------------- forms of a case


def test_json_yaml_and_toml_of_one_case_give_one_answer(tmp_path: Path) -> None:
    answers = []
    for name, text in (("a.json", json.dumps(CASE)), ("b.yaml", YAML), ("c.yml", YAML), ("d.toml", TOML)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        answers.append(json.loads(calm(frihavn("check", name, *DAY, "--json", cwd=tmp_path), 0).out))
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert answers[0]["schemes"]


def test_a_line_of_a_jsonl_is_answered_as_the_case_alone(tmp_path: Path, case: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    many = calm(frihavn("check", tmp_path / "cases.jsonl", *DAY), 0)
    assert json.loads(many.out) == json.loads(calm(frihavn("check", case, *DAY, "--json"), 0).out)


def test_two_runs_give_the_same_bytes(case: Path) -> None:
    runs = [in_a_process("check", case, *DAY, "--json", env={"PYTHONHASHSEED": seed}) for seed in "1234"]
    assert [run.code for run in runs] == [0, 0, 0, 0]
    assert len({run.out for run in runs}) == 1


# ------------------------------------------------------------------------------------------------------- scheme new


def test_a_new_scheme_is_never_written_over(tmp_path: Path) -> None:
    calm(frihavn("scheme", "new", "nr/harbour", "--into", "law", cwd=tmp_path), 0)
    target = tmp_path / "law" / "nr" / "harbour" / "harbour.md"
    target.write_text("my work", encoding="utf-8")
    ran = frihavn("scheme", "new", "nr/harbour", "--into", "law", cwd=tmp_path)
    refused(ran, "is already there", "Nothing was written")
    assert target.read_text(encoding="utf-8") == "my work"


def test_a_new_scheme_is_not_written_beside_a_file_that_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "law" / "nr" / "harbour"
    folder.mkdir(parents=True)
    (folder / "ru.po").write_text("my words", encoding="utf-8")
    refused(frihavn("scheme", "new", "nr/harbour", "--into", "law", cwd=tmp_path), "is already there")
    assert [path.name for path in folder.iterdir()] == ["ru.po"]


@pytest.mark.parametrize(
    "id_",
    ["harbour", "xx/", "/harbour", "XX/harbour", "xx/Harbour", "xx/../harbour", "xx/a b", "x/harbour", "xx/a-",
     "xx/a--b", "xx/ångström", "дк/harbour", "abcdefgh/harbour"],
)  # fmt: skip
def test_what_cannot_be_an_id_is_refused_before_anything_is_written(id_: str, tmp_path: Path) -> None:
    refused(frihavn("scheme", "new", id_, "--into", "law", cwd=tmp_path), "cannot be the id of a scheme", "dk/quota")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_a_new_scheme_is_named(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "nr").write_text("in the way", encoding="utf-8")
    refused(frihavn("scheme", "new", "nr/harbour", "--into", "law", cwd=tmp_path), "law/nr")


def test_a_new_scheme_lints_clean_from_inside_its_folder(tmp_path: Path) -> None:
    calm(frihavn("scheme", "new", "nr/harbour", "--into", ".", cwd=tmp_path), 0)
    ran = calm(frihavn("--law", ".", "scheme", "lint", "nr/harbour/harbour.md", cwd=tmp_path), 0)
    assert "1 scheme, 10 cases, 0 errors" in ran.out


# ------------------------------------------------------------------------------------------------------ scheme lint


def test_a_trouble_in_the_folder_one_stands_in_is_named_by_a_path_that_exists(broken_law: Path, case: Path) -> None:
    ran = calm(frihavn("--law", ".", "check", case, *DAY, cwd=broken_law), 0)
    path = next(line for line in ran.err.splitlines() if "broken.md" in line).split(":")[0]
    assert not path.startswith("/")
    assert (broken_law / path).exists() or (broken_law.parent / path).exists()


def test_lint_reads_the_file_it_is_given_and_not_the_built_in_one_of_that_name(tmp_path: Path) -> None:
    copy = tmp_path / "schemes"
    shutil.copytree(SCHEMES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    target = copy / "un" / "non-refoulement.md"
    target.write_text(target.read_text(encoding="utf-8") + "\n```python\n1\n```\n", encoding="utf-8")
    ran = calm(frihavn("scheme", "lint", target), 1)
    assert "'python' block does not belong" in ran.out


def test_lint_format_never_loses_what_somebody_wrote(tmp_path: Path) -> None:
    copy = tmp_path / "schemes"
    shutil.copytree(SCHEMES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    target = copy / "un" / "non-refoulement.md"
    target.write_text(target.read_text(encoding="utf-8") + "* A sentence of mine.\n\n\n", encoding="utf-8")
    ran = frihavn("scheme", "lint", "--format", target)
    assert "Traceback" not in ran.err
    assert target.read_text(encoding="utf-8").endswith("\n* A sentence of mine.\n")


def test_lint_format_writes_the_canonical_form_once(tmp_path: Path) -> None:
    calm(frihavn("scheme", "new", "nr/harbour", "--into", "law", cwd=tmp_path), 0)
    target = tmp_path / "law" / "nr" / "harbour" / "harbour.md"
    clean = target.read_text(encoding="utf-8")
    target.write_text(clean.replace("all_of(", "all_of( ").replace("\n\n", "\n\n\n"), encoding="utf-8")
    calm(frihavn("--law", "law", "scheme", "lint", "--format", target, cwd=tmp_path), 0)
    assert target.read_text(encoding="utf-8") == clean


def test_lint_of_what_is_no_scheme_says_so(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Notes\n", encoding="utf-8")
    refused(frihavn("scheme", "lint", tmp_path / "README.md"), "holds no scheme")
    refused(frihavn("scheme", "lint", tmp_path / "none.md"), "none.md")


def test_lint_as_json(broken_law: Path) -> None:
    ran = calm(frihavn("--law", broken_law, "scheme", "lint", "--json", broken_law / "broken.md"), 1)
    found = json.loads(ran.out)
    assert found["errors"] == 1
    assert found["messages"][0]["place"].startswith("brokenlaw/broken.md:")


# ----------------------------------------------------------------------------------------------------- the pipe ends


def test_a_reader_who_leaves_causes_no_traceback(tmp_path: Path) -> None:
    rows = [json.dumps({**CASE, "case": str(number)}) for number in range(40)]
    (tmp_path / "cases.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for arguments in (f"check {tmp_path / 'cases.jsonl'}", "scheme show un/refugee"):
        run = subprocess.run(
            ["bash", "-c", f"'{FRIHAVN}' {arguments} | head -1"],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert run.stdout.count("\n") == 1
        assert "Traceback" not in run.stderr
        assert "BrokenPipe" not in run.stderr
        assert "stumbled" not in run.stderr


# --------------------------------------------------------------------------------------------------------- languages


# ------------------------------------------------------------------------------------- errors that name the nearest


# ------------------------------------------------------------------------------------------------------------ alarms


# -------------------------------------------------------------------------------------------------------------- diff


# ----------------------------------------------------------------------------------------------------------- decided
