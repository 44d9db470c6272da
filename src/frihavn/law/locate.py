"""Find where in a file something stands, and build an error that points there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from frihavn.law.errors import Place, SchemeError, nearest


@dataclass(frozen=True, slots=True)
class Locator:
    """A stretch of a file: `text` begins on line `first_line` of `path`."""

    path: str
    text: str
    first_line: int = 1

    def place(self, key: str, value: str = "") -> Place:
        """The place of `key = ...`, or of the value after it; the first line where neither is found."""
        at_key = self._find(rf"(?<![\w-])\"?{re.escape(key)}\"?(?![\w-])(?=\s*[=\].:])") if key else None
        first = at_key.line - self.first_line if at_key and at_key.line else 0
        word = re.escape(value)
        at_value = (self._find(rf"(?<![\w-]){word}(?![\w-])", first) or self._find(word, first)) if value else None
        whole = (self.text.splitlines() or [""])[0]
        return at_value or at_key or Place(self.path, self.first_line, 1, max(1, len(whole)), whole)

    def word(self, word: str) -> Place:
        """The place of a word wherever it stands, below the first line if it can; else the first line."""
        pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
        return self._find(pattern, 1) or self._find(re.escape(word), 1) or self.place("")

    def _find(self, pattern: str, first: int = 0) -> Place | None:
        wanted = re.compile(pattern)
        for offset, line in enumerate(self.text.splitlines()):
            found = wanted.search(line) if offset >= first else None
            if found:
                return Place(self.path, self.first_line + offset, found.start() + 1, len(found[0]), line)
        return None

    def part(self, header: str, number: int = 0) -> Locator:
        """The stretch of a table: from its header, the one after `number` others, to the next; else the whole."""
        lines = self.text.splitlines()
        starts = [offset for offset, line in enumerate(lines) if line.replace(" ", "").startswith(header)]
        if number >= len(starts):
            return self
        start = starts[number]
        inner = header.strip("[]") + "."
        end = next(
            (
                offset
                for offset in range(start + 1, len(lines))
                if lines[offset].startswith("[") and not lines[offset].lstrip("[").startswith(inner)
            ),
            len(lines),
        )
        return Locator(self.path, "\n".join(lines[start:end]), self.first_line + start)

    def inline(self, key: str, number: int) -> Locator:
        """The lines of the inline table that stands after `number` others in a list; else the whole."""
        begin = re.search(rf"^\s*{re.escape(key)}\s*=", self.text, re.MULTILINE)
        tables = list(re.finditer(r"\{[^{}]*\}", self.text[begin.end() :])) if begin else []
        if begin is None or number >= len(tables):
            return self
        start = self.text.rfind("\n", 0, begin.end() + tables[number].start()) + 1
        end = self.text.find("\n", begin.end() + tables[number].end())
        return Locator(
            self.path, self.text[start : end if end >= 0 else None], self.first_line + self.text.count("\n", 0, start)
        )

    def error(self, message: str, key: str = "", value: str = "", hint: str = "") -> SchemeError:
        """An error that points at a key or its value."""
        return SchemeError(message, self.place(key, value), hint)

    def check_keys(self, table: dict[str, object], allowed: Iterable[str], what: str) -> None:
        """Refuse keys that are not known, and name the nearest right one."""
        allowed = list(allowed)
        for key in table:
            if key not in allowed:
                hint = nearest(key, allowed) or f"Known here: {', '.join(allowed)}."
                raise self.error(f"{what} has no entry {key!r}", key, hint=hint)
