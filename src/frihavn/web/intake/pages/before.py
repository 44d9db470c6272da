"""Before there is a file: what this is, where somebody stands, coming back. No cookie before a phrase is typed."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from frihavn.vault.errors import PhraseError
from frihavn.vault.phrase import new_secret, read_phrase
from frihavn.vault.wordlists import WORD_LISTS
from frihavn.web.around.pages import NAMES as AROUND
from frihavn.web.intake.actions import renew
from frihavn.web.intake.opened import NoSuchFileError, file_of, open_file
from frihavn.web.intake.visit import Page, Visit, Wrong, choice_of

PLACES = ("outside", "inside", "relative_abroad", "relative_inside", "not_said")
PHRASE_SIGNS_MAX = 400


def nothing(_: Visit) -> dict[str, Any]:
    """A page that needs nothing."""
    return {}


def _start(_: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    return go if go in (*AROUND, "start", "about", "come_back", "country", "at_home", "sources") else "start"


def _about(_: Visit, post: QueryDict) -> str:
    return "where" if post.get("go") == "where" else "start"


def _where(visit: Visit, post: QueryDict) -> str:
    if post.get("go") == "start":
        return "start"
    place = choice_of(post, "place", PLACES)
    if place in ("inside", "relative_inside"):
        return "inside"
    visit.begin(secret=str(new_secret().number), sleeping=place == "relative_abroad", shown_as="digits")
    return "phrase"


def _come_back(visit: Visit, post: QueryDict) -> str:
    if post.get("go") == "start":
        return "start"
    try:
        return enter(visit, post)
    except Wrong as wrong:
        # By a redirect, for which a session must begin: of a form that is answered directly a browser keeps everything
        # that was sent, in the files from which it restores its windows; and a mistyped phrase is most of a phrase.
        visit.begin(draft="")
        visit.session["again"] = {"page": "return", "values": {}, "errors": wrong.errors}
        return "return"


def enter(visit: Visit, post: QueryDict) -> str:
    """Open the file of the phrase that was typed; wrong, erased and expired phrases have one answer.

    Raises:
        Wrong: it is no phrase, or opens nothing.
    """
    try:
        secret = read_phrase(post.get("phrase", "")[:PHRASE_SIGNS_MAX], WORD_LISTS.values())
    except PhraseError as error:
        raise Wrong(phrase=f"phrase.{error.kind}") from error
    try:
        row, key = file_of(secret)
    except NoSuchFileError as error:
        raise Wrong(phrase="phrase.opens_nothing") from error
    visit.open(row, key)
    renew(open_file(row, key), day=visit.today)
    return "tasks"


PAGES_HERE = (
    Page("start", lambda _: {"around": (*AROUND, "at_home", "sources")}, _start, needs="nothing"),
    Page("about", nothing, _about, needs="nothing"),
    Page("where", lambda _: {"places": PLACES}, _where, needs="nothing"),
    Page("inside", nothing, _start, needs="nothing"),
    Page("come_back", nothing, _come_back, needs="nothing"),
)
