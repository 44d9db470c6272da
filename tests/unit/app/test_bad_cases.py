"""Bad case files through the real command: exit 2, the place, what to do, and never a traceback."""

from __future__ import annotations

import json
import resource
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command import Ran, frihavn, in_a_process

DAY = ("--on", "2026-02-01")


@dataclass(frozen=True)
class Bad:
    """A case file that cannot be read.

    Args:
        line: The line the message must name; None where there is none to name.
        says: Pieces of the message: what is wrong, and what to do or the nearest right thing.
    """

    name: str
    file: str
    content: str | bytes
    line: int | None
    says: tuple[str, ...]


def refused(ran: Ran, path: str, line: int | None) -> None:
    assert "Traceback" not in ran.out + ran.err
    assert "stumbled" not in ran.err, ran.err
    assert ran.code == 2, (ran.code, ran.err)
    assert ran.out == ""
    assert f"{path}:{line}" in ran.err if line else f"{path}:" in ran.err, ran.err


BAD = [
    Bad("unknown fact", "a.json", '{\n  "answers": {\n    "natonality": ["RU"]\n  }\n}\n', 3,
        ("a.json:3:5: unknown fact 'natonality'", '     3 |     "natonality": ["RU"]',
         "       |     ^^^^^^^^^^^^", "Did you mean 'nationality'?")),
    Bad("fact outside answers", "a.json", '{"present_in": "KZ"}', 1,
        ("'present_in' is a fact; put it under \"answers\".",)),
    Bad("finding as answer", "a.yaml", "answers:\n  credible: true\n", 2,
        ("'credible' is a finding, not an answer", 'put it under "findings"')),
    Bad("unknown finding", "a.yaml", "findings:\n  credibel: true\n", 2,
        ("unknown finding 'credibel'", "Did you mean 'credible'?")),
    Bad("value out of its domain", "a.toml", '[answers]\nservice_kind = "contrakt"\n', 2,
        ("a.toml:2:17: 'contrakt' is not a value of 'service_kind'", "       |                 ^^^^^^^^",
         "Did you mean 'contract'?")),
    Bad("number out of its domain", "a.yaml", "answers:\n  age: 190\n", 2,
        ("190 is not possible for 'age'", "between 0 and 120")),
    Bad("false where a country is wanted", "a.json", '{\n"answers": {\n"present_in": false}}', 3,
        ("False is not a value of 'present_in'", 'Norway is "NO"')),
    Bad("yes where true is wanted", "a.yaml", "answers:\n  called_up: yes\n", 2,
        ("'called_up' wants true or false, not 'yes'",)),
    Bad("one nationality without a list", "a.yaml", "answers:\n  nationality: RU\n", 2,
        ("wants a list", 'Write ["RU"].')),
    Bad("month 13", "a.json", '{"answers":\n {"departure": "2023-13"}}', 2,
        ("there is no month 13", f"       | {' ' * 16}^^^^^^^")),
    Bad("30 February in JSON", "a.json", '{"answers":\n {"departure": "2023-02-30"}}', 2,
        ("'2023-02-30' is not a date: that month has 28 days",)),
    Bad("30 February in TOML", "a.toml", "[dates]\ndeparture = 2023-02-30\n", 2, ("a.toml:2:13: this is not TOML",)),
    Bad("30 February in YAML", "a.yaml", "dates:\n  departure: 2023-02-30\n", 2, ("2023-02-30",)),
    Bad("a date from another calendar", "a.json", '{"dates":\n {"departure": "4.7.2023"}}', 2,
        ("'4.7.2023' is not a date", "write it as 2023-07-04")),
    Bad("a date long ago", "a.json", '{"dates":\n {"departure": "1849-01-01"}}', 2,
        ("1849-01-01 is not possible", "between 1950-01-01 and 2100-12-31")),
    Bad("no day left", "a.yaml", "answers:\n  departure: {after: 2022-09-21, before: 2022-09-22}\n", 2,
        ("no day is left between after and before of 'departure'", "Both are exclusive.")),
    Bad("a date under dates that is none of them", "a.yaml", "dates:\n  departur: 2023\n", 2,
        ("'departur' is not one of the dates of a case", "Did you mean 'departure'?")),
    Bad("one date with two values", "a.yaml", "dates:\n  entry: 2023-01-01\nanswers:\n  entry: 2023-01-02\n", 2,
        ("'entry' stands under dates and under answers, with different values", "keep one")),
    Bad("unknown entry of an answer", "a.json", '{"answers":\n {"age": {"valeu": 3}}}', 2,
        ("an answer has no entry 'valeu'", "Did you mean 'value'?")),
    Bad("unknown way of knowing", "a.json", '{"answers":\n {"age": {"value": 3, "known_by": "dokument"}}}', 2,
        ("'dokument' is not a way of knowing", "Did you mean 'document'?")),
    Bad("unknown entry of a case", "a.json", '{"answer": {}}', 1, ("a case has no entry 'answer'", "'answers'?")),
    Bad("JSON cut off", "a.json", '{"answers":\n {"age": 3,\n', 3, ("this is not JSON",)),
    Bad("JSON with a comma too many", "a.json", '{"answers": {\n  "age": 3,\n}}', 3, ("a.json:3:1: this is not JSON",)),
    Bad("JSON with single quotes", "a.json", "{\n'answers': {}}", 2, ("a.json:2:1: this is not JSON",)),
    Bad("a name twice in JSON", "a.json", '{"answers": {\n"age": 3,\n"age": 4}}', 3,
        ("a.json:3:1: 'age' stands twice", "Keep one of the two.")),
    Bad("a name twice in YAML", "a.yaml", "answers:\n  age: 3\n  age: 4\n", 3, ("a.yaml:3:3:", "age")),
    Bad("a name twice in TOML", "a.toml", "[answers]\nage = 3\nage = 4\n", 3, ("this is not TOML",)),
    Bad("YAML gone wrong", "a.yaml", "answers:\n  age: [3\n", 3, ("this is not YAML",)),
    Bad("YAML that would build an object", "a.yaml", "answers: !!python/object/apply:os.system [touch x]\n", 1,
        ("this is not YAML",)),
    Bad("TOML gone wrong", "a.toml", "[answers]\nage = \n", 2, ("a.toml:2:", "this is not TOML")),
    Bad("not UTF-8", "a.json", '{"case": "Ærø"}'.encode("latin-1"), None,
        ("this is not UTF-8 text", "Save it as UTF-8")),
    Bad("an empty file", "a.json", "", 1, ("this is not JSON",)),
    Bad("an empty YAML file", "a.yaml", "", 1, ("a case is a table of entries", '"answers"')),
    Bad("wrong ending", "a.txt", "{}", None, (".txt is not a kind of case file",
         ".json, .yaml, .yml, .toml, .jsonl")),
    Bad("no ending", "case", "{}", None, ("is not a kind of case file", ".json, .yaml")),
    Bad("a list instead of a table", "a.json", '[{"answers": {}}]', 1,
        ("a case is a table of entries", '{"case": "a label", "answers": {"nationality": ["RU"]}}')),
    Bad("a word instead of a table", "a.yaml", "answers\n", 1, ("a case is a table of entries",)),
    Bad("answers as a list", "a.yaml", "answers:\n  - age\n", 1, ("'answers' wants a table of names and values",)),
    Bad("a huge file", "a.json", '{"note": "' + "x" * 5_000_001 + '"}', None,
        ("this file is larger than 5,000,000 bytes", "A case is a page, not a book.")),
    Bad("JSON nested deep", "a.json", '{"note": ' + "[" * 50_000 + "]" * 50_000 + "}", 1, ("nested too deeply",)),
    Bad("an answer nested deep", "a.json", '{"answers": {"nationality": ' + "[" * 900 + "]" * 900 + "}}", 1, ()),
    Bad("YAML nested deep", "a.yaml", "note: " + "[" * 1_200 + "]" * 1_200, None, ("nested too deeply",)),
    Bad("TOML nested deep", "a.toml", "note = " + "[" * 5_000 + "]" * 5_000, None, ("nested too deeply",)),
    Bad("a number of five thousand digits", "a.json", '{"answers": {"age": ' + "9" * 5_000 + "}}", 1, ("number",)),
    Bad("a number of five thousand digits in TOML", "a.toml", "[answers]\nage = " + "9" * 5_000 + "\n", None, ()),
    Bad("no number at all", "a.json", '{"answers": {"age": NaN}}', 1, ("NaN",)),
    Bad("a number too large", "a.json", '{"answers": {"called_up": true,\n"age": ' + "9" * 40 + "}}", 2, ("larger",)),
    Bad("a number too large in YAML", "a.yaml", "case: a\nnote: 0x" + "f" * 5_000 + "\n", 2, ("larger than",)),
    Bad("a number too large in TOML", "a.toml", 'case = "a"\nnote = 0x' + "f" * 5_000 + "\n", 2, ("larger than",)),
    Bad("a tag with nothing behind it", "a.yaml", "case: a\nnote: !!int ''\n", 2, ("tag",)),
    Bad("a tag that lies", "a.yaml", "case: a\nnote: !!bool xyz\n", 2, ("this is not YAML",)),
    Bad("a reference", "a.yaml", "case: &a x\nnote: *a\n", 2, ("repeats nothing by reference", "Write the value out.")),
    Bad("a name that is a number", "a.yaml", "answers:\n  1: x\n", 2, ("1 is not a name", "quotation marks")),
    Bad("a name twice in escapes", "a.json", '{"\\u0061": 1, "\\u0061": 2}', 1, ("'a' stands twice",)),
    Bad("digits of another script", "a.json", '{"answers": {"departure": "\u0662\u0660\u0662\u0663"}}', 1,
        ("is not a date",)),
    Bad("half a letter", "a.json", '{"case": "\\ud800"}', 1, ()),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_case_file_is_refused_with_its_place_and_what_to_do(bad: Bad, tmp_path: Path) -> None:
    raw = bad.content if isinstance(bad.content, bytes) else bad.content.encode()
    (tmp_path / bad.file).write_bytes(raw)
    ran = frihavn("check", bad.file, *DAY, cwd=tmp_path)
    refused(ran, bad.file, bad.line)
    for piece in bad.says:
        assert piece in ran.err, ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == [bad.file]


def test_there_are_bad_files_enough() -> None:
    assert len({bad.name for bad in BAD}) == len(BAD) >= 15


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "almaty.json").write_text("{}", encoding="utf-8")
    ran = in_a_process("check", "almatty.json", cwd=tmp_path)
    refused(ran, "almatty.json", None)
    assert "No such file" in ran.err
    assert "Did you mean 'almaty.json'?" in ran.err


def test_a_missing_jsonl_names_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text("{}\n", encoding="utf-8")
    ran = frihavn("check", "case.jsonl", cwd=tmp_path)
    refused(ran, "case.jsonl", None)
    assert "Did you mean 'cases.jsonl'?" in ran.err


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    refused(frihavn("check", "a.json", cwd=tmp_path), "a.json", None)


def test_no_unquoted_means_norway_in_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("answers:\n  present_in: NO\n  nationality: [NO]\n", encoding="utf-8")
    ran = frihavn("check", "a.yaml", "--json", *DAY, cwd=tmp_path)
    assert ran.code == 0
    assert json.loads(ran.out)["case"]["answers"] == {"present_in": "NO", "nationality": ["NO"]}
    (tmp_path / "b.json").write_text('{"answers": {"present_in": "NO", "nationality": ["NO"]}}', encoding="utf-8")
    same = json.loads(frihavn("check", "b.json", "--json", *DAY, cwd=tmp_path).out)
    assert same["schemes"] == json.loads(ran.out)["schemes"]


def test_no_is_norway_even_in_a_file_that_calls_itself_older_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("%YAML 1.1\n---\nanswers:\n  present_in: NO\n", encoding="utf-8")
    ran = frihavn("check", "a.yaml", "--json", *DAY, cwd=tmp_path)
    if ran.code == 0:
        assert json.loads(ran.out)["case"]["answers"]["present_in"] == "NO"
    else:
        refused(ran, "a.yaml", 4)
        assert 'Norway is "NO"' in ran.err


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.yaml", "note: !!binary aGVsbG8=\n"),
        ("a.yaml", "note: !!set {a, b}\n"),
        ("a.yaml", "note: .nan\n"),
        ("a.yaml", "note: &a [*a]\n"),
        ("a.toml", "note = nan\n"),
        ("a.json", '{"note": NaN}'),
        ("a.json", '{"note": ' + "[" * 700 + "]" * 700 + "}"),
        ("a.yaml", "note: " + "[" * 150 + "]" * 150 + "\n"),
    ],
)
def test_what_cannot_be_repeated_as_json_is_refused_or_repeated_as_json(file: str, text: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    ran = frihavn("check", file, "--json", "--scheme", "un/refugee", *DAY, cwd=tmp_path)
    if ran.code != 0:
        refused(ran, file, None)
    else:

        def no_such_number(text: str) -> None:
            raise AssertionError(f"{text} is not JSON")

        assert json.loads(ran.out, parse_constant=no_such_number)["schemes"]


def test_a_small_yaml_file_that_unfolds_into_a_flood_is_refused(tmp_path: Path) -> None:
    rows = ["note:", "  - &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"  - &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 8)]
    (tmp_path / "a.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
        resource.setrlimit(resource.RLIMIT_CPU, (5, 5))

    refused(in_a_process("check", "a.yaml", "--json", *DAY, cwd=tmp_path, prepare=little_memory), "a.yaml", None)


# ------------------------------------------------------------------------------------------------- many cases a file


def test_a_bad_line_gets_its_error_in_its_place_and_the_others_their_answers(tmp_path: Path) -> None:
    lines = [
        '{"case": "first", "answers": {"nationality": ["RU"]}}',
        '{"case": "second", "answers": {"natonality": ["RU"]}}',
        "",
        '{"case": "third", "answers": {"present_in": "KZ"}',
        '{"case": "fourth", "findings": {"exclusion_1f": true}}',
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = in_a_process("check", "cases.jsonl", "--scheme", "un/refugee", *DAY, cwd=tmp_path)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [one.get("case", {}).get("case") for one in found] == ["first", None, None, "fourth"]
    assert set(found[1]) == set(found[2]) == {"error"}
    assert "cases.jsonl:2:32: unknown fact 'natonality'" in found[1]["error"]
    assert "Did you mean 'nationality'?" in found[1]["error"]
    assert "cases.jsonl:4:" in found[2]["error"]
    assert "this is not JSON" in found[2]["error"]
    assert found[3]["schemes"][0]["parts"]["exclusions"] == "not_met"
    assert "2 lines could not be read" in ran.err


@pytest.mark.parametrize(
    "line",
    [
        b'{"case": "\xe6"}',
        b"[]",
        b'"text"',
        b"{" * 100_000,
        b'{"answers": {"age": 3, "age": 4}}',
        b'{"note": "' + b"x" * 1_000_001 + b'"}',
        b'{"answers": {"age": ' + b"9" * 5000 + b"}}",
        b'{"case": "\\ud800"}',
        b'{"note": NaN}',
    ],
    ids=["latin-1", "list", "text", "deep", "twice", "long", "digits", "half a letter", "no number"],
)
def test_no_line_however_bad_stops_the_next_one(line: bytes, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_bytes(b'{"case": 1}\n' + line + b'\n{"case": 3}\n')
    ran = frihavn("check", "cases.jsonl", "--scheme", "un/non-refoulement", *DAY, cwd=tmp_path)
    assert ran.code == 2, ran.err
    assert "Traceback" not in ran.err
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [one.get("case", {}).get("case") for one in found] == [1, None, 3]
    assert found[1]["error"].startswith("cases.jsonl:2")


def test_a_jsonl_without_a_bad_line_exits_with_0(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"case": 1}\n\n{"case": 2}', encoding="utf-8")
    ran = frihavn("check", "cases.jsonl", "--scheme", "un/non-refoulement", *DAY, cwd=tmp_path)
    assert ran.code == 0
    assert "could not be read" not in ran.err
    assert [json.loads(line)["case"]["case"] for line in ran.out.splitlines()] == [1, 2]


# --------------------------------------------------------------------------------------------------- standard input


def test_a_case_may_come_from_standard_input() -> None:
    ran = frihavn("check", "-", "--json", "--scheme", "un/refugee", *DAY, stdin=b'{"answers": {"nationality": ["RU"]}}')
    assert ran.code == 0
    assert json.loads(ran.out)["case"] == {"answers": {"nationality": ["RU"]}}


def test_a_bad_case_from_standard_input_is_refused() -> None:
    ran = frihavn("check", "-", *DAY, stdin=b'{\n"answers": {"natonality": []}}')
    refused(ran, "-", 2)
    assert "Did you mean 'nationality'?" in ran.err
