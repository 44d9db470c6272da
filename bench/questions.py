"""How many questions settle all schemes, by several ways of choosing the next one.

Findings are an officer's and asked of nobody here: they are taken in the applicant's favour, as the self-check does.
All ways are offered the same list, the facts that can still matter by our own exact reckoning, and stop when it is
empty; a form without such a list asks more. What is compared is the choosing alone.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bench.ours import Setup, later
from bench.people import Person, case_of
from bench.rules import TODAY, Rule
from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.matters import still_matters
from frihavn.logic import Value
from frihavn.logic.condition import tests_in

PEOPLE = 100
Choose = Callable[[Case, list[str]], str]


def measure(setup: Setup) -> dict[str, Any]:
    """Mean number of questions by each way; ours only where it is built."""
    facts = list(setup.book.vocabulary.facts)
    rules = [rule for rule in setup.rules if rule.question.on == TODAY]
    mentioned = Counter(test.variable for rule in rules for test in tests_in(rule.condition))
    people = setup.people[:PEOPLE]

    def by_author(_: Case, left: list[str]) -> str:
        return min(left, key=facts.index)

    def by_mentions(_: Case, left: list[str]) -> str:
        return max(left, key=lambda name: (mentioned[name], -facts.index(name)))

    ways: dict[str, Choose] = {"author": by_author, "mentions": by_mentions}
    chooser = later("frihavn.law.interview", "next_question")
    if chooser is not None:
        ways["ours"] = _ours(setup, rules, chooser)
    found = {name: statistics.mean(_asked(setup, rules, one, way) for one in people) for name, way in ways.items()}
    return {"ours": None, **found, "schemes": len(rules)}


def _ours(setup: Setup, rules: list[Rule], chooser: Callable[..., Any]) -> Choose:
    ids = [rule.scheme.id for rule in rules]

    def choose(case: Case, left: list[str]) -> str:
        chosen = chooser(case, setup.book, rules[0].question, schemes=ids)
        if chosen is None or chosen.fact not in left:
            raise RuntimeError(f"next_question chose {chosen}, and {left} can still matter")
        return str(chosen.fact)

    return choose


def _asked(setup: Setup, rules: list[Rule], person: Person, choose: Choose) -> int:
    """Ask until nothing can matter any more."""
    favoured = {FINDING_PREFIX + one.id: one.favour for one in setup.book.vocabulary.findings.values()}
    answers: dict[str, Value] = dict(favoured)
    for count in range(len(person.full) + 1):
        case = case_of(answers, rules[0])
        left = _left(setup, rules, case, person.full)
        if not left:
            return count
        chosen = choose(case, left)
        answers[chosen] = person.full[chosen]
    raise RuntimeError("more questions than facts")


def _left(setup: Setup, rules: list[Rule], case: Case, full: Mapping[str, Value]) -> list[str]:
    names = dict.fromkeys(
        name for rule in rules for name in still_matters(rule.scheme, case, setup.book, rule.question)
    )
    return [name for name in names if name in full]
