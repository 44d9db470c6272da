"""The canonical form of a scheme: JSON with a stable hash, and back to a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from frihavn.law.blocks import Block, CaseTable, Data, Heading, Prose, RuleText, is_condition
from frihavn.law.expression import write
from frihavn.law.parse import parse

DAY = "$day"


def canonical_blocks(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with every rule in canonical spelling."""
    return [_canonical_rule(block) if isinstance(block, RuleText) else block for block in blocks]


def _canonical_rule(block: RuleText) -> RuleText:
    expression = write(parse(block.expression, path="", first_line=1))
    keys = []
    for key, value, line in block.keys:
        if is_condition(key):
            written = write(parse(value, path="", first_line=1))
            keys.append((key, written, line))
        else:
            keys.append((key, value, line))
    return replace(block, expression=expression, keys=tuple(keys))


def blocks_to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as plain data, without line numbers."""
    found: list[dict[str, Any]] = []
    for block in canonical_blocks(blocks):
        match block:
            case Heading(level, text):
                found.append({"heading": text, "level": level})
            case Prose(text):
                found.append({"prose": text})
            case Data(kind, table):
                found.append({"data": kind, "table": _tag(table)})
            case RuleText(kind, name, expression, _, keys):
                found.append(
                    {
                        "rule": name,
                        "kind": kind,
                        "expression": expression,
                        "keys": [[key, value] for key, value, _ in keys],
                    }
                )
            case CaseTable(columns, rows):
                found.append({"cases": [list(row) for row in rows], "columns": list(columns)})
    return found


def blocks_from_json(items: Iterable[dict[str, Any]]) -> list[Block]:
    """The inverse of blocks_to_json."""
    found: list[Block] = []
    for item in items:
        if "heading" in item:
            found.append(Heading(item["level"], item["heading"], 0))
        elif "prose" in item:
            found.append(Prose(item["prose"], 0))
        elif "data" in item:
            found.append(Data(item["data"], _untag(item["table"]), "", 0))
        elif "rule" in item:
            keys = tuple((key, value, 0) for key, value in item["keys"])
            found.append(RuleText(item["kind"], item["rule"], item["expression"], 0, keys, 0))
        else:
            found.append(CaseTable(tuple(item["columns"]), tuple(tuple(row) for row in item["cases"]), 0))
    return found


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(_tag(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """A short, stable hash of a text: the first 32 hex digits of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def hash_of(blocks: Iterable[Block]) -> str:
    """The hash of a scheme file's content."""
    return digest(canonical_json(blocks_to_json(blocks)))


def _tag(value: Any) -> Any:
    match value:
        case date():
            return {DAY: value.isoformat()}
        case dict():
            return {key: _tag(item) for key, item in value.items()}
        case list() | tuple():
            return [_tag(item) for item in value]
        case frozenset():
            return sorted(value)
        case _:
            return value


def _untag(value: Any) -> Any:
    match value:
        case {"$day": text, **rest} if not rest:
            return date.fromisoformat(text)
        case dict():
            return {key: _untag(item) for key, item in value.items()}
        case list():
            return [_untag(item) for item in value]
        case _:
            return value
