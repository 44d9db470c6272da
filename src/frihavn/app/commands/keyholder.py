"""`frihavn keyholder` and `frihavn officer add`: the process that holds keys, and its first officer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from frihavn.app.context import home_option, now
from frihavn.vault.home import Home

if TYPE_CHECKING:
    from frihavn.keyholder.keyholder import Keyholder

TEXT_CHARS_MAX = 100
RULES = "A passphrase has 12 to 200 characters and is not the name."


@click.command(epilog="\b\nExample:\n  frihavn keyholder --home demo")
@home_option
def keyholder(folder: str) -> None:
    """Hold the keys of an installation, in the foreground, until it is told to end (SIGTERM).

    Says one line when it is ready. Its database is DIR/data/keyholder.db; it answers on DIR/run/keyholder.sock, to this
    user only. The log is checked when it starts, and nothing is added to one that was changed.
    """
    from frihavn.keyholder.main import run

    with told():
        run(Home(Path(folder)), clock=now, say=click.echo)


@click.group()
def officer() -> None:
    """Those who sign in: representatives and supervisors."""


@officer.command(
    epilog='\b\nExample:\n  frihavn officer add --home demo --name sofie --shown-name "Sofie" --team harbour'
)
@home_option
@click.option("--name", required=True, help="What they sign in with; only colleagues see it.")
@click.option("--shown-name", required=True, help="What applicants see when this officer has opened their file.")
@click.option("--supervisor", is_flag=True, help="A supervisor only, who represents nobody.")
@click.option("--team", default="", help="Make this team, with the new officer in it.")
def add(folder: str, name: str, shown_name: str, supervisor: bool, team: str) -> None:
    """Add the first officer of an installation, while no keyholder is at work there.

    The passphrase is asked for, or is the first line of standard input. The first officer is a supervisor, who adds all
    others on the staff site. The secret for an authenticator is printed once and can never be shown again.
    """
    from frihavn.keyholder.keyholder import Keyholder
    from frihavn.keyholder.server import only_one

    home, passphrase = Home(Path(folder)), _passphrase()
    with told(), only_one(home):
        holder = Keyholder(home, now)
        try:
            secret = _add(
                holder, name, shown_name, passphrase, ["supervisor"] if supervisor else ["representative"], team
            )
        finally:
            holder.close()
    click.echo("The first officer is added, and is a supervisor.")
    click.echo(f"Secret for the authenticator, shown this once: {secret}")
    click.echo(f"otpauth://totp/Frihavn:{quote(name, safe='')}?secret={secret}&issuer=Frihavn")


def _add(holder: Keyholder, name: str, shown_name: str, passphrase: str, roles: list[str], team: str) -> str:
    from frihavn.keyholder import people
    from frihavn.keyholder.fields import Text
    from frihavn.keyholder.officers import add_officer, new_team

    if people.officers(holder.store):
        raise click.ClickException("There are officers already; a supervisor adds others on the staff site.")
    text = Text(TEXT_CHARS_MAX)
    names = {"name": _read(text, name, "--name"), "shown_name": _read(text, shown_name, "--shown-name")}
    team = _read(text, team, "--team") if team else ""
    _read_passphrase(passphrase, names["name"])
    found = add_officer(holder, {"session": "", **names, "passphrase": passphrase, "roles": roles})
    if team:
        new_team(holder, people.officer(holder.store, found["officer"]), team)
    return str(found["code_secret"])


def _read(shape: Any, value: str, option: str) -> str:
    from frihavn.keyholder.errors import Declined

    try:
        return str(shape.read(value))
    except Declined:
        raise click.ClickException(
            f"{option} takes 1 to {TEXT_CHARS_MAX} characters, without control characters."
        ) from None


def _read_passphrase(passphrase: str, name: str) -> None:
    from frihavn.keyholder import people
    from frihavn.keyholder.errors import Declined

    try:
        people.settled_passphrase(passphrase, name)
    except Declined:
        raise click.ClickException(RULES) from None


def _passphrase() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(f"Passphrase ({RULES})", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def told() -> Iterator[None]:
    """Turn what keeps the keyholder from starting into a sentence."""
    from frihavn.keyholder.errors import CannotStart

    try:
        yield
    except CannotStart as error:
        raise click.ClickException(f"The keyholder does not start: {error}") from error
