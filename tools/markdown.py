"""Pieces of Markdown that all pages of the manual are made of."""

from __future__ import annotations

from collections.abc import Iterable

from frihavn.law.values import GRADE_WORDS
from frihavn.law.vocabulary import Citation, Source

MADE = "<!-- Made by tools/docs.py. Change the program or the law, then run `make docs`. -->"


def page(title: str, *parts: str) -> str:
    """A page: title, mark of its maker, parts."""
    return "\n\n".join((f"# {title}", MADE, *(part for part in parts if part))) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; empty without rows."""
    lines = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    columns = list(head)
    if not lines:
        return ""
    ruled = ["---"] * len(columns)
    return "\n".join("| " + " | ".join(line) + " |" for line in (columns, ruled, *lines))


def grade_words(citation: Citation | Source) -> str:
    """A grade as readers see it; what nobody has seen is marked."""
    words = GRADE_WORDS[citation.grade]
    return f"**{words}**" if citation.grade.value == "M" else words


def cited(citations: Iterable[Citation], up: str = "") -> str:
    """Citations, each with a link to its source and its grade in words."""
    return "; ".join(
        f"[{one.source}]({up}sources.md#{one.source}) {one.at}".rstrip() + f" ({grade_words(one)})" for one in citations
    )


def code(value: object) -> str:
    """A value as code."""
    return f"`{value}`"
