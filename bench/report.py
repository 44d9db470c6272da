"""Rows of the table, how they are judged, and how they are printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

NOT_BUILT = "not built yet"
NOT_MEASURED = "not measured"
REACHED, NOT_REACHED, NO_TARGET = "reached", "not reached", ""
HEAD = ("measure", "against", "ours", "theirs", "ratio", "target", "")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Args:
        ratio: Machine-independent where there is one: how many times faster, or a share.
        state: Reached, not reached, not built yet, not measured, or nothing where no target was set.
        note: What a reader must know to trust the figure.
    """

    measure: str
    against: str = ""
    ours: str = ""
    theirs: str = ""
    ratio: str = ""
    target: str = ""
    state: str = NO_TARGET
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """As printed."""
        return (self.measure, self.against, self.ours, self.theirs, self.ratio, self.target, self.state)


def judged(*, reached: bool) -> str:
    """The word for it."""
    return REACHED if reached else NOT_REACHED


def seconds(value: float | None) -> str:
    """A time with a unit in which it can be read."""
    if value is None:
        return "-"
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e6:.2f} us"


def times(value: float) -> str:
    """How many times faster."""
    return f"{value:,.0f}x" if value >= 20 else f"{value:.2g}x"


def faster(
    measure: str, against: str, ours: float, theirs: float, *, target: float | None = None, note: str = ""
) -> Row:
    """A row about speed."""
    ratio = theirs / ours
    state = NO_TARGET if target is None else judged(reached=ratio >= target)
    wanted = "" if target is None else f">= {target:g}x"
    return Row(measure, against, seconds(ours), seconds(theirs), times(ratio), wanted, state, note)


def table(rows: list[Row]) -> str:
    """The table as text, notes below it."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    text.insert(1, "  ".join("-" * width for width in widths))
    notes = list(dict.fromkeys(f"* {row.measure}: {row.note}" for row in rows if row.note))
    return "\n".join([*text, "", *notes])


def as_json(rows: list[Row], facts: dict[str, Any]) -> dict[str, Any]:
    """The same as data."""
    return {"machine": facts, "rows": [asdict(row) for row in rows]}
