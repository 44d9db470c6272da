"""Measure everything in one run: `make bench`."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from typing import Any

from bench import intake, ours, questions, rows
from bench.ours import Setup
from bench.people import inputs_for, people_for
from bench.report import Row, as_json, table
from bench.rules import TODAY, load_book, rules_of
from bench.task import ANCHORS, ONE_THREAD, OUT, run_anchor, task_for
from bench.timing import pace

PEOPLE = 600
CHANGES = 1_000
PACE_MAX = 1.25


def main() -> None:
    """Build the task, run every anchor in its environment, measure ours, print and write the table."""
    begun = time.perf_counter()
    os.environ.update(ONE_THREAD)
    OUT.mkdir(exist_ok=True)
    setup = build()
    say(f"{len(setup.rules)} schemes, {len(setup.inputs)} inputs, {len(setup.people)} invented people")
    full, known = ours.answers(setup, known=False), ours.answers(setup, known=True)
    cells = [(p, r) for p, row in enumerate(known) for r, answer in enumerate(row) if answer is False][:CHANGES]
    task = OUT / "task.json"
    task.write_text(json.dumps(task_for(setup, cells)), encoding="utf-8")
    anchors = {}
    for name in ANCHORS:
        say(f"anchor {name}")
        anchors[name] = run_anchor(name, task)
        if "trouble" in anchors[name]:
            say(f"  {anchors[name]['trouble']}")
    found = rows.engines(anchors)
    say("completions, by brute force")
    truth = ours.undetermined(setup)
    say("our own engine")
    paces = [pace()]
    people = intake.measure()
    lines: list[Row] = [
        *rows.wrong_definite(known, full, truth, found),
        *rows.agreement(full, found),
        *rows.single_case(ours.single_case(setup), found),
        rows.decisive_facts(ours.decisive_facts(setup)),
        rows.counterfactual(ours.changes(setup, cells), anchors["z3"], len(cells)),
        *rows.questions(questions.measure(setup)),
        rows.vacuity(ours.idle_parts(setup), anchors["z3"]),
        *rows.case_tables(ours.case_tables(setup, TODAY), ours.mutation(setup, TODAY)),
        *intake.rows(people),
        *rows.elsewhere(),
    ]
    paces.append(pace())
    took = time.perf_counter() - begun
    machine = _machine(setup, took, {"ours": max(paces), **_paces(anchors)})
    print(table(lines))
    print(f"\nPython {machine['python']}, {machine['cores']} cores, one thread each; {took:.0f} s in all.")
    print(unequal(machine["pace"]))
    (OUT / "bench.json").write_text(json.dumps(as_json(lines, machine), indent=2) + "\n", encoding="utf-8")
    print(f"As data: {OUT / 'bench.json'}")


def _paces(anchors: dict[str, Any]) -> dict[str, float]:
    return {name: found["pace"] for name, found in anchors.items() if "pace" in found}


def _machine(setup: Setup, took: float, paces: dict[str, float]) -> dict[str, Any]:
    """Where the figures were taken."""
    return {
        "python": ours.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "seconds": round(took, 1),
        "law": setup.book.hash,
        "people": len(setup.people),
        "pace": paces,
    }


def unequal(paces: dict[str, float]) -> str:
    """What a fixed piece of Python took beside every measurement: ratios hold only on an equally busy machine."""
    least = min(paces.values())
    shown = ", ".join(f"{name} {value / least:.2f}" for name, value in paces.items())
    verdict = "equally busy" if max(paces.values()) < PACE_MAX * least else "NOT EQUALLY BUSY: read ratios with care"
    return f"Pace (1 is fastest): {shown}. The machine was {verdict}."


def build() -> Setup:
    """The law, bound, and people for it."""
    book = load_book()
    rules = rules_of(book)
    inputs = inputs_for([rule.condition for rule in rules], book)
    return Setup(book, rules, inputs, people_for(rules, inputs, PEOPLE))


def say(what: str) -> None:
    """Progress, apart from the table."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
