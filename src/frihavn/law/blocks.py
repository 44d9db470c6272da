"""A scheme file as an ordered list of blocks, and back to text in canonical form.

A file is literate Markdown: headings, prose, fenced `toml` data, fenced rules, and tables of cases. Whatever else is
fenced is refused, so that nothing in a scheme file can pass for code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from frihavn.law.errors import Place, SchemeError, nearest
from frihavn.law.toml import read_toml, write_toml

RULE_KINDS = ("rule", "ground", "exclusion", "finding", "indicator", "warning", "promise")
DATA_KINDS = ("scheme", "params", "grants", "procedure", "assume")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the name of the scheme."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs as they stand."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Data:
    """A fenced TOML table. `raw` is kept for error messages only."""

    kind: str
    table: dict[str, Any]
    raw: str
    line: int


@dataclass(frozen=True, slots=True)
class RuleText:
    """A fenced rule before it is parsed: the expression's lines, then `key: value` lines with their line numbers.

    A value that is a condition keeps the line ends before it, so that its faults can be found.
    """

    kind: str
    name: str
    expression: str
    expression_line: int
    keys: tuple[tuple[str, str, int], ...]
    line: int


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A table of cases that are tests: column names, and rows of cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


Block = Heading | Prose | Data | RuleText | CaseTable


def read_blocks(text: str, path: str) -> list[Block]:
    """Split a scheme file into blocks.

    Raises:
        SchemeError: an unknown or unclosed fence, unreadable TOML, a crooked table.
    """
    lines = text.splitlines()
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.startswith("```"):
            end = _fence_end(lines, index, path)
            blocks.append(_fenced(lines, index, end, path))
            index = end + 1
        elif line.startswith("#"):
            marks = len(line) - len(line.lstrip("#"))
            blocks.append(Heading(marks, line[marks:].strip(), index + 1))
            index += 1
        elif line.startswith("|"):
            end = index
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            blocks.append(_table(lines, index, end, path))
            index = end
        elif not line.strip():
            index += 1
        else:
            end = index
            while end < len(lines) and not lines[end].startswith(("```", "#", "|")):
                end += 1
            blocks.append(Prose("\n".join(lines[index:end]).strip("\n"), index + 1))
            index = end
    return blocks


def _fence_end(lines: list[str], start: int, path: str) -> int:
    for index in range(start + 1, len(lines)):
        if lines[index].startswith("```"):
            return index
    raise SchemeError(
        "this block is never closed",
        Place(path, start + 1, 1, len(lines[start]), lines[start]),
        "Close it with ```.",
    )


def _fenced(lines: list[str], start: int, end: int, path: str) -> Block:
    info = lines[start][3:].split()
    place = Place(path, start + 1, 4, max(1, len(lines[start]) - 3), lines[start])
    match info:
        case ["toml", kind] if kind in DATA_KINDS:
            return _data(kind, lines, start, end, path)
        case ["toml", kind]:
            raise SchemeError(
                f"{kind!r} is not a kind of data",
                place,
                nearest(kind, DATA_KINDS) or f"Use one of {', '.join(DATA_KINDS)}.",
            )
        case [kind, name] if kind in RULE_KINDS:
            if not _NAME.match(name):
                raise SchemeError(f"{name!r} cannot name a rule", place, "Use lower-case letters, digits and _.")
            return _rule(kind, name, lines, start, end)
        case [kind] if kind in RULE_KINDS:
            raise SchemeError("this rule has no name", place, f"Write for example: ```{kind} citizen")
        case [kind, *_]:
            hint = (
                nearest(kind, RULE_KINDS)
                or f"A scheme file holds `toml` data and {', '.join(RULE_KINDS)} blocks, nothing that could run."
            )
            raise SchemeError(f"a {kind!r} block does not belong in a scheme file", place, hint)
        case _:
            raise SchemeError(
                "this block says not what it is",
                place,
                f"Begin it with ```rule NAME, or ```toml {DATA_KINDS[0]}.",
            )


def _data(kind: str, lines: list[str], start: int, end: int, path: str) -> Data:
    raw = "\n".join(lines[start + 1 : end])
    return Data(kind, read_toml(raw, path, first_line=start + 2), raw, start + 1)


_KEY = re.compile(r"^([a-z_]+)(?: ([a-z][a-z0-9_-]*))?: ?(.*)$")


def _rule(kind: str, name: str, lines: list[str], start: int, end: int) -> RuleText:
    expression: list[str] = []
    keys: list[tuple[str, str, int]] = []
    for index in range(start + 1, end):
        found = _KEY.match(lines[index])
        if found:
            key = found[1] + (f" {found[2]}" if found[2] else "")
            keys.append((key, found[3].strip(), index + 1))
        elif keys:
            key, value, line = keys[-1]
            keys[-1] = (key, f"{value}\n{lines[index]}", line)
        else:
            expression.append(lines[index])
    whole = tuple((key, value if is_condition(key) else value.strip("\n"), line) for key, value, line in keys)
    return RuleText(kind, name, "\n".join(expression), start + 2, whole, start + 1)


def is_condition(key: str) -> bool:
    """Whether the value of a rule's entry is a condition: an exception, or the premise of a presumption."""
    return key.partition(" ")[0] in ("unless", "presume")


def _table(lines: list[str], start: int, end: int, path: str) -> CaseTable:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[start:end]]
    here = Place(path, start + 1, 1, len(lines[start]), lines[start])
    if len(rows) < 2 or not all(re.fullmatch(r":?-+:?", cell) for cell in rows[1]):
        raise SchemeError("the second line of a table separates its head", here, "Write | --- | for every column.")
    head = rows[0]
    if head[0] != "case":
        raise SchemeError("a table of cases begins with the column `case`", here)
    twice = next((name for index, name in enumerate(head) if name in head[:index]), None)
    if twice is not None:
        raise SchemeError(f"the column {twice!r} stands twice", here, "Leave one of them out.")
    for offset, row in enumerate(rows[2:], start=2):
        if len(row) != len(head):
            line = lines[start + offset]
            raise SchemeError(
                f"this row has {len(row)} cells; the head has {len(head)}",
                Place(path, start + offset + 1, 1, len(line), line),
            )
    return CaseTable(tuple(head), tuple(tuple(row) for row in rows[2:]), start + 1)


def write_blocks(blocks: list[Block]) -> str:
    """Blocks as a file, in canonical form."""
    return "\n\n".join(_write(block) for block in blocks) + "\n"


def _write(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {text}"
        case Prose(text):
            return text
        case Data(kind, table):
            return f"```toml {kind}\n{write_toml(table)}```"
        case RuleText(kind, name, expression, _, keys):
            tail = "".join(f"{key}:{_tail(value)}\n" for key, value, _ in keys)
            return f"```{kind} {name}\n{expression}\n{tail}```"
        case CaseTable(columns, rows):
            return _write_table(columns, rows)


def _tail(value: str) -> str:
    return f"\n{value}" if "\n" in value else f" {value}"


def _write_table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    widths = [max(len(row[index]) for row in (columns, *rows)) for index in range(len(columns))]
    lines = [columns, tuple("-" * max(3, width) for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(max(3, width)) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
