"""Pages as they arrive on the wire: a visitor without a browser, who keeps every byte and every header."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
SECONDS_MAX = 30


@dataclass(frozen=True)
class Arrived:
    """One answer: its status, its headers in lower case, and its body as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        """The page, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class Wire:
    """Somebody who speaks HTTP by hand: presses buttons, follows redirects, keeps the one cookie."""

    address: str
    language: str = "en"
    cookie: str = ""
    arrived: Arrived = field(default_factory=lambda: Arrived(0, {}, b""))

    def __post_init__(self) -> None:
        """Connect when something is asked."""
        self.line = HTTPConnection(urlsplit(self.address).netloc, timeout=SECONDS_MAX)

    @property
    def html(self) -> str:
        """The page that is shown."""
        return self.arrived.html

    def look(self, path: str = "/") -> Arrived:
        """Load an address."""
        return self._asked("GET", path)

    def send(self, path: str = "/", *, foreign: bool = False, **fields: Any) -> Arrived:
        """Send a form, and follow where it leads."""
        self._asked("POST", path, urlencode(fields).encode(), foreign=foreign)
        return self.look() if self.arrived.headers.get("location") == "/" else self.arrived

    def press(self, go: str, **fields: Any) -> Arrived:
        """Press a button of the page that is shown."""
        found = [one for one in FORM.findall(self.html) if f'name="go" value="{go}"' in one]
        assert found, f"no button {go!r} on this page: {re.findall(r'<h1>(.*?)</h1>', self.html)}"
        return self.send(**{n: unescape(v) for n, v in HIDDEN.findall(found[0])}, go=go, **fields)

    def come_back(self, phrase: str) -> Arrived:
        """Open a file with its phrase."""
        self.cookie = ""
        self.look()
        self.press("come_back")
        return self.press("open", phrase=phrase)

    def _asked(self, method: str, path: str, body: bytes | None = None, *, foreign: bool = False) -> Arrived:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": self.language}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Sec-Fetch-Site"] = "cross-site" if foreign else "same-origin"
        self.line.request(method, path, body, headers)
        response = self.line.getresponse()
        self.arrived = Arrived(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
        given = self.arrived.headers.get("set-cookie", "")
        if given:
            self.cookie = given.partition(";")[0]
        return self.arrived
