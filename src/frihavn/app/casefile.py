"""Read case files: JSON, YAML 1.2, TOML, and one JSON case a line."""

from __future__ import annotations

import json
import math
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from frihavn.law.case import Case, read_case
from frihavn.law.errors import CaseError, Place, nearest, place_of
from frihavn.law.locate import Locator
from frihavn.law.vocabulary import Vocabulary

SUFFIXES = (".json", ".yaml", ".yml", ".toml", ".jsonl")
FILE_BYTES_MAX = 5_000_000
LINE_BYTES_MAX = 1_000_000
DEPTH_MAX = 60
NUMBER_MAX = 2**63 - 1
_HALF_LETTER = re.compile("[\ud800-\udfff]")


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
    text = read_text(path)
    locator = Locator(path, text)
    return read_case(tame(_parse(path, text), locator), words, locator)


def read_case_lines(path: str, words: Vocabulary) -> Iterator[CaseLine]:
    """Read a .jsonl file line by line; a bad line gives its error and the next ones go on."""
    stream = sys.stdin.buffer if path == "-" else _open(path)
    with stream:
        for number, raw in enumerate(_lines(stream), start=1):
            if not raw.strip():
                continue
            try:
                if len(raw) > LINE_BYTES_MAX and not raw.endswith(b"\n"):
                    raise CaseError(f"this line is longer than {LINE_BYTES_MAX:,} bytes", Place(path, number))
                line = _utf8(path, raw, number).rstrip("\r\n")
                locator = Locator(path, line, number)
                yield CaseLine(read_case(tame(read_json(path, line, number), locator), words, locator), None)
            except CaseError as error:
                yield CaseLine(None, error)


def _lines(stream: Any) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, however long it is."""
    while raw := stream.readline(LINE_BYTES_MAX + 1):
        yield raw
        while len(raw) > LINE_BYTES_MAX and not raw.endswith(b"\n"):
            raw = stream.readline(LINE_BYTES_MAX + 1)


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


def read_text(path: str, limit: int = FILE_BYTES_MAX) -> str:
    """The text of a file, or of standard input for "-".

    Raises:
        CaseError: it cannot be opened, is larger than `limit` bytes, or is not UTF-8.
    """
    try:
        with sys.stdin.buffer if path == "-" else Path(path).open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise _cannot_open(path, error) from None
    if len(raw) > limit:
        raise CaseError(f"this file is larger than {limit:,} bytes", Place(path), "A case is a page, not a book.")
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
        return read_json(path, text)
    raise CaseError(
        f"{suffix or 'a file without an ending'} is not a kind of case file",
        Place(path),
        f"Use one of {', '.join(SUFFIXES)}.",
    )


def read_json(path: str, text: str, first_line: int = 1) -> Any:
    """The data of a JSON text that begins on a line of a file.

    Raises:
        CaseError: it is not JSON, a name stands twice, or a number is none.
    """

    def no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            last = max(text.rfind(f'"{twice}"'), 0)
            line = text.count("\n", 0, last)
            start = text.rfind("\n", 0, last) + 1
            place = Place(path, first_line + line, last - start + 1, len(twice) + 2, text[start:].split("\n", 1)[0])
            raise CaseError(f"{twice!r} stands twice", place, "Keep one of the two.")
        return found

    def no_number(word: str) -> float:
        raise CaseError(f"{word} is not a number", place_of(path, text, word, first_line=first_line))

    try:
        return json.loads(text, object_pairs_hook=no_repeats, parse_constant=no_number)
    except json.JSONDecodeError as error:
        lines = text.split("\n")
        line = lines[min(error.lineno, len(lines)) - 1]
        place = Place(path, first_line + error.lineno - 1, error.colno, 1, line)
        raise CaseError(f"this is not JSON ({error.msg})", place) from None
    except RecursionError:
        raise CaseError("this JSON is nested too deeply", Place(path, first_line)) from None
    except ValueError as error:
        raise CaseError(
            f"a number here cannot be read ({str(error).partition(';')[0]})", Place(path, first_line)
        ) from None


def _yaml(path: str, text: str) -> Any:
    try:
        _check_events(path, text)
        return _days_as_text(_reader().load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        lines = text.splitlines() or [""]
        place = Place(path)
        if mark is not None:
            line = lines[min(mark.line, len(lines) - 1)]
            place = Place(path, mark.line + 1, mark.column + 1, 1, line)
        raise CaseError(f"this is not YAML ({error.problem or 'unreadable'})", place) from None
    except RecursionError:
        raise CaseError("this YAML is nested too deeply", Place(path)) from None
    except (YAMLError, ValueError, LookupError) as error:
        reason = str(error).splitlines()[0] if str(error) else "unreadable"
        raise CaseError(f"this is not YAML ({reason})", _odd_day(path, text)) from None


def _reader() -> YAML:
    reader = YAML(typ="safe", pure=True)  # YAML 1.2: NO is Norway, not false
    reader.version = (1, 2)
    return reader


def _check_events(path: str, text: str) -> None:
    """Refuse what a case never needs before anything is built: references that unfold, tags, bottomless nesting."""
    depth, lines = 0, [*text.splitlines(), ""]
    for event in _reader().parse(text):
        mark = event.start_mark
        place = Place(path, mark.line + 1, mark.column + 1, 1, lines[min(mark.line, len(lines) - 1)])
        if isinstance(event, AliasEvent):
            raise CaseError("a case file repeats nothing by reference (*)", place, "Write the value out.")
        if getattr(event, "tag", None) is not None:
            raise CaseError(f"this is not YAML for a case (the tag {event.tag})", place, "Leave the tag out.")
        depth += isinstance(event, (MappingStartEvent, SequenceStartEvent))
        depth -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
        if depth > DEPTH_MAX:
            raise CaseError("this YAML is nested too deeply", place)


def _odd_day(path: str, text: str) -> Place:
    """Where a day stands that no calendar has; the file alone where none is found."""
    for found in re.finditer(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text):
        try:
            date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return place_of(path, text, found[0])
    return Place(path)


def _toml(path: str, text: str) -> Any:
    try:
        return _days_as_text(tomllib.loads(text))
    except RecursionError:
        raise CaseError("this TOML is nested too deeply", Place(path)) from None
    except ValueError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        lines = text.splitlines() or [""]
        line, column = (int(found[1]), int(found[2])) if found else (len(lines), 1)
        shown = lines[min(line, len(lines)) - 1]
        reason = re.sub(r" *[(]at .*", "", str(error)).partition(";")[0]
        raise CaseError(f"this is not TOML ({reason})", Place(path, line, column, 1, shown)) from None


def _days_as_text(value: Any) -> Any:
    """Dates as the text they were written as, so that every format gives the same case."""
    if isinstance(value, dict):
        return {key: _days_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_days_as_text(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def tame(value: Any, locator: Locator) -> Any:
    """Refuse what cannot be repeated as JSON text, or goes deeper than any case.

    Raises:
        CaseError: a name that is no text, a number that is none or too large, half a letter, bytes, or nesting beyond
            DEPTH_MAX.
    """
    pending: list[tuple[Any, str, int]] = [(value, "", 0)]
    while pending:
        here, key, depth = pending.pop()
        if depth > DEPTH_MAX:
            raise CaseError("this file is nested too deeply", locator.place(key))
        if isinstance(here, dict):
            for name, part in here.items():
                if not isinstance(name, str):
                    message = f"{name!r} is not a name; a name is text"
                    raise CaseError(message, locator.place(str(name)), "Put it in quotation marks.")
                pending += [(name, name, depth + 1), (part, name, depth + 1)]
        elif isinstance(here, list):
            pending += [(part, key, depth + 1) for part in here]
        elif fault := _fault(here):
            raise CaseError(fault, locator.place(key))
    return value


def _fault(value: Any) -> str:
    """Why a single value cannot stand in a case; "" where it can."""
    if isinstance(value, str):
        return "half a letter stands in this file (a lone surrogate)" if _HALF_LETTER.search(value) else ""
    if isinstance(value, float):
        return "" if math.isfinite(value) else "a fraction in this file is no number (NaN or infinite)"
    if isinstance(value, int):
        return "" if abs(value) <= NUMBER_MAX else f"a number in this file is larger than {NUMBER_MAX:,}"
    return "" if value is None else f"a {type(value).__name__} has no place in a case file"
