"""What lint finds in files that can be read: rows that fail, words that do not exist, ends left loose."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from frihavn.law.lawbook import load
from frihavn.law.lint import lint
from tests.unit.law.planted import BAD, TODAY, WORDS, Mistake, broken, named, own, plant

LINT = [
    Mistake("fact as the name of a rule", "```exclusion excluded", "```exclusion deserted",
            "rule 'deserted' has the name of a fact", "name of its own", "```exclusion deserted"),
    Mistake("row that fails", "| 17  | KZ         | not_met |", "| 17  | KZ         | met     |",
            "case 'not old': covered is not_met, not met", "Either the rule or the row is wrong.", line="| not old"),
    Mistake("unknown column", "| age | present_in |", "| agee | present_in |",
            "'agee' is neither a fact nor something that can come out", "'age'", line="| grown up"),
    Mistake("no such result", "| open    |", "| opne    |", "'opne' is not a result", "'open'", "opne"),
    Mistake("value out of domain in a row", "| 20  | KZ ", "| 20  | KZZ", "'KZZ' is not a value of 'present_in'",
            "Did you mean", "KZZ"),
    Mistake("impossible date in a row", "2022-04-01  | RU          | 2022-03-01 | 20",
            "2022-04-01  | RU          | 2022-02-30 | 20", "that month has 28 days", "", "2022-02-30"),
    Mistake("impossible day of reading", "| found | 2023-03-01", "| found | 2023-02-30", "out of range",
            line="| found"),
    Mistake("unknown finding in a column", "finding serious_crime |", "finding serious_crim  |",
            "unknown finding 'serious_crim'", "'serious_crime'", line="| found"),
    Mistake("unknown line in a column", "| case  | on         |", "| case  | line       |", "2023-03-01",
            line="| found"),
    Mistake("rule that no row tries", "| excluded |", "| exclusions |", "no row of any table tries the exclusion",
            line="```exclusion excluded"),
    Mistake("rule that nobody uses", "## Section 1\n", "```rule idle\ncalled_up\ncite: xx-act s. 1, grade B\n```\n",
            "no rule uses 'idle'", line="```rule idle"),
    Mistake("no line of authority fits", 'lines = ["fr-*"]', 'lines = ["frr-*"]',
            "no line of authority fits 'frr-*'"),
    Mistake("no unknown in any row", "| ?   | KZ         | open    |", "| 19  | KZ         | met     |",
            "no row leaves a question open"),
    Mistake("a number that is none", "| 20  | KZ ", "| --2 | KZ ", "--2", line="| grown up"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", LINT, ids=lambda mistake: mistake.name)
def test_lint_names_what_readable_files_get_wrong(mistake: Mistake, tmp_path: Path) -> None:
    text = broken(BAD, mistake)
    if mistake.name == "no unknown in any row":
        text = text.replace("| yes                  | ?  ", "| yes                  | no ")
    found = plant(tmp_path, text)
    assert own(found) == []
    errors = [one.trouble for one in lint(found.schemes["xx/bad"], found, today=TODAY) if one.error]
    named(list(errors), mistake, text, "law/bad.md")


def test_lint_names_an_unknown_assumption_in_a_row(tmp_path: Path) -> None:
    text = BAD.replace("| case  | on         |", "| case  | assume     |").replace(
        "| found | 2023-03-01", "| found | wdie      "
    )
    found = plant(tmp_path, text)
    errors = [one.trouble.rendered() for one in lint(found.schemes["xx/bad"], found, today=TODAY) if one.error]
    assert any("wdie" in error for error in errors), errors


def test_lint_names_a_file_called_otherwise_than_its_scheme(tmp_path: Path) -> None:
    law = tmp_path / "law"
    law.mkdir()
    (law / "harbor.md").write_text(BAD, encoding="utf-8")
    (law / "words.toml").write_text(WORDS, encoding="utf-8")
    found = load([files("frihavn.schemes"), law])
    errors = [one.trouble.rendered() for one in lint(found.schemes["xx/bad"], found, today=TODAY) if one.error]
    assert len(errors) == 1
    assert errors[0].startswith("law/harbor.md:1:1: 'xx/bad' stands in a file called 'harbor'")
    assert errors[0].endswith("Call the file bad.md.")


def test_advice_is_no_error(tmp_path: Path) -> None:
    text = BAD.replace("What this file leaves out", "Left out").replace("all_of(rule", "all_of( rule", 1)
    found = plant(tmp_path, text)
    notes = lint(found.schemes["xx/bad"], found, today=TODAY)
    assert [one.error for one in notes] == [False, False]
    assert {"the section 'What this file leaves out' is missing", "the file is not in its canonical form"} == {
        one.trouble.message for one in notes
    }


def test_lint_names_a_column_that_stands_twice(tmp_path: Path) -> None:
    text = BAD.replace("| age | present_in |", "| age | age        |").replace(
        "| 17  | KZ         |", "| 17  | 17         |"
    )
    text = text.replace("| 20  | KZ         |", "| 17  | 20         |").replace(
        "| ?   | KZ         |", "| 17  | ?          |"
    )
    head = next(number for number, line in enumerate(text.splitlines(), start=1) if "| age | age" in line)
    found = plant(tmp_path, text)
    errors = own(found)
    if not errors:
        errors += [one.trouble for one in lint(found.schemes["xx/bad"], found, today=TODAY) if one.error]
    assert any(error.place and error.place.line == head and "'age'" in error.message for error in errors)
