"""One request of somebody in the public site: who it is (nobody knows), what they have open, what they sent."""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.tokens import is_same, keyed_id, new_id
from frihavn.web.intake.models import File
from frihavn.web.intake.opened import Opened, open_file
from frihavn.web.language import Words, language_of
from frihavn.web.offer.state import State
from frihavn.web.settings import HOME

TEXT_BYTES_MAX = 200_000
LINE_SIGNS_MAX = 500


class Wrong(Exception):
    """What was sent has to be looked at again. `errors`: field -> key of a text; "" is the form as a whole."""

    def __init__(self, **errors: str) -> None:
        super().__init__("look at the form again")
        self.errors = errors


@dataclass
class Visit:
    """What a page needs to show itself, or to take what was sent.

    Args:
        values: What the form is filled with. `errors`: field -> key of a text. `note`: key of a text shown on top.
        chosen: What the page that comes next is about.
        said: What somebody said before there is a file; pages of the offer read it and put the next one in its place.
    """

    request: HttpRequest
    words: Words
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    chosen: str = ""
    said: State = field(default_factory=State)

    @property
    def today(self) -> date:
        """The day, nothing finer."""
        return datetime.fromtimestamp(time.time(), UTC).date()

    @property
    def session(self) -> Any:
        """The sealed session."""
        return self.request.session

    @cached_property
    def opened(self) -> Opened | None:
        """The file that is open in this browser; None where none is, or it was erased or taken over meanwhile."""
        if "file" not in self.session:
            return None
        row = File.objects.filter(id=self.session["file"]).first()
        if row is None:
            return None
        try:
            return open_file(row, b64decode(self.session["key"]))
        except CannotOpenError:
            return None

    @property
    def file(self) -> Opened:
        """The open file, where a page is shown only with one."""
        if self.opened is None:
            raise CannotOpenError
        return self.opened

    def open(self, row: File, key: bytes) -> None:
        """Keep a file open in this browser, under a new cookie."""
        language = self.words.code
        self.session.begin_anew()
        self.session.update({"file": row.id, "key": b64encode(key).decode(), "language": language, "proof": new_id()})
        self.__dict__.pop("opened", None)

    def begin(self, **values: Any) -> None:
        """Begin a session without a file."""
        self.session.begin_anew()
        self.session.update({"language": self.words.code, "proof": new_id(), **values})

    @property
    def sent_ticket(self) -> str:
        """The ticket of the form that was sent."""
        return str(self.request.POST.get("ticket", ""))

    def ticket(self) -> str:
        """A name for a form that is shown now; nobody else can make one."""
        name = new_id()
        return f"{name}.{_mark(name)}"

    def proof(self, ticket: str) -> str:
        """What shows that a form was made for this session."""
        return keyed_id(self.session.get("proof", "").encode(), ticket, "proof")[:24] if self.has_session else ""

    @property
    def has_session(self) -> bool:
        """Whether this browser has something open."""
        return bool(self.session.get("proof"))


def _mark(name: str) -> str:
    return keyed_id(HOME.secret("form"), name, "form")[:24]


def is_ticket(ticket: str) -> bool:
    """Whether a page of ours gave this ticket."""
    name, _, mark = ticket.partition(".")
    return bool(name) and len(ticket) < 80 and is_same(mark, _mark(name))


def visit_of(request: HttpRequest) -> Visit:
    """The visit of a request."""
    return Visit(request, language_of(request))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the public site.

    Args:
        name: Also its template's. `show`: what its template needs. `take`: do what was sent, and name the next page.
        needs: nothing; a `session` (a file is being started); or a `file` that is open.
        keeps: Whether what was typed is kept where the session has ended.
        folder: Of its template; `template`: where it is named otherwise. The pages in `offer` carry what was said so
            far, sealed, in every form.
    """

    name: str
    show: Callable[[Visit], dict[str, Any]]
    take: Callable[[Visit, QueryDict], str]
    needs: str = "file"
    keeps: bool = False
    folder: str = "intake"
    template: str = ""


def text_of(post: QueryDict, name: str, *, needed: str = "") -> str:
    """A long text as it was sent, with line ends made alike.

    Args:
        needed: Key of the error where it is empty; empty: it may be.

    Raises:
        Wrong: it is missing or too long.
    """
    text = post.get(name, "").replace("\r\n", "\n").replace("\x00", "")
    if needed and not text.strip():
        raise Wrong(**{name: needed})
    if len(text.encode("utf-8", "replace")) > TEXT_BYTES_MAX:
        raise Wrong(**{name: "error.text_too_long"})
    return text


def line_of(post: QueryDict, name: str, *, needed: str = "") -> str:
    """A short text on one line.

    Raises:
        Wrong: it is missing or too long.
    """
    text = " ".join(text_of(post, name, needed=needed).split())
    if len(text) > LINE_SIGNS_MAX:
        raise Wrong(**{name: "error.line_too_long"})
    return text


def choice_of(post: QueryDict, name: str, values: tuple[str, ...], *, needed: str = "error.choose") -> str:
    """One of a closed set of values.

    Raises:
        Wrong: none was chosen.
    """
    value = post.get(name, "")
    if value not in values:
        raise Wrong(**{name: needed})
    return value
