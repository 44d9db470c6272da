"""The one address of the public site: what is sent is answered by a redirect to it, and it shows the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from frihavn.vault.errors import VaultError
from frihavn.vault.tokens import is_same
from frihavn.web.answers import refused
from frihavn.web.doors import EVERYBODY, doors
from frihavn.web.intake.actions import AlreadyTakenError, FullError
from frihavn.web.intake.drafts import keep, put_back
from frihavn.web.intake.models import File
from frihavn.web.intake.pages import PAGES
from frihavn.web.intake.visit import Page, Visit, Wrong, is_ticket, visit_of
from frihavn.web.language import LANGUAGES, words_of
from frihavn.web.offer.state import CannotReadStateError, opened, sealed
from frihavn.web.operator import operator


@doors(EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """200 the page; 303 done, look at the next one; 413 too large; 503 the disk is full, nothing was saved."""
    visit = visit_of(request)
    if request.method == "POST":
        if "set_language" in request.POST:
            return other_language(visit, request.POST)
        return taken(visit, request.POST)
    return shown(visit)


def shown(visit: Visit) -> HttpResponse:
    """The page that this browser is on."""
    if not visit.has_session:
        return page_of(visit, PAGES["start"])
    name = visit.session.get("page", "start")
    page = PAGES.get(name, PAGES["tasks"])
    if page.needs == "file" and visit.opened is None:
        visit.session.flush()
        visit.note = "note.closed"
        return page_of(visit, PAGES["come_back"])
    visit.session.touch()
    again = visit.session.pop("again", None)
    if again and again["page"] == page.name:
        visit.values, visit.errors = again["values"], again["errors"]
    visit.note = visit.session.pop("note", "")
    return page_of(visit, page)


def page_of(visit: Visit, page: Page, status: int = 200) -> HttpResponse:
    """Show one page."""
    ticket, own = visit.ticket(), page.show(visit)
    context = {
        "visit": visit, "words": visit.words, "page": page, "values": visit.values, "errors": visit.errors,
        "note": visit.note, "ticket": ticket, "proof": visit.proof(ticket), "operator": operator(),
        "tongues": [words_of(code) for code in operator().languages or LANGUAGES], **own,
    }  # fmt: skip
    if page.folder == "offer":
        context["sealed_state"] = sealed(visit.said, visit.today)
    return render(visit.request, page.template or f"{page.folder}/{page.name}.html", context, status=status)


def taken(visit: Visit, post: QueryDict) -> HttpResponse:
    """Do what was sent. Pages before a file is started answer directly and set no cookie; all others redirect."""
    page = PAGES.get(post.get("page", ""))
    if page is None:
        return refused(visit.request, "error.bad_request", status=400)
    if page.needs == "nothing":
        return _before(visit, page, post)
    ticket = post.get("ticket", "")
    if not is_ticket(ticket):
        return refused(visit.request, "error.bad_request", status=400)
    ended = not visit.has_session or (page.needs == "file" and visit.opened is None)
    if ended:
        return _ended(visit, page, post)
    if not is_same(post.get("proof", ""), visit.proof(ticket)):  # from a page of an earlier visit
        put_back(visit, page, post, {"": "error.look_again"})
        return see_other(visit, page.name)
    return _done(visit, page, post)


def other_language(visit: Visit, post: QueryDict) -> HttpResponse:
    """Show the same page in another language."""
    visit.words = words_of(str(post["set_language"]))
    if visit.has_session:
        visit.session["language"] = visit.words.code
        return see_other(visit, visit.session.get("page", "tasks"))
    page = PAGES.get(post.get("page", ""), PAGES["start"])
    if not _heard(visit, post):
        return page_of(visit, PAGES["start"])
    return page_of(visit, page if page.needs == "nothing" else PAGES["start"])


def _done(visit: Visit, page: Page, post: QueryDict) -> HttpResponse:
    go = post.get("go", "")
    if go.startswith("to:"):  # a link written as a button; what was typed and not saved is kept
        goal = PAGES.get(go[3:])
        return see_other(visit, goal.name if goal and goal.needs != "nothing" else "tasks")
    try:
        goal_name = page.take(visit, post)
    except Wrong as wrong:
        put_back(visit, page, post, wrong.errors)
        return see_other(visit, page.name)
    except AlreadyTakenError:
        return see_other(visit, "tasks", note="note.already")
    except FullError as full:
        put_back(visit, page, post, {"": f"error.full_{full.what}"})
        return see_other(visit, page.name)
    except (VaultError, File.DoesNotExist):  # erased or taken over in another window, a moment ago
        return _ended(visit, page, post)
    return see_other(visit, goal_name)


def _before(visit: Visit, page: Page, post: QueryDict) -> HttpResponse:
    """A page before there is a file: answered directly, nothing is kept."""
    if not _heard(visit, post):
        return page_of(visit, PAGES["start"])
    try:
        name = page.take(visit, post)
    except Wrong as wrong:
        visit.errors = wrong.errors
        return page_of(visit, page, status=422)
    goal = PAGES[name]
    return page_of(visit, goal) if goal.needs == "nothing" else see_other(visit, name)


def _heard(visit: Visit, post: QueryDict) -> bool:
    """Open what was said so far; where that cannot be read one begins again, and is told so calmly."""
    try:
        visit.said = opened(post.get("state", ""), visit.today) if "state" in post else visit.said
    except CannotReadStateError:
        visit.note = "offer.again"
        return False
    return True


def _ended(visit: Visit, page: Page, post: QueryDict) -> HttpResponse:
    """The session has ended: what was typed is kept, and the phrase is asked for."""
    kept = keep(visit, page, post)
    visit.begin(draft=visit.sent_ticket if kept else "")
    return see_other(visit, "return", note="note.kept" if kept else "note.ended")


def see_other(visit: Visit, page: str, note: str = "") -> HttpResponse:
    """Show a page after something was done: one address, and no form to send again."""
    if visit.has_session:
        visit.session["page"] = page
        if note:
            visit.session["note"] = note
    response = HttpResponseRedirect("/")
    response.status_code = 303
    return response


@doors(EVERYBODY)
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """303 to a page that says nothing; whatever was open in this browser is closed."""
    visit = visit_of(request)
    request.session.flush()
    response = HttpResponseRedirect(operator().leave(visit.words.code))
    response.status_code = 303
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
