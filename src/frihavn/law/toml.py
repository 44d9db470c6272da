"""TOML in law files: read with errors that point at their place, and written in canonical form."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from typing import Any

from frihavn.law.errors import Place, SchemeError
from frihavn.law.locate import Locator

LIST_WIDTH = 90
SHARES = "weights"
"""The one entry that holds fractions: how often the values of a fact occur."""


def read_toml(text: str, path: str, *, first_line: int = 1) -> dict[str, Any]:
    """Read a TOML text that begins on a line of a file.

    Raises:
        SchemeError: it is not TOML, or holds what no law file needs (clock times, fractions).
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error, text, path, first_line) from None
    _check_values(table, "", Locator(path, text, first_line))
    return table


def _unreadable(error: Exception, text: str, path: str, first_line: int) -> SchemeError:
    if isinstance(error, RecursionError):
        return SchemeError("this TOML is nested too deeply", Place(path, first_line))
    lines = text.splitlines() or [""]
    found = re.search(r"\s*\(at line (\d+), column (\d+)\)$", str(error))
    # a fault without a line is one at the end of the text, or a number too long
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), 1)
    line = min(line, len(lines))
    message = re.sub(r"\s*\(at .*\)$", "", str(error)).partition(";")[0]
    return SchemeError(
        f"this TOML cannot be read: {message}", Place(path, first_line + line - 1, column, 1, lines[line - 1])
    )


def _check_values(value: Any, key: str, locator: Locator) -> None:
    match value:
        case dict():
            for name, item in value.items():
                _check_values(item, key if key == SHARES else name, locator)
        case list():
            for item in value:
                _check_values(item, key, locator)
        case bool() | int() | str() | date() if not isinstance(value, datetime):
            pass
        case float() if key == SHARES:
            pass
        case _:
            raise locator.error(
                f"{key!r} cannot be {value}",
                key,
                str(value),
                'Write text in "quotation marks", a whole number, true or false, or a day.',
            )


def write_toml(table: dict[str, Any]) -> str:
    """A table as TOML: plain values first, then sub-tables, then lists of tables. Dates stay dates."""
    text = _lines({key: value for key, value in table.items() if not _is_nested(value)})
    for key, value in table.items():
        if isinstance(value, dict):
            text += ("\n" if text else "") + f"[{_key(key)}]\n" + _lines(value)
        elif _is_nested(value):
            for item in value:
                text += ("\n" if text else "") + f"[[{_key(key)}]]\n" + _lines(item)
    return text


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any, *, inline: bool = False) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {_value(item, inline=True)}" for key, item in value.items()) + " }"
        case list():
            long = any(isinstance(item, dict) for item in value) or sum(len(str(item)) for item in value) > LIST_WIDTH
            if long and not inline:
                return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
            return "[" + ", ".join(_value(item, inline=inline) for item in value) + "]"
        case _:
            raise TypeError(f"a {type(value).__name__} has no place in a scheme file")
