"""`frihavn routes` and `frihavn headline`: what somebody should know where they are now."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date

import click
from rich.text import Text

from frihavn.app.casefile import read_text
from frihavn.app.context import Context, Day, in_context, json_option, lang_option, on_option, today
from frihavn.app.show_route import RoutePage, contacts_json, headline_json, route_json
from frihavn.law.errors import LawError, nearest
from frihavn.routes.headline import headline as headline_of
from frihavn.routes.operator import Operator, read_operator
from frihavn.routes.place import FRONT, information_only_in
from frihavn.routes.route import Traveller, route_from

NONE = "none"
operator_option = click.option(
    "--operator",
    "operator_path",
    metavar="operator.toml",
    default=None,
    help="Who runs this installation: whom people can turn to, and under which schemes it decides.",
)


@click.command(
    epilog="\b\nExample:\n  frihavn routes KZ --papers internal_passport --nationality RU --public"
    " --operator frihavn-examples/operator.toml",
)
@click.argument("place", metavar="FROM")
@click.option("--papers", "papers", multiple=True, metavar="PAPER", help="A paper held (may be repeated), or none.")
@click.option("--nationality", multiple=True, metavar="CC", help="Two letters of a country (may be repeated).")
@click.option("--entered", type=Day(), default=None, help="The day of entry, to reckon the last day of the stay.")
@click.option("--public", is_flag=True, help="As for the person on a borrowed phone, not for a lawyer.")
@operator_option
@on_option
@lang_option
@json_option
@click.pass_context
def routes(
    ctx: click.Context,
    place: str,
    papers: tuple[str, ...],
    nationality: tuple[str, ...],
    entered: date | None,
    public: bool,
    operator_path: str | None,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """What somebody in a country should know: dangers, clocks, lawful steps and who learns of them by each.

    FROM is a country's two letters, or FRONT. Dangers never grow old; what is open does, and then reads "may have
    changed". With --public, where people were handed over, no step is shown that makes somebody known to anybody.
    Nothing of what is asked here is kept.
    """
    context = in_context(ctx)
    context.warn_of_troubles()
    code, day = place.upper(), on or today()
    operator = _operator(operator_path, context.book.schemes)
    nations = frozenset(_value(context, "nationality", one.upper()) for one in nationality)
    held = frozenset(_value(context, "papers", one) for one in papers if one != NONE) if papers else None
    if entered and entered > day:
        raise LawError(f"the day of entry, {entered.isoformat()}, comes after {day.isoformat()}")
    page = RoutePage(context.out, context.book, context.language(lang))
    known = context.places
    if code not in known:
        code = _value(context, "nationality", code)
        _unknown_place(context, page, code, operator, as_json=as_json)
        return
    news = None
    if code in context.book.vocabulary.facts["present_in"].values and not information_only_in(code, known):
        news = headline_of(context.book, code, day, decides=operator.decides, nationality=nations)
    route = route_from(known[code], Traveller(nations, held, entered), day, public=public, today=today())
    if as_json:
        click.echo(json.dumps(route_json(route, news, operator), ensure_ascii=False))
    else:
        page.route(route, news, operator)


@click.command(epilog="\b\nExample:\n  frihavn headline --in KZ --lang ru")
@click.option("--in", "country", required=True, metavar="CC", help="Where the reader stays: a country's two letters.")
@click.option("--nationality", multiple=True, metavar="CC", help="Two letters of a country (may be repeated).")
@operator_option
@on_option
@lang_option
@json_option
@click.pass_context
def headline(
    ctx: click.Context,
    country: str,
    nationality: tuple[str, ...],
    operator_path: str | None,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """The headline for somebody who stays in a country, computed from the law that stands.

    It says welcome only where a scheme is in force, whoever runs this installation decides under it, and somebody in
    that country can use it. Otherwise it says what exists, whom it helped, and when last.
    """
    context = in_context(ctx)
    context.warn_of_troubles()
    operator = _operator(operator_path, context.book.schemes)
    code = _value(context, "present_in", country.upper())
    nations = [_value(context, "nationality", one.upper()) for one in nationality]
    news = headline_of(
        context.book,
        code,
        on or today(),
        decides=operator.decides,
        nationality=nations,
        information_only=information_only_in(code, context.places),
    )
    if as_json:
        click.echo(json.dumps(headline_json(news, operator), ensure_ascii=False))
    else:
        RoutePage(context.out, context.book, context.language(lang)).headline(news, operator)


def _value(context: Context, fact: str, value: str) -> str:
    known = context.book.vocabulary.facts[fact].values
    if value not in known:
        if "KZ" in known:
            raise LawError(f"{value!r} is no country's two letters", hint="KZ is Kazakhstan, for example.")
        raise LawError(
            f"{value!r} is not one of the values of {fact!r}", hint=nearest(value, known) or ", ".join(known)
        )
    return value


def _unknown_place(context: Context, page: RoutePage, code: str, operator: Operator, *, as_json: bool) -> None:
    """Nothing known of a place is said, and is no safety."""
    if as_json:
        data = {"from": code, "silence": "no_place", "contacts": contacts_json(operator)}
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    say, country = page.language.say, page.language.country
    context.out.print(Text(say("routes.no_place", place=country(code)), style="bold yellow"))
    there = say("join.and").join(f"{country(one)} ({one})" for one in sorted(context.places) if one != FRONT)
    context.out.print(Text(say("routes.places", places=there), style="dim"))
    page.contacts(operator)


def _operator(path: str | None, schemes: Collection[str]) -> Operator:
    """The operator of a file; nobody is named without one."""
    return read_operator(read_text(path), path, schemes) if path else Operator()
