"""How the bench measures: warm, several times, the median, with the collector of garbage asleep. Needs Python only."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

REPEATS = 7
SECONDS_MAX = 8.0


def seconds_each(function: Callable[[Any], object], items: Sequence[Any], *, repeats: int = REPEATS) -> float:
    """Median time of one call, in seconds: each repeat calls the function once for every item."""
    if not items:
        raise ValueError("nothing to measure")
    for item in items[: max(1, len(items) // 4)]:
        function(item)
    rounds: list[float] = []
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    begun = time.perf_counter()
    try:
        while len(rounds) < repeats and (len(rounds) < 3 or time.perf_counter() - begun < SECONDS_MAX):
            start = time.perf_counter()
            for item in items:
                function(item)
            rounds.append(time.perf_counter() - start)
            gc.collect()
    finally:
        if was_on:
            gc.enable()
    return statistics.median(rounds) / len(items)


def pace() -> float:
    """Seconds for a fixed piece of work: two processes whose paces differ did not have the same machine."""
    return seconds_each(lambda count: sum(number * number for number in range(count)), [20_000] * 20, repeats=9)


def seconds_once(function: Callable[[], Any]) -> tuple[float, Any]:
    """Time and result of one call that takes long."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        result = function()
        return time.perf_counter() - start, result
    finally:
        gc.enable()
