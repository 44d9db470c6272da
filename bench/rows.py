"""From measurements to rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from bench.report import NO_TARGET, NOT_BUILT, NOT_MEASURED, NOT_REACHED, Row, faster, judged, seconds

Found = Mapping[str, Any]
Answers = Sequence[Sequence[bool | None]]
Cells = Mapping[str, Sequence[Sequence[bool]]]
VERDICTS, PROOFS = "one person, all schemes: verdicts", "one person, all schemes: with proof"
CHECKED = "one person, all schemes: with checked proof"
SAME = "same answer on complete people"
WRONG = "wrong definite answers on undetermined cells"


def engines(anchors: Mapping[str, Found]) -> dict[str, Found]:
    """Everything that answers single cases, by title; the JSON-logic packages each on their own."""
    found: dict[str, Found] = {}
    for name in ("openfisca", "zen"):
        found[str(anchors[name].get("version", name))] = anchors[name]
    for name in ("jsonlogic", "panzi"):
        packages = anchors[name].get("packages")
        for package in packages.values() if packages else []:
            found[package["version"]] = package
        if not packages:
            found[name] = anchors[name]
    return found


def fastest_jsonlogic(found: Mapping[str, Found]) -> str:
    """The JSON-logic package that counts."""
    measured = {title: float(one["seconds"]) for title, one in found.items() if "seconds" in one and "logic" in title}
    return min(measured, key=lambda title: measured[title], default="")


def wrong_definite(ours: Answers, full: Answers, cells: Cells, found: Mapping[str, Found]) -> list[Row]:
    """Who answers yes or no where both are still possible."""
    open_cells = _marked(cells["undetermined"])
    settled = set(_marked(cells["settled_by_answers"]))
    total = len(open_cells)
    own = sum(ours[p][r] is not None for p, r in open_cells)
    silent = {(p, r) for p, row in enumerate(ours) for r, one in enumerate(row) if one is None} - set(open_cells)
    note = (
        f"{total:,} of {len(ours) * len(ours[0]):,} cells (person, scheme) can still turn out either way, by reading "
        f"completions of the missing fifth; the missing answers would settle {len(settled):,} of them, in the others "
        f"the law is silent. Ours leaves {len(silent):,} determined cells open. In {len(_marked(cells['sampled'])):,} "
        "cells a sample was read, not all."
    )
    rows = [Row(WRONG, "-", f"{own:,} of {total:,}", "", "", "0", judged(reached=own == 0), note)]
    for title, engine in found.items():
        if "known" not in engine:
            rows.append(Row(WRONG, title, state=NOT_MEASURED, note=f"{title}: {engine['trouble']}"))
            continue
        given = {cell: engine["known"][cell[0]][cell[1]] for cell in open_cells}
        definite = [cell for cell, value in given.items() if isinstance(value, bool)]
        untrue = sum(cell in settled and given[cell] != full[cell[0]][cell[1]] for cell in definite)
        eligible = sum(given[cell] is True for cell in definite)
        errors = sum(value == "error" for value in given.values())
        said = (
            f"{title} says yes {eligible:,} and no {len(definite) - eligible:,} times there; {untrue:,} times the full "
            f"answers say the opposite; {errors:,} errors, {total - len(definite) - errors:,} without an answer."
        )
        rows.append(Row(WRONG, title, f"{own:,}", f"{len(definite):,}", f"{len(definite) / total:.0%}", note=said))
    return rows


def _marked(table: Sequence[Sequence[bool]]) -> list[tuple[int, int]]:
    return [(p, r) for p, row in enumerate(table) for r, marked in enumerate(row) if marked]


def agreement(full: Answers, found: Mapping[str, Found]) -> list[Row]:
    """The rules were translated rightly: on complete people all engines say what we say, where the law speaks."""
    rows = []
    for title, engine in found.items():
        if "full" not in engine:
            continue
        pairs = [pair for lines in zip(full, engine["full"], strict=True) for pair in zip(*lines, strict=True)]
        definite = [(own, other) for own, other in pairs if own is not None]
        same = sum(own == other for own, other in definite)
        state = judged(reached=same == len(definite))
        rows.append(Row(SAME, title, ratio=f"{same:,} of {len(definite):,}", target="all", state=state))
    return rows


def single_case(ours: Found, found: Mapping[str, Found]) -> list[Row]:
    """Times of one person."""
    best = fastest_jsonlogic(found)
    rows = []
    for title, engine in found.items():
        if "seconds" not in engine:
            rows.append(Row(VERDICTS, title, seconds(ours["verdicts"]), state=NOT_MEASURED))
            continue
        ways = "; ".join(f"{way} {seconds(value)}" for way, value in engine.get("ways", {}).items())
        note = f"{title}: {ways}; the faster counts." if ways else ""
        note = f"{title} is the fastest JSON-logic package here." if title == best else note
        target = 200.0 if "openfisca" in title else None
        rows.append(faster(VERDICTS, title, ours["verdicts"], engine["seconds"], target=target, note=note))
    chosen = {
        title: one for title, one in found.items() if "seconds" in one and (title == best or "logic" not in title)
    }
    for title, engine in chosen.items():
        rows.append(faster(PROOFS, title, ours["proofs"], engine["seconds"]))
    for title, engine in chosen.items():
        target = 10.0 if "openfisca" in title else None
        rows.append(faster(CHECKED, title, ours["checked_proofs"], engine["seconds"], target=target))
    own = f"{seconds(ours['verdicts_known'])} / {seconds(ours['proofs_known'])}"
    note = (
        f"verdicts / with proof. All lines of authority instead of one: {seconds(ours['verdicts_all_lines'])}. "
        f"The parts of each verdict too, read from the tree: {seconds(ours['parts'])}. "
        f"Making the cases from plain values: {seconds(ours['making_cases'])}, in no row; theirs is in none either."
    )
    return [*rows, Row("one person, a fifth missing", "-", own, note=note)]


def decisive_facts(ours: Found | None) -> Row:
    """Exact decisive facts."""
    name = "exact decisive facts, per scheme"
    if ours is None:
        return Row(name, "brute force", target="<= 6 us", state=NOT_BUILT)
    exact = f"{ours['compared'] - ours['wrong']:,} of {ours['compared']:,}"
    reached = ours["seconds"] <= 6e-6 and ours["wrong"] == 0
    note = (
        f"ratio: cells with few open facts where brute force names the same facts; {ours['missed']:,} where we miss "
        f"one, {ours['surplus']:,} where we name one too many."
    )
    return Row(name, "brute force", seconds(ours["seconds"]), "", exact, "<= 6 us", judged(reached=reached), note)


def counterfactual(ours: Found | None, z3: Found, asked: int) -> Row:
    """The cheapest change against z3."""
    name, target = "minimum counterfactual", ">= 200x"
    if "trouble" in z3:
        return Row(name, "z3 Optimize", target=target, state=NOT_MEASURED, note=z3["trouble"])
    theirs = z3["changes"]
    helped = sum(cost is not None for cost in theirs["costs"])
    note = f"{len(theirs['costs']):,} of {asked:,} closed (person, scheme) read by z3; some change helps in {helped:,}."
    if ours is None:
        return Row(name, z3["version"], "", seconds(theirs["seconds"]), "", target, NOT_BUILT, note)
    row = faster(name, z3["version"], ours["seconds"], theirs["seconds"], target=200.0)
    pairs = list(zip(ours["costs"], theirs["costs"], strict=False))
    equal = sum(own == other for own, other in pairs)
    missed = sum(own is None and other is not None for own, other in pairs)
    note += f" Equal cost: {equal:,} of {len(pairs):,}; in {missed:,} z3 finds a change and we find none."
    state = row.state if equal == len(pairs) else NOT_REACHED
    return replace(row, state=state, note=note)


def questions(found: Found) -> list[Row]:
    """Questions until everything is settled."""
    name, rows = "questions to settle all schemes", []
    for way, title, target in (("author", "author order", 0.8), ("mentions", "most-mentioned-first", 0.7)):
        theirs, wanted = found[way], f"<= {target:.2f}"
        if found["ours"] is None:
            rows.append(Row(name, title, "", f"{theirs:.2f}", "", wanted, NOT_BUILT))
            continue
        ratio = found["ours"] / theirs
        note = f"{found['schemes']} schemes of one day; all ways skip what cannot matter, and stop alike."
        state = judged(reached=ratio <= target)
        rows.append(Row(name, title, f"{found['ours']:.2f}", f"{theirs:.2f}", f"{ratio:.2f}", wanted, state, note))
    return rows


def vacuity(ours: Found | None, z3: Found) -> Row:
    """Parts that change nothing, against z3."""
    name, target = "vacuity scan, all schemes", "100 %, >= 20x"
    if "trouble" in z3:
        return Row(name, "z3", target=target, state=NOT_MEASURED, note=z3["trouble"])
    theirs = z3["idle"]
    wanted = Counter((scheme, clause) for scheme, clause, _ in theirs["found"])
    note = f"z3 asked of {theirs['asked']:,} parts whether a rule can do without; {wanted.total():,} can go."
    if ours is None:
        return Row(name, z3["version"], "", seconds(theirs["seconds"]), "", target, NOT_BUILT, note)
    got = Counter(tuple(one) for one in ours["found"])
    note += f" Ours finds {(wanted & got).total():,} of these"
    note += f" and {(got - wanted).total():,} others (z3 is not asked of parts that rest on what is open)."
    missed = sorted({f"{scheme}.{clause}" for scheme, clause in (wanted - got)})
    note += f" Missed in: {', '.join(missed)}." if missed else ""
    row = faster(name, z3["version"], ours["seconds"], theirs["seconds"], target=20.0)
    return replace(row, target=target, state=row.state if not wanted - got else NOT_REACHED, note=note)


def case_tables(ours: Found, mutation: Found | None) -> list[Row]:
    """Case tables."""
    note = f"{ours['rows']} rows of our schemes, again and again; {ours['failed']} did not hold."
    reached = ours["seconds"] <= 1 and not ours["failed"]
    time = Row(
        "case tables: 1,000 rows", "-", seconds(ours["seconds"]), "", "", "<= 1 s", judged(reached=reached), note
    )
    name = "case tables: mutation score"
    if mutation is None:
        return [time, Row(name, "-", target=">= 95 %", state=NOT_BUILT)]
    share = mutation["killed"] / mutation["tried"]
    lowest = min(mutation["shares"].items(), key=lambda item: item[1])
    note = f"{mutation['killed']:,} of {mutation['tried']:,} wrong turns noticed; lowest: {lowest[0]} {lowest[1]:.0%}."
    return [time, Row(name, "-", f"{share:.1%}", "", "", ">= 95 %", judged(reached=share >= 0.95), note)]


def elsewhere() -> list[Row]:
    """Targets of the design that this bench does not measure yet."""
    names = (
        ("bulk, 1 M persons, against OpenFisca", ">= 40x / >= 4x"),
        ("bulk against zen-engine and JSON-logic", ">= 500x"),
        ("two-plane SQL against boolean SQL", ">= 4x / >= 8x"),
        ("distance to the memory floor", "<= 8x; <= 4x"),
        ("offline logic, gzip; differences", "<= 30 kB; 0"),
    )
    state = NOT_BUILT if find_spec("frihavn.bulk") is None else NOT_MEASURED
    return [Row(name, "", target=target, state=state) for name, target in names] + [
        Row("decided cases", "", target="all; narrower; more", state=NO_TARGET, note="`frihavn decided` reports it.")
    ]
