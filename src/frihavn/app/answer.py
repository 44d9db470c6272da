"""Answers as plain data for programs. Their shapes are published in shapes/*.json."""

from __future__ import annotations

from typing import Any

from frihavn.law.case import Case
from frihavn.law.eligibility import Eligibility
from frihavn.law.interview import next_question
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import citations_json, plain
from frihavn.law.reading import Question
from frihavn.law.scheme import Grant, Scheme
from frihavn.law.vocabulary import Fact


def check_json(case: Case, found: list[Eligibility], question: Question, book: LawBook) -> dict[str, Any]:
    """The answer of `frihavn check --json`."""
    return {
        "case": plain(case.raw),
        "on": question.on.isoformat(),
        "known_at": question.known_at.isoformat() if question.known_at else None,
        "law_hash": book.hash,
        "case_hash": case.hash,
        "schemes": [eligibility_json(one) for one in found],
        "next_question": next_json(case, found, question, book),
        "unusable": [str(trouble.place or "") for trouble in book.troubles],
    }


def next_json(case: Case, found: list[Eligibility], question: Question, book: LawBook) -> dict[str, Any] | None:
    """The question that would settle most of the schemes read."""
    best = next_question(case, book, question, schemes=[one.scheme.id for one in found])
    if best is None:
        return None
    fact = book.vocabulary.facts[best.fact]
    return {"fact": best.fact, "text": fact.question, "why": fact.why, "companions": list(best.companions)}


def eligibility_json(found: Eligibility) -> dict[str, Any]:
    """One scheme's reading."""
    return {
        "id": found.scheme.id,
        "country": found.scheme.country,
        "status": found.status.value,
        "kind": found.scheme.kind.value,
        "discretion": found.scheme.discretion,
        "hash": found.scheme.hash,
        "verdict": found.verdict.value,
        "parts": {name: value.value for name, value in found.parts.items()},
        "open_because": list(found.open_because),
        "presumed": {"verdict": found.presumed.value, "by": list(found.presumed_by)},
        "by_authority": [
            {"line": one.line, "verdict": one.verdict.value, "presumed": one.presumed.value}
            for one in found.by_authority
        ],
        "still_matters": list(found.still_matters),
        "would_change": [change.to_json() for change in found.would_change],
        "weakest_grade": found.weakest_grade.value if found.weakest_grade else None,
        "grants": {"possible": [grant_json(grant) for grant in found.grants]},
        "procedure": plain(found.scheme.procedure),
        "notes": [
            {
                "role": note.role,
                "id": f"{found.scheme.id}.{note.clause.name}",
                "value": note.value.value,
                "title": note.clause.title,
                "cite": citations_json(note.clause.citations),
            }
            for note in found.notes
        ],
        "proof": found.proof.to_json(),
    }


def grant_json(grant: Grant) -> dict[str, Any]:
    """What one version of a grant gives."""
    span = {"from": plain(grant.span.start), "to": plain(grant.span.end), "governs": grant.governs}
    return {**plain(grant.fields), "version": span, "cite": citations_json(grant.citations)}


def fact_json(fact: Fact, question: str) -> dict[str, Any]:
    """One fact of `frihavn facts --json`."""
    values: list[Any] | None = list(fact.values) or None
    return {
        "id": fact.id,
        "type": fact.type.value,
        "values": values,
        "min": plain(fact.minimum),
        "max": plain(fact.maximum),
        "sensitivity": fact.sensitivity.value,
        "asked_of": fact.asked_of.value,
        "governs_versions": fact.governing,
        "label": fact.label,
        "question": question,
        "why": fact.why,
    }


def scheme_json(scheme: Scheme, status: str, name: str) -> dict[str, Any]:
    """One scheme of `frihavn schemes --json`."""
    clauses = [
        {
            "id": f"{scheme.id}.{clause.name}",
            "role": clause.role.value,
            "source": citation.source,
            "at": citation.at,
            "grade": citation.grade.value,
            "from": plain(clause.span.start),
            "to": plain(clause.span.end),
        }
        for clause in scheme.clauses
        for citation in clause.citations
    ]
    return {
        "id": scheme.id,
        "country": scheme.country,
        "status": status,
        "kind": scheme.kind.value,
        "name": name,
        "hash": scheme.hash,
        "reviewed": scheme.reviewed or None,
        "clauses": clauses,
    }
