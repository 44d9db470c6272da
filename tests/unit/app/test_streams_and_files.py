"""What surrounds a command: streams that are closed, full or of another encoding; catalogues; files written whole."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from frihavn.app.writing import write_folder, write_whole
from frihavn.law.errors import LawError
from tests.command import FRIHAVN, frihavn, in_a_process
from tests.unit.app.test_commands import DAY, calm, refused


def shell(line: str) -> subprocess.CompletedProcess[str]:
    run = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, timeout=30)
    assert "Traceback" not in run.stderr
    assert "stumbled" not in run.stderr
    return run


def test_a_full_disk_is_told() -> None:
    run = shell(f"'{FRIHAVN}' facts --json > /dev/full")
    assert run.returncode == 2
    assert "No space left on device" in run.stderr


def test_a_closed_stream_breaks_nothing() -> None:
    assert "this is not JSON" in shell(f"'{FRIHAVN}' check - <&-").stderr
    assert shell(f"'{FRIHAVN}' facts --json >&-").returncode == 0


def test_the_answer_is_utf_8_whatever_the_locale_says(case: Path) -> None:
    ran = in_a_process("check", case, *DAY, "--lang", "ru", env={"PYTHONIOENCODING": "ascii"})
    assert "февраля" in calm(ran, 0).out


@pytest.mark.parametrize(
    "catalogue",
    [
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=x; plural=y\\n"\n',
        'msgid ""\nmsgstr ""\n"POT-Creation-Date: x\\n"\n',
        'msgid "a"\nmsgstr[x] "b"\n',
        'msgctxt "ui:head.read_on"\nmsgid "Law read on {day}"\nmsgstr "{nope} {"\n',
    ],
)
def test_no_catalogue_stops_an_answer(catalogue: str, case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "da.po").write_text(catalogue, encoding="utf-8")
    calm(frihavn("--law", folder, "check", case, *DAY, "--lang", "da"), 0)


def test_lint_of_two_law_folders_reads_each_file_in_its_own(tmp_path: Path) -> None:
    calm(frihavn("scheme", "new", "nr/harbour", "--into", "one", cwd=tmp_path), 0)
    calm(frihavn("scheme", "new", "tv/port", "--into", "two", cwd=tmp_path), 0)
    paths = (tmp_path / "one" / "nr" / "harbour" / "harbour.md", tmp_path / "two" / "tv" / "port" / "port.md")
    assert "2 schemes, 20 cases, 0 errors" in calm(frihavn("scheme", "lint", *paths), 0).out


def test_lint_format_as_json_is_one_document(tmp_path: Path) -> None:
    calm(frihavn("scheme", "new", "nr/harbour", "--into", "law", cwd=tmp_path), 0)
    target = tmp_path / "law" / "nr" / "harbour" / "harbour.md"
    target.write_text(target.read_text(encoding="utf-8").replace("all_of(", "all_of( "), encoding="utf-8")
    ran = calm(frihavn("scheme", "lint", "--format", "--json", target), 0)
    assert json.loads(ran.out)["errors"] == 0
    assert f"wrote {target}" in ran.err


def test_a_scheme_that_is_loaded_already_is_not_begun_again(tmp_path: Path) -> None:
    refused(frihavn("scheme", "new", "un/refugee", "--into", "law", cwd=tmp_path), "'un/refugee' is already there")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="cannot be written"):
        write_folder(tmp_path / "new", {"a": "text", "none/b": "text"})
    assert list(tmp_path.iterdir()) == []
    write_folder(tmp_path / "new", {"a": "text"})
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "a"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(LawError, match="a cannot be written"):
        write_whole(tmp_path / "a", b"text")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_of_decided_cases_holds_no_odd_values(tmp_path: Path) -> None:
    for text in ('{"cases": [{"id": "\\ud800"}]}', '{"cases": [NaN]}', f'{{"cases": [{"9" * 5000}]}}'):
        (tmp_path / "decided.json").write_text(text, encoding="utf-8")
        refused(frihavn("decided", "decided.json", "--json", cwd=tmp_path), "decided.json:1")
