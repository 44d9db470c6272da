"""Read schemes for a case: the reference engine."""

from __future__ import annotations

from collections.abc import Iterable

from frihavn.law.case import Case
from frihavn.law.change import would_change
from frihavn.law.eligibility import PARTS, Eligibility, verdict_of
from frihavn.law.errors import LawError, NotInForceError, nearest
from frihavn.law.explain import (
    by_authority,
    grants_of,
    notes_of,
    open_because,
    presumed_by,
    proof_of,
)
from frihavn.law.lawbook import LawBook
from frihavn.law.matters import still_matters
from frihavn.law.proof import grades_in
from frihavn.law.reading import Question, readings_of
from frihavn.law.scheme import Scheme
from frihavn.law.values import weakest
from frihavn.logic import NO, UNKNOWN, common


def check(scheme: Scheme, case: Case, book: LawBook, question: Question) -> Eligibility:
    """Read one scheme for one case, and show why.

    Raises:
        NotInForceError: the scheme has no text on that day.
    """
    status = scheme.status_on(question.on, question.knowledge)
    if status is None:
        raise NotInForceError(f"{scheme.id} has no text on {question.on.isoformat()}")
    strict = readings_of(scheme, case, book, question, presume=False)
    if not strict:
        raise NotInForceError(f"{scheme.id} has no text for the dates of this case")
    presumed = readings_of(scheme, case, book, question, presume=True)
    values = [reading.trace.value for reading in strict]
    verdict = common(values)
    proof = proof_of(strict, case, verdict_of(verdict))
    return Eligibility(
        scheme=scheme,
        status=status.status,
        on=question.on,
        verdict=verdict_of(verdict),
        parts={name: verdict_of(common(reading.parts[name] for reading in strict)) for name in PARTS},
        open_because=open_because(strict) if verdict is UNKNOWN else (),
        presumed=verdict_of(common(reading.trace.value for reading in presumed)),
        presumed_by=presumed_by(strict, presumed, scheme, book, question),
        by_authority=by_authority(strict, presumed),
        still_matters=still_matters(scheme, case, book, question) if verdict is UNKNOWN else (),
        would_change=tuple(would_change(scheme, case, book, question)) if verdict is NO else (),
        weakest_grade=weakest(list(grades_in(proof))),
        grants=grants_of(scheme, case, book, question),
        notes=notes_of(strict, case),
        proof=proof,
    )


def check_all(case: Case, book: LawBook, question: Question, schemes: Iterable[str] | None = None) -> list[Eligibility]:
    """Read every scheme (or some) that has text on the day; a scheme without text is absent, not an error.

    Raises:
        LawError: a scheme or assumption that does not exist.
    """
    chosen = list(book.schemes.values()) if schemes is None else [scheme_named(book, id_) for id_ in schemes]
    known = {name for scheme in book.schemes.values() for name in scheme.assumptions}
    for name in question.assume:
        if name.rpartition(":")[2] not in known:
            raise LawError(
                f"no scheme has an assumption {name!r}",
                hint=nearest(name, known) or f"There are: {', '.join(sorted(known))}.",
            )
    found = []
    for scheme in chosen:
        try:
            found.append(check(scheme, case, book, question))
        except NotInForceError:
            continue
    return found


def scheme_named(book: LawBook, id_: str) -> Scheme:
    """The scheme with an id.

    Raises:
        LawError: no such scheme, with the nearest right id.
    """
    if id_ not in book.schemes:
        raise LawError(
            f"there is no scheme {id_!r}",
            hint=nearest(id_, book.schemes) or "`frihavn schemes` lists them all.",
        )
    return book.schemes[id_]
