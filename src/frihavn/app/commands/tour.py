"""`frihavn tour`: the invented cast walks through the schemes; ends with what to try."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from frihavn.app.casefile import read_case_file
from frihavn.app.context import Context, in_context, lang_option, print_draft_note, today
from frihavn.app.writing import write_whole
from frihavn.law.case import Case
from frihavn.law.check import check_all
from frihavn.law.eligibility import Eligibility, Note, Verdict
from frihavn.law.errors import LawError
from frihavn.law.reading import Question
from frihavn.law.scheme import Status
from frihavn.web.speech.language import Language
from frihavn.web.speech.phrase import MARKS
from frihavn.web.speech.wording import grouped, word_for

CAST = (
    "almaty.json",
    "brest.yaml",
    "ministry.toml",
    "mother.json",
    "protester.yaml",
    "kharkiv.json",
    "researcher.toml",
    "officer.yaml",
)
OPERATOR = "operator.toml"
TRY = (
    ("the whole proof for the soldier in Almaty", "frihavn check frihavn-examples/almaty.json --why"),
    (
        "one court's reading of it",
        "frihavn check frihavn-examples/almaty.json --scheme un/refugee --line fr-cnda-2024 --why",
    ),
    (
        "what was proposed in March 2022",
        "frihavn check frihavn-examples/brest.yaml --on 2022-03-10 --assume like-the-ukrainians",
    ),
    ("the same in Russian", "frihavn check frihavn-examples/protester.yaml --lang ru"),
    (
        "what he should know where he is, on his borrowed phone",
        "frihavn routes KZ --papers internal_passport --nationality RU --public"
        " --operator frihavn-examples/operator.toml",
    ),
    ("what exists for somebody in Armenia", "frihavn headline --in AM"),
    ("read a law as a lawyer would", "frihavn scheme show dk/special-act-ukraine"),
    ("what must be looked at again", "frihavn scheme alarms --within 60"),
)


@click.command(epilog="\b\nExample:\n  frihavn tour --examples my-cases")
@click.option(
    "--examples",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("frihavn-examples"),
    show_default=True,
    help="Copy the cast's case files here.",
)
@lang_option
@click.pass_context
def tour(ctx: click.Context, examples: Path, lang: str) -> None:
    """Meet eight invented people and see what each scheme says to them today."""
    context = in_context(ctx)
    language = context.language(lang)
    context.warn_of_troubles()
    out = context.out
    out.print(Text("Frihavn: the way from refusing to fight to safety", style="bold"))
    out.print("Eight invented people, and what the law that is loaded says to each of them. Unknown is never a no.")
    out.print(language.say("head.read_on", day=language.day(today())), style="dim")
    copied = copy_examples(examples)
    for name in CAST:
        case = read_case_file(str(examples / name), context.book.vocabulary)
        _person(context, language, case)
    out.print()
    out.print(Text("Now try", style="bold"))
    for what, command in TRY:
        out.print(f"  {what}", style="dim")
        out.print(f"    {command.replace('frihavn-examples', str(examples))}", markup=False, soft_wrap=True)
    out.print()
    kept = "" if copied else " (they were there already and were left as they are)"
    print_draft_note(out, language)
    out.print(f"The case files are in {examples}{kept}; change an answer and read again.", soft_wrap=True)


def copy_examples(target: Path) -> int:
    """Copy the cast's case files, and an operator's, that are not there yet; says how many were copied.

    Raises:
        LawError: the folder cannot be written to.
    """
    copied = 0
    try:
        target.mkdir(parents=True, exist_ok=True)
        with as_file(files("frihavn.app").joinpath("examples")) as source:
            for name in (*CAST, OPERATOR):
                if not (target / name).exists():
                    write_whole(target / name, (source / name).read_bytes())
                    copied += 1
    except OSError as error:
        raise LawError(
            f"the examples cannot be written to {target} ({error.strerror})",
            hint="Choose another folder with --examples.",
        ) from None
    return copied


def _person(context: Context, language: Language, case: Case) -> None:
    out = context.out
    out.print()
    out.print(Text(case.label, style="bold"))
    grid = Table.grid(padding=(0, 2), expand=False)
    grid.add_column(width=26, overflow="fold")
    grid.add_column(overflow="fold")
    groups = dict(grouped(check_all(case, context.book, Question(today()))))
    for found in groups.pop("head.offers", []):
        grid.add_row(*_row(found, language))
    out.print(Padding(grid, (0, 0, 0, 2)))
    rest = " · ".join(f"{language.say(title)}: {len(found)}" for title, found in groups.items())
    out.print(Padding(Text(rest, style="dim"), (0, 0, 0, 2)))


def _row(found: Eligibility, language: Language) -> tuple[Text, Text]:
    """The word for a way, and its name with what it warns of."""
    key, colour = word_for(found)
    name = Text(language.of(f"scheme:{found.scheme.id}:name", found.scheme.name))
    if found.status is not Status.IN_FORCE:
        name.append(f" ({language.say('status.' + found.status.value)})", style="yellow")
    for line in dict.fromkeys(_note(note, found, language) for note in found.notes):
        name.append(f"\n{line}", style="yellow")
    return Text(f"{MARKS[found.verdict]} {language.say(key)}", style=colour), name


def _note(note: Note, found: Eligibility, language: Language) -> str:
    key = "why.warning_open" if note.value is Verdict.OPEN else f"why.{note.role}"
    return f"{language.say(key)}: {language.of(f'scheme:{found.scheme.id}:title', note.clause.title)}"
