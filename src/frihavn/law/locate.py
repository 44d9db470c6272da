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
        lines = self.text.splitlines() or [""]
        wanted = re.compile(rf"(?<![\w-])\"?{re.escape(key)}\"?(?![\w-])(?=\s*[=\].:])") if key else None
        best: Place | None = None
        for offset, line in enumerate(lines):
            found = wanted.search(line) if wanted else None
            if found and best is None:
                best = Place(self.path, self.first_line + offset, found.start() + 1, len(found[0]), line)
            index = line.find(value) if value else -1
            if index >= 0 and (wanted is None or found or best):
                return Place(self.path, self.first_line + offset, index + 1, len(value), line)
        return best or Place(self.path, self.first_line, 1, max(1, len(lines[0])), lines[0])

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
