"""`frihavn verify`: is every step of somebody else's answer what the law and the case say?"""

from __future__ import annotations

from typing import Any

import click

from frihavn.app.casefile import read_case_file, read_json, read_text, tame
from frihavn.app.context import EXIT_FAILED, counted, in_context
from frihavn.law.checker import ProofError
from frihavn.law.errors import LawError
from frihavn.law.locate import Locator
from frihavn.law.verify import check_answer

ANSWER_BYTES_MAX = 50_000_000
NO_ANSWER = "Give it what `frihavn check CASE --json` printed, whole."


@click.command(
    epilog="\b\nExample:\n  frihavn check frihavn-examples/almaty.json --json > answer.json\n"
    "  frihavn verify answer.json frihavn-examples/almaty.json"
)
@click.argument("answer", metavar="ANSWER.json")
@click.argument("case", metavar="CASE.json|yaml|toml")
@click.pass_context
def verify(ctx: click.Context, answer: str, case: str) -> None:
    """Follow every step of an answer, without the evaluator that made it.

    The law and the case must be those the answer names. Exit 0: all proofs hold; 1: one does not.
    """
    context = in_context(ctx)
    context.warn_of_troubles()
    text = read_text(answer, ANSWER_BYTES_MAX)
    said = tame(read_json(answer, text), Locator(answer, text))
    known = read_case_file(case, context.book.vocabulary)
    try:
        proofs = _proofs(said, answer)
        check_answer(said, known, context.book)
    except ProofError as error:
        context.out.print(f"✗ {answer} does not hold: {error}", style="red", markup=False)
        ctx.exit(EXIT_FAILED)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise LawError(f"{answer} is not a whole answer", hint=NO_ANSWER) from None
    context.out.print(f"✓ {counted(proofs, 'proof')} followed to the end; law and case are those the answer names.")


def _proofs(said: Any, path: str) -> int:
    if not isinstance(said, dict) or not isinstance(said.get("schemes"), list):
        raise LawError(f"{path} is not an answer", hint=NO_ANSWER)
    return len(said["schemes"])
