"""What every anchor reads and writes: one JSON file in, one out. Needs Python only; nothing of Frihavn is imported."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.timing import pace, seconds_each

Tree = dict[str, Any]
Answers = list[Any]
ERROR = "error"
TIMED_MAX = 50


def run(measure: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    """Read the task, measure, write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task", type=Path)
    parser.add_argument("result", type=Path)
    given = parser.parse_args()
    task = json.loads(given.task.read_text(encoding="utf-8"))
    before = pace()
    found = measure(task)
    given.result.write_text(json.dumps({**found, "pace": max(before, pace())}), encoding="utf-8")


def single_case(
    task: Mapping[str, Any], answer: Callable[[Mapping[str, Any]], Answers], call: Callable[[Mapping[str, Any]], object]
) -> dict[str, Any]:
    """Answers for all people, complete and incomplete, and the time of one call for one complete person.

    Args:
        answer: One value per rule: true, false, null (no answer) or "error".
        call: The fastest way to the same values, for the clock.
    """
    timed = task["people"][:TIMED_MAX]
    return {
        "full": [answer(person["full"]) for person in task["people"]],
        "known": [answer(person["known"]) for person in task["people"]],
        "seconds": seconds_each(call, [person["full"] for person in timed]),
        "seconds_known": _or_none(call, [person["known"] for person in timed]),
    }


def _or_none(call: Callable[[Mapping[str, Any]], object], people: list[Mapping[str, Any]]) -> float | None:
    try:
        return seconds_each(call, people)
    except Exception:  # noqa: BLE001  an engine that breaks on missing answers has no time for them
        return None
