"""Read case files: JSON, YAML 1.2, TOML, and one JSON case a line."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from frihavn.law.case import Case, read_case
from frihavn.law.errors import CaseError, Place, nearest
from frihavn.law.locate import Locator
from frihavn.law.vocabulary import Vocabulary

SUFFIXES = (".json", ".yaml", ".yml", ".toml", ".jsonl")
FILE_BYTES_MAX = 5_000_000
LINE_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a file, or the error in its place."""

    case: Case | None
    error: CaseError | None


def read_case_file(path: str, words: Vocabulary) -> Case:
    """Read one case.

    Raises:
        CaseError: with file, line, caret and what to do.
    """
    text = _text(path)
    return read_case(_parse(path, text), words, Locator(path, text))


def read_case_lines(path: str, words: Vocabulary) -> Iterator[CaseLine]:
    """Read a .jsonl file line by line; a bad line gives its error and the next ones go on."""
    stream = sys.stdin.buffer if path == "-" else _open(path)
    with stream:
        for number, raw in enumerate(stream, start=1):
            if not raw.strip():
                continue
            try:
                if len(raw) > LINE_BYTES_MAX:
                    raise CaseError(f"this line is longer than {LINE_BYTES_MAX:,} bytes", Place(path, number))
                line = _utf8(path, raw, number)
                yield CaseLine(read_case(_json(path, line, number), words, Locator(path, line, number)), None)
            except CaseError as error:
                yield CaseLine(None, error)


def _open(path: str) -> Any:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise _cannot_open(path, error) from None


def _cannot_open(path: str, error: OSError) -> CaseError:
    hint = ""
    folder = Path(path).parent
    if isinstance(error, FileNotFoundError) and folder.is_dir():
        hint = nearest(Path(path).name, [entry.name for entry in folder.iterdir()])
    return CaseError(f"this file cannot be opened ({error.strerror or error})", Place(path), hint)


def _text(path: str) -> str:
    try:
        raw = sys.stdin.buffer.read(FILE_BYTES_MAX + 1) if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise _cannot_open(path, error) from None
    if len(raw) > FILE_BYTES_MAX:
        raise CaseError(
            f"this file is larger than {FILE_BYTES_MAX:,} bytes", Place(path), "A case is a page, not a book."
        )
    return _utf8(path, raw, None)


def _utf8(path: str, raw: bytes, line: int | None) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = f"Byte {error.start + 1} cannot be read. Save it as UTF-8."
        raise CaseError("this is not UTF-8 text", Place(path, line), hint) from None


def _parse(path: str, text: str) -> Any:
    suffix = Path(path).suffix.casefold()
    if suffix in (".yaml", ".yml"):
        return _yaml(path, text)
    if suffix == ".toml":
        return _toml(path, text)
    if suffix == ".json" or path == "-":
        return _json(path, text, 1)
    raise CaseError(
        f"{suffix or 'a file without an ending'} is not a kind of case file",
        Place(path),
        f"Use one of {', '.join(SUFFIXES)}.",
    )


def _json(path: str, text: str, first_line: int) -> Any:
    def no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            last = text.rfind(f'"{twice}"')
            line = text.count("\n", 0, last)
            start = text.rfind("\n", 0, last) + 1
            place = Place(path, first_line + line, last - start + 1, len(twice) + 2, text[start:].split("\n", 1)[0])
            raise CaseError(f"{twice!r} stands twice", place, "Keep one of the two.")
        return found

    try:
        return json.loads(text, object_pairs_hook=no_repeats)
    except json.JSONDecodeError as error:
        lines = text.splitlines() or [""]
        line = lines[min(error.lineno, len(lines)) - 1]
        place = Place(path, first_line + error.lineno - 1, error.colno, 1, line)
        raise CaseError(f"this is not JSON ({error.msg})", place) from None
    except RecursionError:
        raise CaseError("this JSON is nested too deeply", Place(path, first_line)) from None


def _yaml(path: str, text: str) -> Any:
    reader = YAML(typ="safe", pure=True)  # YAML 1.2: NO is Norway, not false
    reader.version = (1, 2)
    try:
        return _days_as_text(reader.load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        lines = text.splitlines() or [""]
        place = Place(path)
        if mark is not None:
            line = lines[min(mark.line, len(lines) - 1)]
            place = Place(path, mark.line + 1, mark.column + 1, 1, line)
        raise CaseError(f"this is not YAML ({error.problem or 'unreadable'})", place) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise CaseError(
            f"this is not YAML ({str(error).splitlines()[0] if str(error) else 'nested too deeply'})",
            Place(path),
        ) from None


def _toml(path: str, text: str) -> Any:
    try:
        return _days_as_text(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        lines = text.splitlines() or [""]
        shown = lines[min(line, len(lines)) - 1]
        raise CaseError(
            f"this is not TOML ({re.sub(r' *[(]at .*', '', str(error))})", Place(path, line, column, 1, shown)
        ) from None


def _days_as_text(value: Any) -> Any:
    """Dates as the text they were written as, so that every format gives the same case."""
    if isinstance(value, dict):
        return {str(key) if not isinstance(key, str) else key: _days_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_days_as_text(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value
