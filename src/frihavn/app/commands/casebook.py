"""`frihavn decided`: measure the law against decided cases."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from frihavn.app.casefile import read_json, read_text, tame
from frihavn.app.context import Context, counted, in_context, json_option
from frihavn.law.decided import Outcome, figures, run
from frihavn.law.errors import CaseError, LawError, Place
from frihavn.law.locate import Locator
from frihavn.law.mapping import RESULTS, MappingTable, read_decided

FILE_BYTES_MAX = 50_000_000


@click.command(epilog="\b\nExample:\n  frihavn decided cases.json --each")
@click.argument("path", metavar="FILE.json")
@click.option("--each", is_flag=True, help="Show every case.")
@json_option
@click.pass_context
def decided(ctx: click.Context, path: str, each: bool, as_json: bool) -> None:
    """Run decided cases: is the court's result among those the facts allow, and how narrow is that?

    FILE holds {"cases": [...]}: the facts as a court took them, what it found on each element, and its result.
    """
    context = in_context(ctx)
    context.warn_of_troubles()
    outcomes = [run(one, mapping_table(), context.book) for one in _read(path, context)]
    found = figures(outcomes)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if each:
        context.out.print(_table(outcomes))
    _summary(context, found)


def mapping_table() -> MappingTable:
    """The published mapping table."""
    return MappingTable(tomllib.loads(files("frihavn.app").joinpath("decided.toml").read_text(encoding="utf-8")))


def _read(path: str, context: Context) -> list[Any]:
    text = read_text(path, FILE_BYTES_MAX)
    raw = tame(read_json(path, text), Locator(path, text))
    cases = raw.get("cases") if isinstance(raw, dict) else raw
    if not isinstance(cases, list):
        raise CaseError('a file of decided cases holds {"cases": [...]}', Place(path))
    for needed in ("un/refugee", "un/non-refoulement"):
        if needed not in context.book.schemes:
            raise LawError(f"{needed} is not usable; decided cases are read against it")
    found = []
    for one in cases:
        label = str(one.get("id", "")) if isinstance(one, dict) else ""
        start = max(text.find(f'"{label}"'), 0)
        found.append(
            read_decided(
                one,
                mapping_table(),
                context.book,
                Locator(path, text[start:], text.count("\n", 0, start) + 1),
            )
        )
    return found


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("case", "result", "from facts", "from elements"):
        table.add_column(column, overflow="fold")
    for one in outcomes:
        if one.decided.outcome in RESULTS:
            cells = [_range(one, found) for found in (one.from_facts, one.from_elements)]
        else:
            closed = (
                f"closed here: {', '.join(one.closed_points)}"
                if one.closed_points
                else "open here"
                if one.open_points
                else ""
            )
            cells = [Text(closed, style="red" if one.closed_points else "green"), Text("")]
        table.add_row(one.decided.id, one.decided.outcome, *cells)
    return table


def _range(one: Outcome, found: frozenset[str]) -> Text:
    text = ", ".join(result for result in RESULTS if result in found)
    return Text(text, style="green" if one.decided.outcome in found else "bold red")


def _summary(context: Context, found: dict[str, Any]) -> None:
    facts, judged, elements = found["range"], found["with_findings"], found["elements"]
    derived, points = found["derived"], found["points"]
    out = context.out
    out.print(counted(found["cases"], "case"))
    out.print(f"From facts: {_measured(facts)}; width without facts {facts['mean_width_no_facts']}")
    out.print(f"From facts, with what only a person finds: {_measured(judged)}")
    out.print(f"From elements: {_measured(elements)}")
    out.print(
        f"Elements that courts found, from facts: {derived['same']} of {derived['of']} the same here, "
        f"{derived['open']} open, {len(derived['contrary'])} contrary"
    )
    out.print(f"Points left open by courts: {points['hits']} of {points['of']} open here")
    if found["restated"]:
        out.print(
            f"Set aside, as the case's own facts answer what the court left open: {', '.join(found['restated'])}",
            style="dim",
        )
    if derived["contrary"]:
        out.print(f"Contrary to the court: {', '.join(derived['contrary'])}", style="yellow")
    for block, name in (
        (facts, "facts"),
        (judged, "facts with findings"),
        (elements, "elements"),
        (points, "points"),
    ):
        if block["misses"]:
            out.print(f"Missed from {name}: {', '.join(block['misses'])}", style="yellow")
    out.print(
        f"{counted(len(found['unread']), 'string')} without an entry in the mapping table count as unknown "
        "(--json lists them).",
        style="dim",
    )


def _measured(block: dict[str, Any]) -> str:
    """How often, how narrowly, and whether the results of other cases would have done as well."""
    shuffled = block["shuffled_hit_rate"]
    return (
        f"{block['hits']} of {block['of']} results in the range"
        f"{'' if shuffled is None else f' (shuffled {shuffled})'}; mean width {block['mean_width']}; "
        f"{block['definite']} definite, {block['definite_right']} of them right"
    )
