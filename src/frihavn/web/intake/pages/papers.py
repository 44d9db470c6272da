"""Documents: photos and papers, cleaned of what is hidden in them before they are sealed."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from frihavn.web.cleaning import CleaningError, clean
from frihavn.web.intake.actions import add_document, remove_document
from frihavn.web.intake.visit import Page, Visit, Wrong, line_of


def _show(visit: Visit) -> dict[str, Any]:
    return {"documents": [one for one in visit.file.read("files") if one.kind == "document"]}


def _take(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go.startswith("remove:"):
        remove_document(visit.file, go[7:])
        visit.session["note"] = "note.removed"
        return "documents"
    if visit.request.META.get("frihavn.too_large"):
        raise Wrong(document="cleaning.too_large")
    sent = visit.request.FILES.get("document")
    if sent is None:
        raise Wrong(document="error.choose_document")
    about = line_of(post, "about")
    try:
        cleaned = clean(sent.read())
    except CleaningError as error:
        raise Wrong(document=f"cleaning.{error.kind}") from error
    body = {"about": about, "kind": cleaned.kind, "pages": cleaned.pages, "removed": list(cleaned.what_was_removed)}
    add_document(visit.file, content=cleaned.content, body=body, ticket=visit.sent_ticket, day=visit.today)
    visit.session["note"] = "note.document"
    return "documents"


PAGES_HERE = (Page("documents", _show, _take),)
