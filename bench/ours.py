"""What the bench asks of our own engine."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle, islice
from math import prod
from typing import Any

from bench.oracle import decisive, possible, reader
from bench.people import SEED, Input, Person, case_of, case_on, plain_person, relevant
from bench.rules import Rule, plain_value
from bench.timing import seconds_each, seconds_once
from frihavn.law.case import Case
from frihavn.law.casetable import run_row
from frihavn.law.check import check
from frihavn.law.checker import check_proof
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question, glance
from frihavn.law.verdicts import Verdicts
from frihavn.logic import NO, UNKNOWN, YES, Truth

TIMED = 50
TABLE_ROWS = 1_000
OPEN_MAX, TABLE_MAX = 9, 3_000
_AS_ANSWER: dict[Truth, bool | None] = {YES: True, NO: False, UNKNOWN: None}


@dataclass(frozen=True)
class Setup:
    """What every measure works on."""

    book: LawBook
    rules: Sequence[Rule]
    inputs: Sequence[Input]
    people: Sequence[Person]


def later(name: str, function: str) -> Callable[..., Any] | None:
    """A function that may not be built yet."""
    if find_spec(name) is None:
        return None
    found = getattr(import_module(name), function, None)
    return found if callable(found) else None


def answers(setup: Setup, *, known: bool) -> list[list[bool | None]]:
    """Our verdict for every person and rule; None: open."""
    swift = _by_question(setup.rules, setup.book)
    found = []
    for values in (person.known if known else person.full for person in setup.people):
        said = {id_: value for group in swift for id_, value in group.of(_case(values, group)).items()}
        found.append([_AS_ANSWER[said[rule.scheme.id]] for rule in setup.rules])
    return found


def single_case(setup: Setup) -> dict[str, float]:
    """Seconds for one person and all schemes, in several ways."""
    book, rules = setup.book, setup.rules
    people = setup.people[:TIMED]
    full = [[(rule, case_of(person.full, rule)) for rule in rules] for person in people]
    known = [[(rule, case_of(person.known, rule)) for rule in rules] for person in people]
    swift, wide = _by_question(rules, book), _by_question(rules, book, all_lines=True)

    def once(values: str) -> list[list[tuple[Verdicts, Case]]]:
        return [[(group, _case(getattr(person, values), group)) for group in swift] for person in people]

    def verdicts(person: Any) -> object:
        return [group.of(case) for group, case in person]

    def parts(person: Any) -> object:
        return [glance(rule.scheme, case, book, rule.question) for rule, case in person]

    def verdicts_of_all_lines(person: Any) -> object:
        return [group.of(case) for group, (_, case) in zip(wide, person, strict=True)]

    def proofs(person: Any) -> object:
        return [check(rule.scheme, case, book, rule.question) for rule, case in person]

    def checked_proofs(person: Any) -> None:
        for rule, case in person:
            proof = check(rule.scheme, case, book, rule.question).proof.to_json()
            check_proof(proof, rule.scheme, case, book, rule.question)

    return {
        "checked_proofs": seconds_each(checked_proofs, full),
        "verdicts": seconds_each(verdicts, once("full")),
        "verdicts_known": seconds_each(verdicts, once("known")),
        "verdicts_all_lines": seconds_each(verdicts_of_all_lines, once("full")),
        "parts": seconds_each(parts, full),
        "proofs": seconds_each(proofs, full),
        "proofs_known": seconds_each(proofs, known),
        "making_cases": seconds_each(lambda person: [case_of(person.full, rule) for rule in rules], people),
    }


def _by_question(rules: Sequence[Rule], book: LawBook, *, all_lines: bool = False) -> list[Verdicts]:
    """The schemes that are read under the same question, together: a person is read once for all of them."""
    groups: dict[Question, list[str]] = {}
    for rule in rules:
        question = Question(rule.question.on) if all_lines else rule.question
        groups.setdefault(question, []).append(rule.scheme.id)
    return [Verdicts(book, question, ids) for question, ids in groups.items()]


def _case(values: Mapping[str, Any], group: Verdicts) -> Case:
    return case_on(values, group.question.on)


def undetermined(setup: Setup) -> dict[str, list[list[bool]]]:
    """For every person and rule: can it still turn out either way, and would the missing answers settle it?"""
    source = random.Random(SEED)
    reads = [(reader(rule.tree), relevant(rule, setup.inputs)) for rule in setup.rules]
    cells: dict[str, list[list[bool]]] = {"undetermined": [], "settled_by_answers": [], "sampled": []}
    for person in setup.people:
        full, known = plain_person(person.full), plain_person(person.known)
        row: list[tuple[bool, bool, bool]] = []
        for read, inputs in reads:
            missing = {one.key: [plain_value(v) for v in one.values] for one in inputs if one.key not in known}
            found = possible(read, known, missing, source)
            row.append((found.undetermined, found.undetermined and read(full) != 1, not found.exhaustive))
        for name, values in zip(cells, zip(*row, strict=True), strict=True):
            cells[name].append(list(values))
    return cells


def case_tables(setup: Setup, today: date) -> dict[str, float]:
    """Seconds for 1,000 rows of our own case tables."""
    rows = [(scheme, row) for scheme in setup.book.schemes.values() for row in scheme.cases]
    for scheme, row in rows:
        run_row(scheme, row, setup.book, today=today)
    many = list(islice(cycle(rows), TABLE_ROWS))
    seconds, results = seconds_once(lambda: [run_row(scheme, row, setup.book, today=today) for scheme, row in many])
    return {"seconds": seconds, "rows": len(rows), "failed": sum(not result.holds for result in results)}


def mutation(setup: Setup, today: date) -> dict[str, Any] | None:
    """How many wrong turns of our rules our own case tables notice."""
    score = later("frihavn.law.score", "score")
    if score is None:
        return None
    scores = {scheme.id: score(scheme, setup.book, on=today) for scheme in setup.book.schemes.values()}
    return {
        "tried": sum(one.tried for one in scores.values()),
        "killed": sum(one.killed for one in scores.values()),
        "shares": {id_: one.share for id_, one in scores.items()},
    }


def decisive_facts(setup: Setup) -> dict[str, Any] | None:
    """Seconds per scheme for the exact set of facts that can matter, and how often brute force names the same."""
    still_matters = later("frihavn.law.matters", "still_matters")
    if still_matters is None:
        return None
    items = [(rule, case_of(person.known, rule)) for person in setup.people[:TIMED] for rule in setup.rules]
    seconds = seconds_each(lambda item: still_matters(item[0].scheme, item[1], setup.book, item[0].question), items)
    compared = wrong = missed = surplus = 0
    for rule in setup.rules:
        read, inputs = reader(rule.tree), relevant(rule, setup.inputs)
        for person in setup.people:
            known = plain_person(person.known)
            open_inputs = [one for one in inputs if one.key not in known]
            size = prod(len(one.values) for one in open_inputs)
            if not open_inputs or len(open_inputs) > OPEN_MAX or size > TABLE_MAX:
                continue
            missing = {one.key: [plain_value(value) for value in one.values] for one in open_inputs}
            facts = {one.key for one in open_inputs if not one.is_finding}
            wanted = decisive(read, known, missing) & facts
            got = set(still_matters(rule.scheme, case_of(person.known, rule), setup.book, rule.question)) & facts
            compared += 1
            missed += bool(wanted - got)
            surplus += bool(got - wanted)
            wrong += got != wanted
    return {"seconds": seconds, "compared": compared, "wrong": wrong, "missed": missed, "surplus": surplus}


def changes(setup: Setup, cells: Sequence[tuple[int, int]]) -> dict[str, Any] | None:
    """The least cost for every cell (None: nothing helps), and seconds per cell."""
    would_change = later("frihavn.law.change", "would_change")
    if would_change is None:
        return None
    items = []
    for person, rule_index in cells:
        rule = setup.rules[rule_index]
        items.append((rule, case_of(setup.people[person].known, rule)))

    def least(item: tuple[Rule, Any]) -> Any:
        found = would_change(item[0].scheme, item[1], setup.book, item[0].question)
        return min((change.cost for change in found), default=None)

    seconds = seconds_each(least, items, repeats=3)
    return {"costs": [least(item) for item in items], "seconds": seconds}


def idle_parts(setup: Setup) -> dict[str, Any] | None:
    """Parts that our scan says can be dropped, under the one reading of the bench, and how long it takes."""
    scan = later("frihavn.law.scan", "idle_parts")
    if scan is None:
        return None
    items = [(rule.scheme, [(rule.settings, rule.bound)]) for rule in setup.rules]
    seconds = seconds_each(lambda item: scan(item[0], setup.book, item[1]), items, repeats=3) * len(items)
    found = [(scheme.id, one.rule) for scheme, reading in items for one in scan(scheme, setup.book, reading)]
    return {"seconds": seconds, "found": found}


def python_version() -> str:
    """The Python that measured us."""
    return sys.version.split()[0]
