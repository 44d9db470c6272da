"""Errors that say what happened, where, and what to do. They never carry what a person answered about themselves
beyond the one value that could not be read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a text: file name, 1-based line and column, how many characters to underline, and the line itself."""

    path: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        spot = self.path
        if self.line is not None:
            spot += f":{self.line}"
            if self.column is not None:
                spot += f":{self.column}"
        return spot


class LawError(Exception):
    """Something in a law file or a case file cannot be read.

    Args:
        message: What is wrong, in one sentence.
        place: Where.
        hint: What to do about it.
    """

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        return self.rendered()

    def rendered(self) -> str:
        """The error as text: place and message, the line with a caret, and the hint."""
        lines = [f"{self.place}: {self.message}" if self.place else self.message]
        place = self.place
        if place and place.line is not None and place.text.strip():
            number = f"{place.line:>6}"
            lines.append(f"{number} | {place.text.rstrip()}")
            if place.column is not None:
                room = max(1, min(place.length, len(place.text.rstrip()) - place.column + 1))
                lines.append(f"{'':>6} | {'':>{place.column - 1}}{'^' * room}")
        if self.hint:
            lines.append(f"{'':>6}   {self.hint}" if place and place.line is not None else f"  {self.hint}")
        return "\n".join(lines)


class SchemeError(LawError):
    """A scheme, fact, source or line file cannot be read."""


class CaseError(LawError):
    """A case file cannot be read."""


class NotInForceError(LawError):
    """A scheme has no text on the day asked for."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest right thing, or "" where nothing is near."""
    choices = list(known)
    folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.55)
    if not found:
        starts = [choice for choice in choices if len(word) > 2 and choice.casefold().startswith(word.casefold())]
        return f"Did you mean {starts[0]!r}?" if starts else ""
    return f"Did you mean {folded[found[0]]!r}?"


def place_of(path: str, text: str, needle: str, *, first_line: int = 1, after: int = 0) -> Place:
    """Find `needle` in a text and give its place; without it, the first line.

    Args:
        first_line: The line number of the text's first line in its file.
        after: Skip this many characters first.
    """
    index = text.find(needle, after) if needle else -1
    if index < 0:
        lines = text.splitlines()
        return Place(path, first_line, 1, 1, lines[0] if lines else "")
    line = text.count("\n", 0, index)
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", index)
    whole = text[start : end if end >= 0 else len(text)]
    return Place(path, first_line + line, index - start + 1, len(needle), whole)
