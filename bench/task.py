"""The task that every anchor gets, as plain data, and the running of one anchor in its own environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.ours import Setup
from bench.people import Input, inputs_for, plain_person
from bench.rules import clauses_of, key_of, leaves, plain
from frihavn.law.change import COSTS
from frihavn.law.lawbook import LawBook
from frihavn.law.vocabulary import ChangeKind

ENVIRONMENTS = Path(".cache/bench")
OUT = Path("bench/out")
ANCHORS = {"openfisca": "openfisca", "zen": "zen", "jsonlogic": "jsonlogic", "panzi": "jsonlogic", "z3": "z3"}
SECONDS_MAX = 300
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_MAX_THREADS"), "1")


def cost_of(name: str, book: LawBook) -> int | None:
    """What changing an answer costs, of a set each member; None: nothing changes it. The model is the engine's own."""
    fact = book.vocabulary.facts.get(name)
    if fact is None or fact.change is ChangeKind.NEVER:
        return None
    return int(COSTS[fact.change] * fact.effort)


def task_for(setup: Setup, changes: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Everything that an anchor needs.

    A complete person has an answer to all, so what the law leaves open is "no" there: an engine without a third value
    wants one. Where answers are missing nobody has that answer either.
    """
    filled = dict.fromkeys((leaf for rule in setup.rules for leaf in _gaps(rule.tree)), False)
    conditions = [rule.condition for rule in setup.rules]
    clauses = [(rule, name, one) for rule in setup.rules for name, one in clauses_of(rule, setup.book).items()]
    return {
        "rules": [{"name": rule.scheme.id, "tree": rule.tree} for rule in setup.rules],
        "inputs": _specs(inputs_for(conditions, setup.book), setup),
        "inputs_of_clauses": _specs(inputs_for([*conditions, *(one for *_, one in clauses)], setup.book), setup),
        "clauses": [{"scheme": rule.scheme.id, "name": name, "tree": plain(one)} for rule, name, one in clauses],
        "people": [{"full": filled | plain_person(one.full), "known": plain_person(one.known)} for one in setup.people],
        "changes": [list(cell) for cell in changes],
    }


def _specs(inputs: Iterable[Input], setup: Setup) -> dict[str, Any]:
    """Type and domain of every input, places that the law leaves open among them."""
    findings = {f"finding_{finding.id}": finding.favour for finding in setup.book.vocabulary.findings.values()}
    found: dict[str, Any] = {}
    for one in inputs:
        found[one.key] = {"type": one.type.value, "domain": list(one.domain), "cost": cost_of(one.name, setup.book)}
        if one.is_finding:
            found[one.key]["favour"] = findings[key_of(one.name)]
    for rule in setup.rules:
        for leaf in _gaps(rule.tree):
            found[leaf] = {"type": "bool", "domain": [], "cost": None}
    return found


def _gaps(tree: dict[str, Any]) -> list[str]:
    return [leaf["input"] for leaf in leaves(tree) if leaf.get("gap")]


def run_anchor(name: str, task: Path) -> dict[str, Any]:
    """Run one anchor; what goes wrong is a result too: {"trouble": ...}."""
    python = ENVIRONMENTS / name / "bin" / "python"
    if not (ENVIRONMENTS / name / ".ready").exists():
        return {"trouble": "did not install here"}
    result = OUT / f"{name}.json"
    result.unlink(missing_ok=True)
    command = [str(python), "-m", f"bench.anchors.{ANCHORS[name]}", str(task), str(result)]
    try:
        done = subprocess.run(
            command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        return {"trouble": f"took more than {SECONDS_MAX} s"}
    if done.returncode != 0:
        return {"trouble": (done.stderr.strip().splitlines() or ["no reason given"])[-1][:200]}
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return found
