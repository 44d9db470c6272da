"""Verdicts of many people in little time, where nobody needs the proof.

The reference reading walks every condition of every era and line. Here the same conditions become one decision diagram
a scheme, whose variables are *tests* with three outcomes (no, unknown, yes). Reading a diagram from the top is then
exactly Kleene's reading, and a test that several schemes share is looked at once for each person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from frihavn.law.case import Case
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question, bound_for, eras_for, lines_of, settings_for, spans_of
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import Line
from frihavn.logic import UNKNOWN, Condition, State, Test, Truth, Variable, common, truth_of
from frihavn.logic.condition import tests_in
from frihavn.logic.diagram import BY_RANK, RANK, TERMINALS, Diagrams, TooLargeError, build
from frihavn.logic.evaluate import test_truth
from frihavn.logic.state import NO_STATE, YES_STATE, exactly

PLANS_MAX, MEMO_MAX = 200, 1_000
_UNREAD = -1
Reader = Callable[[Mapping[str, State]], int]


@dataclass(slots=True)
class _Plan:
    """The verdicts of some schemes while the same eras can apply.

    Args:
        roots: Scheme -> node. trees: the verdicts of schemes whose diagram would be too large, to be walked instead.
        readers: For each test a function from the states of a person to 0 (no), 1 (unknown) or 2 (yes).
    """

    roots: list[tuple[str, int]]
    trees: dict[str, list[Condition]]
    readers: list[Reader]
    tests: list[int]
    branches: list[tuple[int, ...]]

    def read(self, states: Mapping[str, State]) -> dict[str, Truth]:
        seen, readers, tests, branches = [_UNREAD] * len(self.readers), self.readers, self.tests, self.branches
        found: dict[str, Truth] = {}
        for id_, root in self.roots:
            node = root
            while node >= TERMINALS:
                test = tests[node]
                value = seen[test]
                if value < 0:
                    value = seen[test] = readers[test](states)
                node = branches[node][value]
            found[id_] = BY_RANK[node]
        for id_, conditions in self.trees.items():
            found[id_] = common(truth_of(condition, states) for condition in conditions)
        return found


class Verdicts:
    """Strict verdicts under one question.

    Args:
        schemes: Ids; None: all. A scheme without text on the day, or for the dates of a case, is absent.
    """

    def __init__(self, book: LawBook, question: Question, schemes: Iterable[str] | None = None) -> None:
        self.book, self.question = book, question
        chosen = list(book.schemes) if schemes is None else list(schemes)
        self.schemes = [
            book.schemes[id_] for id_ in chosen if book.schemes[id_].status_on(question.on, question.knowledge)
        ]
        self.plans: dict[tuple[State | None, ...], _Plan] = {}

    def of(self, case: Case) -> dict[str, Truth]:
        """The verdict of every scheme: what all eras and lines that can apply share, else UNKNOWN."""
        states = case.states()
        key = tuple(map(states.get, self.book.governing))
        plan = self.plans.get(key)
        if plan is None:
            if len(self.plans) >= PLANS_MAX:
                self.plans.clear()
            plan = self.plans[key] = self._plan(case)
        return plan.read(states)

    def _plan(self, case: Case) -> _Plan:
        conditions = {scheme.id: found for scheme in self.schemes if (found := self._conditions(scheme, case))}
        tests = list(dict.fromkeys(test for found in conditions.values() for one in found for test in tests_in(one)))
        names = {test: str(position) for position, test in enumerate(tests)}
        shop = Diagrams(list(names.values()), [TERMINALS] * len(tests))
        roots: list[tuple[str, int]] = []
        trees: dict[str, list[Condition]] = {}
        for id_, found in conditions.items():
            try:
                nodes = [build(one, shop, lambda test: shop.outcome(names[test])) for one in found]
                roots.append((id_, shop.agreement(nodes)))
            except TooLargeError:
                trees[id_] = found
        return _Plan(roots, trees, [_reader(test) for test in tests], shop.variables, shop.branches)

    def _conditions(self, scheme: Scheme, case: Case) -> list[Condition]:
        spans = spans_of(case, self.book, self.question.on)
        lines: Sequence[Line | None] = lines_of(scheme, self.book, self.question) or [None]
        eras = eras_for(scheme, self.book, spans, self.question)
        bound = [bound_for(scheme, self.book, settings_for(era, line, self.question)) for era in eras for line in lines]
        return list(dict.fromkeys(one.verdict() for one in bound))


def _reader(test: Test) -> Reader:
    """A test as a function; answers to states met before are remembered."""
    name = test.variable
    if test.minus is not None or isinstance(test.operand, Variable):
        return lambda states: RANK[test_truth(test, states)]
    memo: dict[State | None, int] = {None: RANK[UNKNOWN]}
    for value in (True, False) if isinstance(test.operand, bool) else ():
        memo[exactly(value)] = RANK[test_truth(test, {name: exactly(value)})]

    def read(states: Mapping[str, State]) -> int:
        state = states.get(name)
        found = memo.get(state)
        if found is None:
            if len(memo) >= MEMO_MAX:
                memo.clear()
            found = memo[state] = RANK[test_truth(test, states)]
        return found

    if not isinstance(test.operand, bool):
        return read
    yes, no = memo[YES_STATE], memo[NO_STATE]

    def read_flag(states: Mapping[str, State]) -> int:
        state = states.get(name)
        return yes if state is YES_STATE else no if state is NO_STATE else read(states)

    return read_flag
