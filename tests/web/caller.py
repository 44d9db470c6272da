"""Somebody on one connection that is kept: for a site under load, and for one that is killed meanwhile."""

from __future__ import annotations

import gzip
import re
import time
import urllib.parse
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from typing import Any

from tests.web.person import FORM, HIDDEN, Person
from tests.web.visitor import Answer, multipart

NOTE = re.compile(r'<p class="ok" role="status">(.*?)</p>', re.DOTALL)
GROUP = re.compile(r"<li>(\w+)</li>")
PLACE = re.compile(r'name="part(\d)"')


class AwayError(Exception):
    """The site did not answer, or not to the end: nobody knows what it did."""


@dataclass
class Line:
    """A connection to a site on this machine; keeps cookies. `wire`: bytes of the last body as it came."""

    port: int
    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)
    wire: int = 0
    _open: HTTPConnection | None = None

    def get(self, path: str, **_: object) -> Answer:
        """Load an address."""
        return self._asked("GET", path, b"", {})

    def post(self, path: str, data: Mapping[str, Any], **_: object) -> Answer:
        """Send a form; values that are (name, content) pairs are files."""
        if any(isinstance(value, tuple) for value in data.values()):
            body, kind = multipart(data)
        else:
            body, kind = urllib.parse.urlencode(data).encode(), "application/x-www-form-urlencoded"
        ours = {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        return self._asked("POST", path, body, {"Content-Type": kind, **ours})

    def hang_up(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _asked(self, method: str, path: str, body: bytes, extra: dict[str, str]) -> Answer:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": self.language, **extra}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            if self._open is None:
                self._open = HTTPConnection("127.0.0.1", self.port, timeout=60)
            self._open.request(method, path, body or None, headers)
            answer = self._open.getresponse()
            content = answer.read()
            self.wire = len(content)
            if answer.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
        except (OSError, HTTPException, EOFError, zlib.error) as error:
            self.hang_up()
            raise AwayError from error
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, text = value.partition(";")[0].partition("=")
            self.cookies[name] = text
            if "max-age=0" in value.lower():
                del self.cookies[name]
        if answer.headers.get("Connection", "").lower() == "close":
            self.hang_up()
        return Answer(answer.status, dict(answer.headers.items()), content)


class Caller(Person):
    """Somebody with a browser without script, on a line; it may break, and then every method raises AwayError."""

    def __init__(self, port: int, language: str = "en") -> None:
        self.line = Line(port, language)
        super().__init__(client=self.line)

    def filled(self, go: str, form: str = "", **fields: object) -> dict[str, object]:
        """The form that holds a button, as it would be sent."""
        found = [one for one in FORM.findall(self.html) if f'value="{go}"' in one and form in one]
        assert found, f"no button {go!r} on this page: {self.heading}"
        return {**{name: unescape(value) for name, value in HIDDEN.findall(found[0])}, "go": go, **fields}

    def send(self, sent: dict[str, object]) -> str:
        """Send a form as it is; `status`: of its answer, or 503 where the page after it is that."""
        answer = self.client.post("/", sent)
        self.status = answer.status_code
        if self.status == 303:
            self.look()
            self.status = 503 if self.status == 503 else 303
        else:
            self.html = answer.content.decode()
        return self.html

    @property
    def note(self) -> str:
        """What the page says was done; empty where it says nothing."""
        found = NOTE.search(self.html)
        return unescape(found[1]) if found else ""

    def asks_for_a_phrase(self, place: str = "outside") -> None:
        """Go as far as the page that asks for two groups of the phrase, in a browser that knows nothing."""
        self.line.cookies.clear()
        self.look()
        self.press("about")
        self.press("where")
        self.press("continue", place=place)
        self.groups = GROUP.findall(self.html)
        self.press("written")

    def typed_back(self) -> dict[str, object]:
        """The form with two groups of the phrase typed in: sending it starts the file."""
        places = [int(one) for one in PLACE.findall(self.html)]
        return self.filled("ready", **{f"part{place}": self.groups[place] for place in places})


def wait_until_well(port: int, seconds: float = 60.0) -> None:
    """Wait until the site on this port says that all is well.

    Raises:
        TimeoutError: it does not.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if health(port) == 200:
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody answers on port {port}")


def health(port: int) -> int:
    """The status of the site's /health; 0 where nobody answers."""
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health")
        return line.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        line.close()
