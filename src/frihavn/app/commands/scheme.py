"""`frihavn scheme`: show, lint, diff, new, alarms."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import click
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text
from ruamel.yaml import YAML

from frihavn.app.answer import scheme_json
from frihavn.app.context import EXIT_FAILED, Context, Day, build, counted, in_context, json_option, on_option, today
from frihavn.app.writing import write_folder, write_whole
from frihavn.law.alarms import alarms as alarms_of
from frihavn.law.blocks import Block
from frihavn.law.canonical import blocks_to_json
from frihavn.law.check import scheme_named
from frihavn.law.difference import Change, differences
from frihavn.law.eligibility import verdict_of
from frihavn.law.errors import LawError, SchemeError
from frihavn.law.gains import Turn, turns
from frihavn.law.lint import Lint, thorough
from frihavn.law.lint import lint as lint_of
from frihavn.law.scheme import Scheme
from frihavn.law.schemefile import write_scheme
from frihavn.law.score import Score
from frihavn.law.skeleton import new_scheme
from frihavn.logic import Truth

FOLDERS_UP = 3
"""How far above a file its law folder is looked for: country/name/scheme.md."""


@click.group()
def scheme() -> None:
    """Look at schemes, check them, compare their versions, begin a new one."""


@scheme.command(epilog="\b\nExample:\n  frihavn scheme show dk/special-act-ukraine")
@click.argument("id_", metavar="ID")
@click.option("--raw", is_flag=True, help="Print the file as it stands.")
@json_option
@click.pass_context
def show(ctx: click.Context, id_: str, raw: bool, as_json: bool) -> None:
    """Read a scheme: paraphrase, rules, citations, cases."""
    context = in_context(ctx)
    context.warn_of_troubles()
    found = scheme_named(context.book, id_)
    if as_json:
        standing = found.status_on(today(), date.max)
        data = scheme_json(found, standing.status.value if standing else "none", found.name)
        blocks: list[Block] = list(found.blocks)
        click.echo(json.dumps({**data, "file": blocks_to_json(blocks)}, ensure_ascii=False))
    elif raw:
        click.echo(found.text, nl=False)
    else:
        context.out.print(Markdown(found.text))


@scheme.command(
    epilog="\b\nExample:\n  frihavn scheme lint src/frihavn/schemes/dk/special-act-ukraine.md\n"
    "  frihavn scheme lint --thorough"
)
@click.argument("paths", nargs=-1, metavar="[FILE...]")
@click.option("--format", "rewrite", is_flag=True, help="Write files in their canonical form.")
@click.option("--thorough", "deep", is_flag=True, help="Also turn every rule wrong and see whether a case notices it.")
@json_option
@click.pass_context
def lint(ctx: click.Context, paths: tuple[str, ...], rewrite: bool, deep: bool, as_json: bool) -> None:
    """Check scheme files: readable, cited, cases hold, every rule tried, every part matters. Without FILE: all."""
    context = in_context(ctx)
    chosen, failed = _chosen(context, paths)
    messages = [Lint(True, SchemeError(one.message, one.place, one.hint)) for one in failed]
    scores: dict[str, Score] = {}
    for found, law in chosen:
        if rewrite and found.text != write_scheme(found):
            click.echo(f"wrote {_rewrite(law, found)}", err=as_json)
        else:
            here = lint_of(found, law.book, today=today())
            messages += [one for one in here if not (rewrite and "canonical" in one.trouble.message)]
        if deep:
            click.secho(f"turning the rules of {found.id} wrong", dim=True, err=True)
            scores[found.id], more = thorough(found, law.book, today=today())
            messages += more
    errors = sum(one.error for one in messages)
    if as_json:
        click.echo(json.dumps(_lint_json([found for found, _ in chosen], messages, scores), ensure_ascii=False))
    else:
        _lint_text(context, [found for found, _ in chosen], messages, scores)
    ctx.exit(EXIT_FAILED if errors else 0)


def _lint_json(schemes: list[Scheme], messages: list[Lint], scores: dict[str, Score]) -> dict[str, object]:
    rows = [
        {"error": one.error, "message": trouble.message, "place": str(trouble.place or ""), "hint": trouble.hint}
        for one in messages
        for trouble in [one.trouble]
    ]
    found = {
        "schemes": [one.id for one in schemes],
        "errors": sum(one.error for one in messages),
        "messages": rows,
    }
    turns = {id_: {"tried": one.tried, "noticed": one.killed} for id_, one in scores.items()}
    return {**found, "wrong_turns": turns} if scores else found


def _lint_text(context: Context, schemes: list[Scheme], messages: list[Lint], scores: dict[str, Score]) -> None:
    for one in messages:
        context.out.print(Text(one.trouble.rendered(), style="red" if one.error else "yellow"))
    for id_, one_score in scores.items():
        context.out.print(
            f"{id_}: its cases notice {one_score.killed} of {one_score.tried} wrong turns ({one_score.share:.0%})"
        )
    errors = sum(one.error for one in messages)
    cases = sum(len(one.cases) for one in schemes)
    numbers = [counted(len(schemes), "scheme"), counted(cases, "case"), counted(errors, "error")]
    advice = counted(len(messages) - errors, "piece of advice", "pieces of advice")
    context.out.print(", ".join([*numbers, advice]))


def _chosen(context: Context, paths: tuple[str, ...]) -> tuple[list[tuple[Scheme, Context]], list[LawError]]:
    """The schemes of the named files, each with the law it is read in, and what keeps files from being used."""
    if not paths:
        return [(found, context) for found in context.book.schemes.values()], list(context.book.troubles)
    schemes: list[tuple[Scheme, Context]] = []
    failed: list[LawError] = []
    for path in paths:
        file, law = Path(path).resolve(), context
        if not file.is_file():
            raise LawError(f"there is no file {path}")
        here, troubles = _of_file(law, file)
        if not here and not troubles:
            law = _law_around(file)
            here, troubles = _of_file(law, file)
        if not here and not troubles:
            raise LawError(f"{path} holds no scheme", hint="A scheme file is Markdown with a ```toml scheme block.")
        schemes += [(found, law) for found in here]
        failed += troubles
    return schemes, failed


def _of_file(context: Context, path: Path) -> tuple[list[Scheme], list[LawError]]:
    """The schemes and errors of exactly this file."""
    here = [found for found in context.book.schemes.values() if context.file_of(found.path) == path]
    troubles = [one for one in context.book.troubles if one.place and context.file_of(one.place.path) == path]
    return here, troubles


def _law_around(path: Path) -> Context:
    """The law folder a file stands in; beside the bundled law, or instead of it where it defines the same."""
    near = [one for one in path.parents[:FOLDERS_UP] if [*one.glob("*.toml"), *one.glob("*/*.toml")]]
    nearest = law = _law_in(near[0] if near else path.parent)
    for folder in near[1:]:
        if _of_file(law, path)[0]:
            return law
        law = _law_in(folder)
    return law if _of_file(law, path)[0] else nearest


def _law_in(folder: Path) -> Context:
    found = build((str(folder),))
    if any("defined twice" in one.message or "also stands in" in one.message for one in found.book.troubles):
        return build((str(folder),), bundled=False)
    return found


def _rewrite(context: Context, found: Scheme) -> Path:
    target = context.file_of(found.path)
    if target is None:
        raise LawError(f"the file of {found.id} was not found")
    write_whole(target, write_scheme(found).encode("utf-8"))
    return target


@scheme.command(epilog="\b\nExample:\n  frihavn scheme diff eu/qualification 2026-06-11 2026-06-12")
@click.argument("id_", metavar="ID")
@click.argument("first", type=Day())
@click.argument("second", type=Day())
@click.option("--known-at", type=Day(), default=None, help="Use only what was known on that day.")
@json_option
@click.pass_context
def diff(ctx: click.Context, id_: str, first: date, second: date, known_at: date | None, as_json: bool) -> None:
    """Show what changed in a scheme between two days, and who gains and who loses by it."""
    context = in_context(ctx)
    context.warn_of_troubles()
    found = scheme_named(context.book, id_)
    changes = differences(found, context.book.vocabulary, first, second, known_at or date.max)
    who = turns(found, context.book, first, second, known_at or date.max) if changes else []
    if as_json:
        rows = [
            {"what": change.what, "governs": change.governs, "before": change.before, "after": change.after}
            for change in changes
        ]
        days = {"from": first.isoformat(), "to": second.isoformat()}
        people = [_turn_json(one) for one in who]
        click.echo(json.dumps({"id": found.id, **days, "changes": rows, "people": people}, ensure_ascii=False))
        return
    if not changes:
        context.out.print(f"{found.id}: nothing changed between {first} and {second}.")
    for change in changes:
        context.out.print(Text.assemble((change.what, "bold"), (f"  (governed by: {change.governs})", "dim")))
        for mark, text, colour in (("-", change.before, "red"), ("+", change.after, "green")):
            for line in text.splitlines():
                context.out.print(Text(f"  {mark} {line}", style=colour))
        context.out.print()
    _who_turns(context, changes, who)


def _turn_json(turn: Turn) -> dict[str, object]:
    values = {"before": verdict_of(turn.before).value, "after": verdict_of(turn.after).value}
    return {"kind": turn.kind, **values, "lines": list(turn.lines), "case": turn.witness}


def _who_turns(context: Context, changes: list[Change], who: list[Turn]) -> None:
    """Who gains and who loses, one example of each, as a case file."""
    if changes and not who:
        context.out.print("Nobody gains and nobody loses by it.")
    for turn in who:
        under = f", under {', '.join(turn.lines)}" if turn.lines else ""
        context.out.print(
            Text.assemble(
                (f"Somebody {turn.kind}", "bold green" if turn.kind == "gains" else "bold red"),
                f": {_shown(turn.before)} before, {_shown(turn.after)} after{under}. For example:",
            )
        )
        written, yaml = StringIO(), YAML(typ="safe", pure=True)
        yaml.default_flow_style = False
        yaml.dump(turn.witness, written)
        context.out.print(Text("".join(f"    {line}\n" for line in written.getvalue().splitlines()), style="dim"))


def _shown(value: Truth) -> str:
    return verdict_of(value).value.replace("_", " ")


@scheme.command(epilog="\b\nExample:\n  frihavn scheme new no/quiet-harbour --into my-law")
@click.argument("id_", metavar="CC/NAME")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("law"),
    help="The law folder (default: ./law).",
)
@click.pass_context
def new(ctx: click.Context, id_: str, into: Path) -> None:
    """Begin a scheme: one folder with its text, words and sources, ready to lint."""
    context = in_context(ctx)
    context.warn_of_troubles()
    day = today()
    files = new_scheme(id_, day=day.isoformat(), recheck=(day + timedelta(days=180)).isoformat())
    hint = "Nothing was written. Choose another name or folder."
    if id_ in context.book.schemes:
        raise LawError(f"a scheme {id_!r} is already there", hint=hint)
    if (into / id_).exists():
        raise LawError(f"{into / id_} is already there", hint=hint)
    write_folder(into / id_, {Path(name).name: text for name, text in files.items()})
    for name in files:
        click.echo(f"wrote {into / name}")
    main_file = into / next(name for name in files if name.endswith(".md"))
    click.echo(f"\nNow edit {main_file}, then try:")
    click.echo(f"  frihavn --law {into} scheme lint {main_file}\n  frihavn --law {into} schemes")


@scheme.command(epilog="\b\nExample:\n  frihavn scheme alarms --within 60")
@click.option("--within", type=click.IntRange(0, 3650), default=60, show_default=True, help="Days to look ahead.")
@on_option
@json_option
@click.pass_context
def alarms(ctx: click.Context, within: int, on: date | None, as_json: bool) -> None:
    """List what ends soon or must be looked at again."""
    context = in_context(ctx)
    context.warn_of_troubles()
    day = on or today()
    found = [alarm for one in context.book.schemes.values() for alarm in alarms_of(one, day, within)]
    found.sort(key=lambda alarm: (alarm.day, alarm.scheme))
    if as_json:
        rows = [
            {"day": one.day.isoformat(), "scheme": one.scheme, "what": one.what, "overdue": one.overdue}
            for one in found
        ]
        click.echo(json.dumps({"on": day.isoformat(), "within_days": within, "alarms": rows}, ensure_ascii=False))
        return
    if not found:
        context.out.print(f"Nothing is due within {within} days of {day}.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("day", "scheme", "what"):
        table.add_column(column, overflow="fold")
    for alarm in found:
        table.add_row(
            Text(alarm.day.isoformat(), style="bold red" if alarm.overdue else "yellow"),
            alarm.scheme,
            alarm.what,
        )
    context.out.print(table)
