"""`frihavn audit`: is the log what was signed, and with which key?"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from frihavn.app.context import EXIT_FAILED, counted, home_option, json_option
from frihavn.vault.home import Home
from frihavn.vault.signing import CheckingKey, checking_key, signing_key, text_of

if TYPE_CHECKING:
    from frihavn.keyholder.check import Checked
    from frihavn.keyholder.witnesses import Kept

SHOWN_MAX = 10


@click.group()
def audit() -> None:
    """The log of who opened what: nobody changes it quietly."""


@audit.command(
    epilog="\b\nExamples:\n  frihavn audit verify --home demo\n"
    "  frihavn audit verify --home copy --key audit.pub --witness from-outside.jsonl"
)
@home_option
@click.option("--witness", "files", multiple=True, metavar="FILE", help="Checkpoints that somebody else kept.")
@click.option("--key", "key_file", metavar="FILE", help="The log's public key, as `frihavn audit key` prints it.")
@json_option
@click.pass_context
def verify(ctx: click.Context, folder: str, files: tuple[str, ...], key_file: str | None, as_json: bool) -> None:
    """Follow every entry of the log, every checkpoint, and what witnesses kept.

    Reads DIR/data/keyholder.db, also while a keyholder is at work, and the two witnesses of the installation. With a
    key nothing secret is needed, so somebody outside can do it with a copy. Exit 0: nothing was changed; 1: it was.
    """
    from frihavn.keyholder.check import check_log, opened_to_read

    home = Home(Path(folder))
    key, kept = _key(home, key_file), _kept(home, files)
    if not home.keyholder_database.is_file():
        raise click.ClickException(f"{home.keyholder_database} is not there; no keyholder has ever been at work here.")
    try:
        found = check_log(opened_to_read(home.keyholder_database), key, kept)
    except sqlite3.DatabaseError as error:
        click.echo(f"✗ The database cannot be read, so nothing is certain of the log: {error}.")
        ctx.exit(EXIT_FAILED)
    click.echo(json.dumps(_plain(found), ensure_ascii=False) if as_json else "\n".join(_words(found, kept)))
    ctx.exit(EXIT_FAILED if found.troubles else 0)


@audit.command(epilog="\b\nExample:\n  frihavn audit key --home demo > audit.pub")
@home_option
def key(folder: str) -> None:
    """Print the log's public key, for whoever checks the log from outside."""
    click.echo(text_of(_own_key(Home(Path(folder)))))


def _own_key(home: Home) -> CheckingKey:
    if not (home.root / "secrets" / "audit").is_file():
        raise click.ClickException(
            f"{home.root} has no secret of the log. Give the public key with --key, or start the keyholder once."
        )
    try:
        return signing_key(home.secret("audit")).public_key()
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _key(home: Home, path: str | None) -> CheckingKey:
    if path is None:
        return _own_key(home)
    try:
        return checking_key(Path(path).read_text(encoding="ascii"))
    except ValueError:
        raise click.ClickException(f"{path} holds no key: 64 hex signs, as `frihavn audit key` prints them.") from None


def _kept(home: Home, files: tuple[str, ...]) -> list[Kept]:
    """What is in the installation's own two files, where they exist, and in those that were named."""
    from frihavn.keyholder.witnesses import FILE, FOLDERS, kept_in

    own = [home.root / folder / FILE for folder in FOLDERS]
    return [kept_in(path) for path in (*(path for path in own if path.is_file()), *map(Path, files))]


def _plain(found: Checked) -> dict[str, Any]:
    return {
        "holds": not found.troubles,
        "entries": found.entries,
        "checkpoints": found.checkpoints,
        "sound_up_to": found.sound_up_to,
        "troubles": [{"says": one.says, "entry": one.entry} for one in found.troubles],
        "witnesses": [{"file": str(path), "lacks": lacks} for path, lacks in found.lacking],
    }


def _words(found: Checked, kept: list[Kept]) -> list[str]:
    size = counted(found.entries, "entry", "entries")
    if found.troubles:
        lines = [f"✗ The log is not what was signed. It has {size}."]
        lines += [f"  {one.says}" for one in found.troubles[:SHOWN_MAX]]
        if len(found.troubles) > SHOWN_MAX:
            lines.append(f"  and {len(found.troubles) - SHOWN_MAX} more (--json lists all)")
        lines.append(
            f"The first {counted(found.sound_up_to, 'entry is what was', 'entries are those that were')} signed; "
            "of what comes after nothing is certain."
        )
    else:
        lines = [
            f"✓ {size}: none was changed, removed, moved or added. {counted(found.checkpoints, 'checkpoint')}, "
            f"{counted(found.witnessed, 'line')} kept by witnesses."
        ]
    lines += [
        f"{path} has not got {counted(lacks, 'checkpoint')} of the log." for path, lacks in found.lacking if lacks
    ]
    if not any(one.checkpoints for one in kept):
        lines.append("No witness was asked: whether something was cut off at the end cannot be seen without one.")
    return lines
