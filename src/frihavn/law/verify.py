"""Check a whole answer: its proofs, and that law and case are those it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from frihavn.law.case import Case
from frihavn.law.checker import check_proof, need
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question


def check_answer(answer: Mapping[str, Any], case: Case, book: LawBook) -> None:
    """Check every proof of an answer of `frihavn check --json`, and that law and case are those it names.

    Raises:
        ProofError: at the first thing that does not hold.
    """
    need(answer["law_hash"] == book.hash and answer["case_hash"] == case.hash, "another law or another case")
    known_at = date.fromisoformat(answer["known_at"]) if answer["known_at"] else None
    for one in answer["schemes"]:
        scheme = book.schemes[one["id"]]
        need((one["hash"], one["verdict"]) == (scheme.hash, one["proof"]["value"]), f"{scheme.id} is not that text")
        lines = tuple(found["line"] for found in one["by_authority"])
        question = Question(date.fromisoformat(answer["on"]), known_at, lines=lines or None)
        check_proof(one["proof"], scheme, case, book, question)
