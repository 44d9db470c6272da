"""Dates and grades as they are written in law and case files."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from enum import Enum

MONTHS_IN_YEAR = 12


class Grade(Enum):
    """How well a statement is sourced. Source: design of the dossiers, weakest last."""

    A = "A"
    B = "B"
    C = "C"
    M = "M"

    @property
    def weakness(self) -> int:
        """0 for A (statute or official text seen) up to 3 for M (not seen)."""
        return "ABCM".index(self.value)


GRADE_WORDS = {
    Grade.A: "official text seen",
    Grade.B: "official body seen",
    Grade.C: "reported",
    Grade.M: "unverified",
}


def weakest(grades: list[Grade]) -> Grade | None:
    """The weakest of some grades; None of none."""
    return max(grades, key=lambda grade: grade.weakness, default=None)


def date_span(text: str) -> tuple[date, date]:
    """Read a full or partial date as its first and last day.

    Args:
        text: "2023-07-04", "2023-07" or "2023".

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text.strip(), re.ASCII)
    if not found:
        raise ValueError(f"{text!r} is not a date; write it as 2023-07-04, or 2023-07 or 2023 when only that is known")
    year = int(found[1])
    if year == 0:
        raise ValueError(f"{text!r} is not a date: there is no year 0")
    month = int(found[2] or 0)
    if found[2] is None:
        return date(year, 1, 1), date(year, MONTHS_IN_YEAR, 31)
    if not 1 <= month <= MONTHS_IN_YEAR:
        raise ValueError(f"{text!r} is not a date: there is no month {found[2]}")
    last = calendar.monthrange(year, month)[1]
    if found[3] is None:
        return date(year, month, 1), date(year, month, last)
    day = int(found[3])
    if not 1 <= day <= last:
        raise ValueError(f"{text!r} is not a date: that month has {last} days")
    return date(year, month, day), date(year, month, day)


def day_after(day: date) -> date:
    """The next day; the last representable day stays itself."""
    return day if day == date.max else day + timedelta(days=1)


def day_before(day: date) -> date:
    """The day before; the first representable day stays itself."""
    return day if day == date.min else day - timedelta(days=1)
