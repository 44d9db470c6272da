"""A scheme file: there and back again, and its hash."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frihavn.law.blocks import CaseTable, RuleText, read_blocks, write_blocks
from frihavn.law.canonical import blocks_from_json, blocks_to_json, hash_of
from frihavn.law.schemefile import read_scheme, write_scheme
from tests.cast import book
from tests.unit.law.harbour import FILE, law, scheme

BUILT_IN = (
    "dk/soldiers-special-act",
    "dk/special-act-ukraine",
    "eu/qualification",
    "un/non-refoulement",
    "un/refugee",
)

# ------------------------------------------------------------------------------------------------ there and back again


def test_the_built_in_schemes_are_all_here() -> None:
    assert set(BUILT_IN) <= set(book().schemes)
    assert book().troubles == ()


@pytest.mark.parametrize("id_", BUILT_IN)
def test_a_file_survives_the_way_through_json(id_: str) -> None:
    found = book().schemes[id_]
    data = json.loads(json.dumps(blocks_to_json(found.blocks), ensure_ascii=False))
    text = write_blocks(blocks_from_json(data))
    again = read_scheme(text, found.path)
    assert text == write_scheme(found)
    assert again.hash == found.hash
    assert write_scheme(again) == text
    assert again.cases == tuple(
        replace(row, line=one.line, text=one.text) for row, one in zip(found.cases, again.cases, strict=True)
    )
    assert [replace(one, line=0) for one in again.clauses] == [replace(one, line=0) for one in found.clauses]
    for part in ("name", "statuses", "where", "parameters", "grants", "procedure", "assumptions", "rechecks", "lines"):
        assert getattr(again, part) == getattr(found, part)


@pytest.mark.parametrize("id_", BUILT_IN)
def test_a_built_in_file_stands_in_its_canonical_form(id_: str) -> None:
    found = book().schemes[id_]
    assert found.text == write_scheme(found)


def test_the_file_of_these_tests_is_canonical_and_survives_too() -> None:
    assert write_scheme(scheme()) == FILE
    assert write_blocks(blocks_from_json(blocks_to_json(scheme().blocks))) == FILE


@pytest.mark.parametrize(
    "line",
    [
        'authority = "A \\"quoted\\" office"',
        'authority = "back\\\\slash"',
        'authority = "two\\nlines"',
        'authority = "a tab\\there"',
        'authority = "a bell\\u0007"',
        "discretion = true",
        'territory = ["DK", "SE"]',
        'authority = "deleted \\u007f"',
        'reviewed = "2026-11-24 by nobody"',
    ],
)
def test_every_value_of_the_header_survives(line: str) -> None:
    found = scheme(FILE.replace('governs = "application"', f'governs = "application"\n{line}'))
    again = scheme(write_scheme(found))
    assert (again.authority, again.discretion, again.territory, again.reviewed, again.hash) == (
        found.authority,
        found.discretion,
        found.territory,
        found.reviewed,
        found.hash,
    )


def test_a_long_exception_and_presumption_survive() -> None:
    names = [f"a_fact_with_a_rather_long_name_{number}" for number in range(5)]
    long = "all_of(" + ", ".join(names) + ")"
    text = FILE.replace("unless: deserted", f"unless: {long}\ncite: xx-act s. 2, grade B\npresume easy: {long}")
    found = scheme(text)
    again = scheme(write_scheme(found))
    assert "unless:\nall_of(\n" in write_scheme(found)
    assert again.hash == found.hash
    assert again.clauses[1].unless == found.clauses[1].unless
    assert again.clauses[1].presumptions == found.clauses[1].presumptions


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_long_at_least_survives(count: int) -> None:
    names = ", ".join(f"a_fact_with_a_rather_long_name_{number}" for number in range(5))
    found = scheme(
        FILE.replace('any_of(nationality.includes("RU"), nationality.includes("BY"))', f"at_least({count}, {names})")
    )
    again = scheme(write_scheme(found))
    assert again.hash == found.hash
    assert again.clauses[1].expression == found.clauses[1].expression


# ---------------------------------------------------------------------------------------------------------- the hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('all_of(called_up, nationality.includes("RU"))', 'all_of( called_up ,nationality.includes( "RU" ) )'),
        ('all_of(called_up, nationality.inc', 'all_of(\n    called_up,\n    nationality.inc'),
        ('all_of(called_up, nationality.includes("RU"))', "all_of(called_up, nationality.includes('RU'))"),
        ("unless: deserted", "unless:  (deserted)"),
        ("cite: xx-act s. 1(1), grade B\nera: old", "cite:  xx-act s. 1(1), grade B  \nera:   old"),
        ("| called up    | 2022-04-01  | yes       |", "| called up | 2022-04-01 |   yes |"),
        ("| ------------ | ----------- |", "|---|---|"),
        ("months = 12", "months   =  12  # a year"),
        ("In our own words.\n", "\n\nIn our own words.\n\n\n"),
        ("from = 2022-03-17\nis", "from    = 2022-03-17\nis"),
    ],
)  # fmt: skip
def test_the_hash_does_not_mind_spacing(old: str, new: str) -> None:
    assert old in FILE
    assert scheme(FILE.replace(old, new)).hash == scheme().hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xx-act s. 1(1), grade B\nera: old", "xx-act s. 1(2), grade B\nera: old"),
        ("xx-act s. 1(1), grade B\nera: old", "xx-act s. 1(1), grade C\nera: old"),
        ("xx-act s. 1(1), grade B\nera: new", "xx-bill s. 1(1), grade B\nera: new"),
        ("cite: xx-act s. 2, grade B", "cite: xx-act s. 3, grade B"),
        ('is = "in_force"\ncite = "xx-act s. 1', 'is = "in_force"\ncite = "xx-act s. 9'),
        ('cite = "xx-act s. 4, grade B"', 'cite = "xx-act s. 5, grade B"'),
        ('nationality.includes("RU"))\ncite', 'nationality.includes("UA"))\ncite'),
        ("all_of(called_up, nationality", "any_of(called_up, nationality"),
        ("unless: deserted", "unless: evaded"),
        ("to = 2022-06-15", "to = 2022-06-14"),
        ("from = 2022-06-16", "from = 2022-06-17"),
        ('from = 2022-03-17\nis = "in_force"', 'from = 2022-03-18\nis = "in_force"'),
        ('is = "in_force"', 'is = "proposed"'),
        ("from = 2022-03-17, value", "from = 2022-03-18, value"),
        ("value = 90", "value = 91"),
        ("months = 12", "months = 24"),
        ('places = ["territory"]', 'places = ["border"]'),
        ("| called up    | 2022-04-01  | yes ", "| called up    | 2022-04-02  | yes "),
        ("| RU          | no       | met ", "| RU          | no       | open"),
        ("| nobody asked | 2022-04-01  | ?", "| nobody asked | 2022-04-01  | no"),
        ("In our own words.", "In other words."),
        ("* Much.", "* Little."),
    ],
)  # fmt: skip
def test_the_hash_changes_with_every_citation_rule_date_and_row(old: str, new: str) -> None:
    assert old in FILE
    assert scheme(FILE.replace(old, new, 1)).hash != scheme().hash


@pytest.mark.parametrize("id_", BUILT_IN)
def test_the_hash_of_a_built_in_scheme_changes_with_each_of_its_rules_and_rows(id_: str) -> None:
    found = book().schemes[id_]
    hashes = {found.hash}
    changed = 0
    for index, block in enumerate(found.blocks):
        others: list[Any] = []
        if isinstance(block, RuleText):
            others.append(replace(block, expression=f"not_({block.expression})"))
            for place, (key, value, line) in enumerate(block.keys):
                keys = list(block.keys)
                keys[place] = (key, f"not_({value})" if key.startswith(("unless", "presume")) else f"{value}x", line)
                others.append(replace(block, keys=tuple(keys)))
        elif isinstance(block, CaseTable):
            others += [replace(block, rows=block.rows[:row] + block.rows[row + 1 :]) for row in range(len(block.rows))]
        for other in others:
            hashes.add(hash_of([*found.blocks[:index], other, *found.blocks[index + 1 :]]))
            changed += 1
    assert changed > 10
    assert len(hashes) == changed + 1


def test_the_hash_of_all_law_changes_with_a_scheme_and_with_a_line_of_authority(tmp_path: Path) -> None:
    first = law(tmp_path).hash
    assert law(tmp_path).hash == first
    assert law(tmp_path, FILE.replace("months = 12", "months = 24")).hash != first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value = true", "value = false"),
        ("from = 2022-01-01", "from = 2024-01-01"),
        ("from = 2022-01-01", "from = 2022-01-01\nto = 2023-01-01"),
    ],
)
def test_the_hash_of_all_law_changes_with_what_a_court_says_and_since_when(tmp_path: Path, old: str, new: str) -> None:
    line = (
        '[point.p]\ntype = "bool"\nlabel = "p"\nquestion = "p?"\n\n'
        '[line.xx-court]\ncourt = "Court"\ncountry = "XX"\ndocket = "1"\ndecided = 2022-01-01\nfrom = 2022-01-01\n'
        'says = "yes"\n[line.xx-court.reads]\np = { value = true, cite = "xx-act", at = "1", grade = "B" }\n'
    )
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "line.toml").write_text(line, encoding="utf-8")
    first = law(tmp_path)
    assert first.troubles == ()
    (folder / "line.toml").write_text(line.replace(old, new), encoding="utf-8")
    assert law(tmp_path).hash != first.hash


def test_blocks_keep_the_line_they_stand_on() -> None:
    lines = FILE.splitlines()
    for block in read_blocks(FILE, "law/xx/harbour.md"):
        first = write_blocks([block]).splitlines()[0]
        assert lines[block.line - 1] == first


def test_windows_line_ends_make_the_same_law() -> None:
    found = scheme(FILE.replace("\n", "\r\n"))
    assert found.hash == scheme().hash
    assert [clause.line for clause in found.clauses] == [clause.line for clause in scheme().clauses]
