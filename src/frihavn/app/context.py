"""What every command needs: the loaded law, today, the language, and two consoles."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from frihavn.law.errors import LawError
from frihavn.law.lawbook import LawBook, load
from frihavn.routes.place import Place
from frihavn.routes.placefile import load_places
from frihavn.web.speech.language import LANGUAGES, Language

EXIT_FAILED, EXIT_BAD_INPUT = 1, 2
WIDTH_WITHOUT_TERMINAL = 100


@dataclass
class Context:
    """Built once per run and handed to commands."""

    book: LawBook
    out: Console
    roots: tuple[Path, ...]

    def language(self, code: str) -> Language:
        """Words in one language; a catalogue that cannot be read is named and left out."""
        found = Language(code, self.book)
        for trouble in found.troubles:
            click.secho(trouble.rendered(), fg="yellow", err=True)
        return found

    def warn_of_troubles(self) -> None:
        """Name on standard error what could not be loaded; all else goes on."""
        for trouble in self.book.troubles:
            click.secho(trouble.rendered(), fg="yellow", err=True)
        if self.book.troubles:
            were = counted(len(self.book.troubles), "law file entry was", "law file entries were")
            click.secho(f"{were} left out; the rest is used.", fg="yellow", bold=True, err=True)

    @cached_property
    def places(self) -> dict[str, Place]:
        """What is known of countries where people wait, by code."""
        folder = files("frihavn.routes").joinpath("places")
        entries = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
        return load_places(entries, self.book.vocabulary, self.book.schemes)

    def file_of(self, stored: str) -> Path | None:
        """The real file behind a path as errors and schemes name it: the law folder's name, then the rest."""
        for root in self.roots:
            candidate = root.parent / stored
            if stored.startswith(f"{root.name}/") and candidate.is_file():
                return candidate.resolve()
        return None


def print_draft_note(out: Console, language: Language) -> None:
    """Say that the translation is a draft; nothing in English."""
    if language.code != "en":
        out.print(Text(language.say("language.draft"), style="dim"))


def console(stream: Any) -> Console:
    """A console that is as wide as the terminal, or a readable width where there is none."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDTH_WITHOUT_TERMINAL
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def build(folders: tuple[str, ...], *, bundled: bool = True) -> Context:
    """Load the law that comes with Frihavn, and further folders."""
    roots = [Path(str(files("frihavn.schemes")))] if bundled else []
    for folder in folders:
        if not Path(folder).is_dir():
            raise LawError(f"{folder} is not a folder", hint="--law takes a folder with scheme files in it.")
        roots.append(Path(folder).resolve())
    book = _bundled() if bundled and not folders else load(roots)
    return Context(book, console(sys.stdout), tuple(roots))


@cache
def _bundled() -> LawBook:
    """The law that comes with Frihavn, read once in a process."""
    return load([Path(str(files("frihavn.schemes")))])


class Day(click.ParamType[date]):
    """A calendar day on the command line."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read 2026-02-01."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-02-01.", param, ctx)


def now() -> datetime:
    """The moment on this machine's clock, with its time zone."""
    return datetime.now(UTC)


def today() -> date:
    """The day on this machine's calendar."""
    return date.today()  # noqa: DTZ011  the law knows days, not time zones


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 case", "3 cases"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def in_context(command: click.Context) -> Context:
    """The context of a command."""
    found = command.find_object(Context)
    if found is None:
        raise LawError("this command runs only below `frihavn`")
    return found


lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of what people read.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
home_option = click.option(
    "--home",
    "folder",
    required=True,
    envvar="FRIHAVN_HOME",
    show_envvar=True,
    metavar="DIR",
    help="The installation's folder.",
)
on_option = click.option("--on", type=Day(), default=None, help="The day on which the law is read (default: today).")
