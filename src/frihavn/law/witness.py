"""Turn cells of a diagram back into a case that can be run, and into a row for a table of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frihavn.law.case import FINDING_PREFIX
from frihavn.law.lower import Lowering, step
from frihavn.law.proof import plain
from frihavn.law.vocabulary import FactType, Vocabulary


def case_of(cells: Mapping[str, int], lowering: Lowering) -> dict[str, Any]:
    """A case file whose answers lie in these cells; what the cells do not name is left out.

    Sets are written by what they include and exclude, so that nothing more is said than the cells say.
    """
    answers: dict[str, Any] = {}
    findings: dict[str, bool] = {}
    for name, cell in cells.items():
        variable = lowering.variables[name]
        fact = variable.facts[0]
        if fact.startswith(FINDING_PREFIX):
            findings[fact.removeprefix(FINDING_PREFIX)] = bool(cell)
        elif variable.member is not None:
            entry = answers.setdefault(fact, {})
            entry.setdefault("includes" if cell else "excludes", []).append(variable.member)
        elif variable.values:
            answers[fact] = plain(variable.values[cell][0])
        elif variable.spans:
            answers[fact] = span_answer(*variable.spans[cell])
    _places(cells, lowering, answers)
    return {"answers": answers, **({"findings": findings} if findings else {})}


def _places(cells: Mapping[str, int], lowering: Lowering, answers: dict[str, Any]) -> None:
    """Cells that say whether a set holds the value of another fact: say so of a value that lies in that cell."""
    for name, cell in cells.items():
        variable = lowering.variables[name]
        if variable.other is None:
            continue
        holder, other = variable.facts
        value = answers.get(other)
        if value not in variable.other:
            continue
        entry = answers.setdefault(holder, {})
        entry.setdefault("includes" if cell else "excludes", []).append(value)


def span_answer(low: Any, high: Any) -> Any:
    """A stretch of days or numbers, both bounds included, as a case file has it (exclusive)."""
    if low == high and low is not None:
        return plain(low)
    found = {}
    if low is not None:
        found["after"] = plain(step(low, -1))
    if high is not None:
        found["before"] = plain(step(high, 1))
    return found


def row_of(case: Mapping[str, Any], words: Vocabulary) -> dict[str, str]:
    """A case as the cells of a table row, by column."""
    row = {}
    for name, value in case["answers"].items():
        row[name] = _cell(value, words.facts[name].type)
    for name, value in case.get("findings", {}).items():
        row[f"finding {name}"] = "yes" if value else "no"
    return row


def _cell(value: Any, kind: FactType) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if kind is FactType.SET:
            pieces = [f"~{'+'.join(value['includes'])}"] if value.get("includes") else []
            pieces += [f"^{'+'.join(value['excludes'])}"] if value.get("excludes") else []
            return " ".join(pieces) or "?"
        pieces = [f">{value['after']}"] if "after" in value else []
        return " ".join(pieces + ([f"<{value['before']}"] if "before" in value else [])) or "?"
    return str(value)
