"""`frihavn ask`: the interview in the terminal, the best next question first."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from frihavn.app.casefile import read_case_file
from frihavn.app.context import Context, in_context, lang_option, on_option, today
from frihavn.app.show import Page
from frihavn.app.writing import write_whole
from frihavn.law.case import Answer, Case, read_case
from frihavn.law.check import check_all
from frihavn.law.errors import LawError
from frihavn.law.interview import Audience, Next, next_question
from frihavn.law.locate import Locator
from frihavn.law.proof import state_json
from frihavn.law.reading import Question
from frihavn.law.vocabulary import Fact, FactType
from frihavn.law.witness import span_answer
from frihavn.logic.state import Between
from frihavn.web.speech.language import Language

SHOWN_VALUES_MAX = 12
STOP = ("done", "færdig", "ferdig", "fin", "fertig", "готово")
BACK = ("back", "tilbage", "tilbake", "retour", "zurück", "назад")
YES = ("yes", "y", "ja", "j", "oui", "o", "да", "д", "так", "т")
NONE = ("none", "ingen", "aucun", "aucune", "keine", "ничего", "нічого")
NO = ("no", "n", "nej", "nei", "non", "nein", "нет", "н", "ні")


@click.command(
    epilog="\b\nExample:\n  frihavn ask --save my-case.json\n  frihavn ask --from frihavn-examples/mother.json --public"
)
@on_option
@click.option("--from", "start", default=None, metavar="CASE", help="Begin with what a case file knows.")
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write the case file here at the end."
)
@click.option("--public", is_flag=True, help="Ask only what may be asked of the public.")
@lang_option
@click.pass_context
def ask(ctx: click.Context, on: date | None, start: str | None, save: Path | None, public: bool, lang: str) -> None:
    """Ask only what can still change an answer, the question that settles most first.

    Answer yes or no, a value, a date such as 2023-07; ? when it is not known, - to leave it unsaid, `back` to take the
    last answer back, `done` to stop. Nothing is stored unless you say --save.
    """
    context = in_context(ctx)
    if save and save.exists():
        raise LawError(f"{save} is already there", hint="Nothing was asked. Choose another file.")
    case = read_case_file(start, context.book.vocabulary) if start else Case()
    interview = Interview(context, context.language(lang), Question(on or today()), public=public)
    case = interview.run(case)
    Page(context.out, context.book, interview.language).answer(
        case, check_all(case, context.book, interview.question), interview.question, why=False
    )
    if save:
        _save(save, case)
        context.out.print(f"Written to {save}.")


class Interview:
    """One run of questions and answers."""

    def __init__(self, context: Context, language: Language, question: Question, *, public: bool) -> None:
        self.context, self.language, self.question = context, language, question
        self.audience = Audience.PUBLIC if public else Audience.REPRESENTATIVE
        self.history: list[tuple[str, Case, frozenset[str]]] = []

    def run(self, case: Case) -> Case:
        """Ask until nothing that may be asked can change an answer, or the person stops."""
        skip: frozenset[str] = frozenset()
        out = self.context.out
        while True:
            found = next_question(case, self.context.book, self.question, audience=self.audience, skip=skip)
            if found is None:
                out.print(Text(self.language.say("ask.end"), style="bold"))
                out.print()
                return case
            fact = self.context.book.vocabulary.facts[found.fact]
            self.show(fact, found)
            said = click.prompt(">", prompt_suffix=" ", default="?", show_default=False).strip()
            if said.casefold() in STOP:
                return case
            if said.casefold() in BACK:
                case, skip = self.back(case, skip)
                continue
            answer = self.read(fact, said)
            if answer is None:
                continue
            self.history.append((fact.id, case, skip))
            case = Case(case.label, {**case.answers, fact.id: answer}, case.findings, case.raw)
            skip |= {fact.id}

    def back(self, case: Case, skip: frozenset[str]) -> tuple[Case, frozenset[str]]:
        """Take the last answer back."""
        if not self.history:
            self.context.out.print(self.language.say("ask.first"))
            return case, skip
        _, before, skipped = self.history.pop()
        return before, skipped

    def show(self, fact: Fact, found: Next) -> None:
        """The question, why it is asked, and how it can be answered."""
        out, say = self.context.out, self.language.say
        out.print(Text(self.language.fact(fact, "question"), style="bold"))
        out.print(Text(f"  {self.language.fact(fact, 'why')}", style="dim"))
        if fact.help:
            out.print(Text(f"  {self.language.fact(fact, 'help')}", style="dim"))
        if fact.values:
            for value in fact.values[:SHOWN_VALUES_MAX]:
                out.print(Text.assemble((f"  {value}", "cyan"), f"  {self.language.value(fact, value)}"))
            if len(fact.values) > SHOWN_VALUES_MAX:
                out.print(Text(f"  … {say('ask.codes', count=len(fact.values))}", style="dim"))
        out.print(Text(f"  {say('ask.how.' + fact.type.value)}", style="dim"))
        if found.companions:
            names = "; ".join(self.language.fact(self.context.book.vocabulary.facts[name]) for name in found.companions)
            out.print(Text(f"  {say('ask.companions', names=names)}", style="dim"))

    def read(self, fact: Fact, said: str) -> Answer | None:
        """An answer as typed; None, with a message, where it cannot be read."""
        raw = _raw(fact, said)
        locator = Locator("answer", said)
        try:
            return read_case({"answers": {fact.id: raw}}, self.context.book.vocabulary, locator).answers[fact.id]
        except LawError as error:
            near = f" {error.hint}" if error.hint.startswith("Did you mean") else ""
            self.context.out.print(Text(f"{self.language.say('ask.cannot', said=said)}{near}", style="yellow"))
            return None


def _raw(fact: Fact, said: str) -> Any:
    """What was typed, in the form of a case file."""
    word = said.casefold()
    if word in ("?", ""):
        return {"unknown": "does_not_know"}
    if word == "-":
        return {"unknown": "declined"}
    if fact.type is FactType.BOOL:
        return True if word in YES else False if word in NO else said
    if fact.type is FactType.SET:
        return (
            []
            if word in NONE
            else [_value(fact, piece.strip()) for piece in said.replace("+", ",").split(",") if piece.strip()]
        )
    if fact.type is FactType.ENUM:
        pieces = [_value(fact, piece.strip()) for piece in said.split("/")]
        return pieces[0] if len(pieces) == 1 else {"one_of": pieces}
    if fact.type is FactType.INT and said.isdigit():
        return int(said)
    if said[0] in "<>":
        return {"after" if said[0] == ">" else "before": said[1:].strip()}
    return said


def _value(fact: Fact, said: str) -> str:
    """A value however its letters are cased."""
    return {value.casefold(): value for value in fact.values}.get(said.casefold(), said)


def _save(path: Path, case: Case) -> None:
    found = {"case": case.label, "answers": _answers(case), "findings": case.findings}
    write_whole(path, (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))


def _answers(case: Case) -> dict[str, Any]:
    """All answers as a case file has them; stretches of time and of numbers too."""
    found: dict[str, Any] = {}
    for name, answer in case.answers.items():
        state = answer.state
        if answer.unknown:
            found[name] = {"unknown": answer.unknown}
        elif isinstance(state, Between):
            span = span_answer(state.low, state.high)
            found[name] = {**(span if isinstance(span, dict) else {"value": span}), "known_by": answer.known_by}
        else:
            found[name] = state_json(case, name)
    return found
