"""A proof need not be believed: the checker accepts what the engine makes, and nothing that was tampered with."""

from __future__ import annotations

import copy
import random
import tokenize
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import frihavn.law.checker
from frihavn.app.answer import check_json
from frihavn.law.case import Case
from frihavn.law.check import check, check_all
from frihavn.law.checker import ProofError, check_proof
from frihavn.law.reading import Question
from frihavn.law.verify import check_answer
from tests.agree.test_completions import SCHEMES, population
from tests.cast import AUTUMN_2026, EVERYBODY, book

Json = dict[str, Any]
OTHER = {"met": "not_met", "not_met": "open", "open": "met"}


def nodes(node: Json) -> list[Json]:
    return [node, *(found for child in node.get("children", []) for found in nodes(child))]


def flip_a_value(proof: Json, chance: random.Random) -> bool:
    node = chance.choice(nodes(proof))
    node["value"] = OTHER[node["value"]]
    return True


def drop_a_child(proof: Json, chance: random.Random) -> bool:
    """Leave out a part of a step that shows all its parts because it is open, or the one that decides."""
    joined = [
        node for node in nodes(proof) if node["kind"] in ("all_of", "any_of", "at_least") and node.get("children")
    ]
    if not joined:
        return False
    node = chance.choice(joined)
    gone = chance.randrange(len(node["children"]))
    del node["children"][gone]
    del node["shown"][gone]
    return node["value"] == "open" or len(node["children"]) == 0 or node["of"] == len(node["children"]) + 1


def swap_an_operator(proof: Json, chance: random.Random) -> bool:
    joined = [node for node in nodes(proof) if node["kind"] in ("all_of", "any_of")]
    if not joined:
        return False
    node = chance.choice(joined)
    node["kind"] = {"all_of": "any_of", "any_of": "all_of"}[node["kind"]]
    return True


def change_a_clause(proof: Json, chance: random.Random) -> bool:
    clauses = [node for node in nodes(proof) if node["kind"] == "clause"]
    if not clauses:
        return False
    node = chance.choice(clauses)
    what = chance.choice(("rule", "title", "scheme", "grade", "at", "version"))
    if what == "grade":
        node["cite"][0]["grade"] = {"A": "B", "B": "A", "C": "B", "M": "A"}[node["cite"][0]["grade"]]
    elif what == "at":
        node["cite"][0]["at"] += " and more"
    elif what == "version":
        node["version"]["from"] = "1999-01-01"
    else:
        node[what] = f"{node[what]}x"
    return True


def change_a_leaf(proof: Json, chance: random.Random) -> bool:
    leaves = [node for node in nodes(proof) if node["kind"] in ("fact", "finding")]
    if not leaves:
        return False
    node = chance.choice(leaves)
    if node["kind"] == "finding":
        node["recorded"] = {None: True, True: False, False: None}[node["recorded"]]
    elif chance.random() < 0.5:
        node["state"] = {"value": "something else", "known_by": "document"}
    else:
        node["operator"] = {
            "==": "!=",
            "!=": "==",
            "<": "<=",
            "<=": "<",
            ">": ">=",
            ">=": ">",
            "in": "==",
            "includes": "in",
        }[node["operator"]]
    return True


def point_elsewhere(proof: Json, chance: random.Random) -> bool:
    """Show a part as if it were another part."""
    joined = [node for node in nodes(proof) if node.get("shown") and node["of"] > 1]
    if not joined:
        return False
    node = chance.choice(joined)
    place = chance.randrange(len(node["shown"]))
    node["shown"][place] = (node["shown"][place] + 1) % node["of"]
    return True


def lose_a_reading(proof: Json, chance: random.Random) -> bool:
    reading = chance.choice(proof["children"])
    if proof["readings"] == 1:
        return False
    reading["members"].pop(chance.randrange(len(reading["members"])))
    return True


def name_another_line(proof: Json, chance: random.Random) -> bool:
    members = [member for reading in proof["children"] for member in reading["members"] if member["line"]]
    if not members:
        return False
    chance.choice(members)["line"] = "xx-nobody-1900"
    return True


CORRUPTIONS: tuple[Callable[[Json, random.Random], bool], ...] = (
    flip_a_value,
    drop_a_child,
    swap_an_operator,
    change_a_clause,
    change_a_leaf,
    point_elsewhere,
    lose_a_reading,
    name_another_line,
)


def accept(scheme: str, *, cases: int, seed: int) -> int:
    people = population(scheme, seed)
    for _ in range(cases):
        case = people.person()
        check_proof(proof_of(people, case), people.scheme, case, book(), people.question)
    return cases


def proof_of(people: Any, case: Case) -> Json:
    return check(people.scheme, case, book(), people.question).proof.to_json()


def reject(scheme: str, *, cases: int, seed: int) -> dict[str, int]:
    """Corrupt proofs in every way; returns how many of each kind were meaningful and rejected."""
    people = population(scheme, seed)
    counts = {corrupt.__name__: 0 for corrupt in CORRUPTIONS}
    for number in range(cases):
        case = people.person()
        honest = proof_of(people, case)
        for corrupt in CORRUPTIONS:
            proof = copy.deepcopy(honest)
            meaningful = corrupt(proof, random.Random(f"{seed} {number} {corrupt.__name__}"))
            if not meaningful or proof == honest:
                continue
            counts[corrupt.__name__] += 1
            with pytest.raises((ProofError, KeyError, IndexError)):
                check_proof(proof, people.scheme, case, book(), people.question)
    return counts


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_checker_accepts_what_the_engine_proves(scheme: str) -> None:
    accept(scheme, cases=80, seed=31)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_checker_rejects_what_was_tampered_with(scheme: str) -> None:
    counts = reject(scheme, cases=25, seed=32)
    needed = set(counts) - {"lose_a_reading", "name_another_line"}
    assert all(counts[name] >= 5 for name in needed), counts


def test_an_answer_belongs_to_one_law_and_one_case() -> None:
    for person in EVERYBODY:
        question = Question(AUTUMN_2026)
        answer = check_json(person.case, check_all(person.case, book(), question), question, book())
        check_answer(answer, person.case, book())
        for key in ("law_hash", "case_hash"):
            with pytest.raises(ProofError):
                check_answer({**answer, key: "0" * 32}, person.case, book())
        with pytest.raises(ProofError):
            check_answer(answer, Case(), book())
        changed = copy.deepcopy(answer)
        changed["schemes"][0]["hash"] = "0" * 32
        with pytest.raises(ProofError):
            check_answer(changed, person.case, book())


def test_the_checker_is_small_and_shares_no_evaluator_code() -> None:
    path = Path(frihavn.law.checker.__file__)
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    skipped = (
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    )
    code = {
        line
        for token in tokens
        if token.type not in skipped and not token.string.startswith('"""')
        for line in range(token.start[0], token.end[0] + 1)
    }
    assert len(code) < 150
    text = path.read_text(encoding="utf-8")
    for evaluator in ("logic.evaluate", "truth_of", "logic.truth", "law.check ", "law.explain"):
        assert evaluator not in text


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
def test_ten_thousand_proofs(scheme: str) -> None:
    assert accept(scheme, cases=2_000, seed=33) == 2_000
    assert sum(reject(scheme, cases=200, seed=34).values()) >= 1_000
