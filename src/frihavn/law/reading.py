"""The readings of a scheme: one for every era and line of authority that can apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache

from frihavn.law.bind import EARLIEST, Bound, Edges, Settings, bind, bind_rule, edges_of, eras
from frihavn.law.case import Case
from frihavn.law.eligibility import PARTS
from frihavn.law.lawbook import LawBook
from frihavn.law.scheme import LAW_DAY, Scheme
from frihavn.law.vocabulary import Line
from frihavn.logic import (
    NO,
    UNKNOWN,
    YES,
    State,
    Trace,
    Truth,
    Value,
    all_true,
    any_true,
    common,
    negation,
    trace,
    truth_of,
)
from frihavn.logic.state import bounds

BINDINGS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the law, beside the case itself.

    Args:
        on: The calendar day on which the law is read (no time zone).
        known_at: With what was known on that day; None: with all that is known.
        assume: Names of assumptions ("name" or "scheme:name") for the presumed reading.
        held: Rules whose value somebody else has settled, by "scheme.rule".
        lines: Restrict the lines of authority to these ids; None: all that the scheme lists.
    """

    on: date
    known_at: date | None = None
    assume: tuple[str, ...] = ()
    held: Mapping[str, Truth] | None = None
    lines: tuple[str, ...] | None = None

    @property
    def knowledge(self) -> date:
        """The day whose knowledge counts."""
        return self.known_at or date.max


@dataclass(frozen=True, slots=True)
class Reading:
    """One scheme under one era and one line of authority."""

    line: Line | None
    era: Mapping[str, date]
    bound: Bound
    trace: Trace
    parts: dict[str, Truth]


def readings_of(scheme: Scheme, case: Case, book: LawBook, question: Question, *, presume: bool) -> list[Reading]:
    """Every reading that can apply; `presume` gives the second, presumed one."""
    states = dict(case.states())
    assumed: dict[str, Value] = {}
    if presume:
        states = {**book.presumable, **states}
        assumed = _assumed(scheme, question)
    spans = spans_of(case, book, question.on)
    lines: Sequence[Line | None] = lines_of(scheme, book, question) or [None]
    found = []
    for era in eras_for(scheme, book, spans, question):
        for line in lines:
            settings = Settings(era, question.knowledge, line, presume, assumed, question.held or {})
            found.append(_read(scheme, book, settings, states))
    return found


def _read(scheme: Scheme, book: LawBook, settings: Settings, states: Mapping[str, State]) -> Reading:
    bound = bound_for(scheme, book, settings)
    whole = trace(bound.verdict(), states)
    return Reading(settings.line, settings.era, bound, whole, parts_of(bound, states))


def eras_for(
    scheme: Scheme, book: LawBook, spans: Mapping[str, tuple[date, date]], question: Question
) -> list[dict[str, date]]:
    """The eras that can still apply."""
    return eras(scheme, book.schemes, spans, question.knowledge, edges_for(scheme, book, question))


def edges_for(scheme: Scheme, book: LawBook, question: Question) -> Edges:
    """The days on which texts of a scheme change, by governing date; looked for once."""
    key = (scheme.id, question.knowledge)
    if key not in book.edges:
        if len(book.edges) >= BINDINGS_MAX:
            book.edges.clear()
        book.edges[key] = edges_of(scheme, book.schemes, question.knowledge)
    return book.edges[key]  # type: ignore[no-any-return]


def bound_for(scheme: Scheme, book: LawBook, settings: Settings) -> Bound:
    """Bind once for all cases that are read alike: a binding knows nothing of any case."""
    era, line = tuple(sorted(settings.era.items())), settings.line.id if settings.line else ""
    fixed = tuple(sorted((name, str(value)) for name, value in {**settings.assumed, **settings.held}.items()))
    key = (scheme.id, era, settings.known_at, line, settings.presume, fixed)
    if key not in book.bindings:
        if len(book.bindings) >= BINDINGS_MAX:
            book.bindings.clear()
        book.bindings[key] = bind(scheme, book.schemes, settings)
    return book.bindings[key]


def parts_of(bound: Bound, states: Mapping[str, State]) -> dict[str, Truth]:
    """The four parts of a verdict.

    `where` is met if some met ground can be used from where the person is, and settled if all grounds that can still
    be met agree; where no ground can be met any more the place is of no account and stays unknown.
    """
    grounds = [(truth_of(ground.condition, states), truth_of(ground.where, states)) for ground in bound.grounds]
    left = [where for ground, where in grounds if ground is not NO]
    if any(ground is YES and where is YES for ground, where in grounds):
        where = YES
    else:
        where = common(left) if left else common(where for _, where in grounds)
        where = where if left or len({value for _, value in grounds}) == 1 else UNKNOWN
    return {
        "where": where,
        "grounds": any_true(ground for ground, _ in grounds),
        "exclusions": negation(any_true(truth_of(part, states) for part in bound.exclusions)),
        "findings": all_true(truth_of(part, states) for part in bound.findings),
    }


def _assumed(scheme: Scheme, question: Question) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for wanted in question.assume:
        owner, _, name = wanted.rpartition(":")
        if name in scheme.assumptions and owner in ("", scheme.id):
            values.update({f"{scheme.id}.{key}": value for key, value in scheme.assumptions[name].values.items()})
    return values


def settings_for(era: Mapping[str, date], line: Line | None, question: Question) -> Settings:
    """What a strict binding depends on."""
    return Settings(era, question.knowledge, line, held=question.held or {})


def readable(scheme: Scheme, book: LawBook, question: Question) -> list[Settings]:
    """Every era and line a scheme can be read under on a day, for nobody in particular."""
    lines: Sequence[Line | None] = lines_of(scheme, book, question) or [None]
    found = eras_for(scheme, book, spans_of(Case(), book, question.on), question)
    return [settings_for(era, line, question) for era in found for line in lines]


def lines_of(scheme: Scheme, book: LawBook, question: Question) -> list[Line]:
    """The lines of authority a scheme lists that stand on the day: "fr-*" takes in, "!fr-*" leaves out."""
    return [
        line
        for line in book.vocabulary.lines.values()
        if listed(scheme, line)
        and (question.lines is None or line.id in question.lines)
        and line.reads
        and line.stands(question.on, question.knowledge)
    ]


def listed(scheme: Scheme, line: Line) -> bool:
    """Whether a scheme lists a line: "fr-*" takes in, "!fr-*" leaves out, the last pattern that fits decides."""
    return _listed(scheme.lines, line.id)


@cache
def _listed(patterns: tuple[str, ...], id_: str) -> bool:
    fits = [pattern for pattern in patterns if fnmatchcase(id_, pattern.removeprefix("!"))]
    return bool(fits) and not fits[-1].startswith("!")


def spans_of(case: Case, book: LawBook, on: date) -> dict[str, tuple[date, date]]:
    """First and last possible day of every governing date; an unknown one lies anywhere up to the day of reading."""
    spans: dict[str, tuple[date, date]] = {LAW_DAY: (on, on)}
    states = case.states()
    for name in book.governing:
        low, high = bounds(states[name]) if name in states else (None, None)
        first = low if isinstance(low, date) else EARLIEST
        last = high if isinstance(high, date) else max(on, first)
        spans[name] = (min(first, last), last)
    return spans


def glance(scheme: Scheme, case: Case, book: LawBook, question: Question) -> dict[str, Truth]:
    """Verdict and parts without proof or presumed reading: what all eras and lines share, else UNKNOWN."""
    states, spans = case.states(), spans_of(case, book, question.on)
    lines: Sequence[Line | None] = lines_of(scheme, book, question) or [None]
    found: list[dict[str, Truth]] = []
    for era in eras_for(scheme, book, spans, question):
        for line in lines:
            bound = bound_for(scheme, book, Settings(era, question.knowledge, line, held=question.held or {}))
            found.append({"verdict": truth_of(bound.verdict(), states), **parts_of(bound, states)})
    return {name: common(one[name] for one in found) for name in ("verdict", *PARTS)}


def rule_truth(scheme: Scheme, name: str, case: Case, book: LawBook, question: Question) -> Truth:
    """The value of one rule that all eras and lines share, else UNKNOWN."""
    lines: Sequence[Line | None] = lines_of(scheme, book, question) or [None]
    states, values = case.states(), []
    for era in eras_for(scheme, book, spans_of(case, book, question.on), question):
        for line in lines:
            settings = Settings(era, question.knowledge, line, held=question.held or {})
            values.append(truth_of(bind_rule(scheme, name, book.schemes, settings), states))
    return common(values)
