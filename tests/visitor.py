"""Somebody with a browser without script, over real HTTP: for tests that kill the site, and for `make bench`."""

from __future__ import annotations

import gzip
import re
import time
import urllib.parse
import zlib
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPResponse

FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
NOTE = re.compile(r'<p class="ok" role="status">(.*?)</p>', re.DOTALL)
GROUP = re.compile(r"<li>(\w+)</li>")
PLACE = re.compile(r'name="part(\d)"')
BOUNDARY = "frihavn-boundary"


class AwayError(Exception):
    """The site did not answer, or not to the end: nobody knows what it did."""


@dataclass(slots=True)
class Visitor:
    """One browser.

    Args:
        html: The page it shows. `status`: of the last answer to what was sent. `wire`: bytes of the last page's body.
        groups: The receipt phrase as it was written on paper.
    """

    port: int
    language: str = "en"
    html: str = ""
    status: int = 0
    cookie: str = ""
    wire: int = 0
    groups: list[str] = field(default_factory=list)
    _line: HTTPConnection | None = None

    def look(self) -> str:
        """Load the one address."""
        self.status = self._ask("GET", b"", {})
        return self.html

    def press(self, go: str, form: str = "", **fields: str) -> str:
        """Fill in the form that holds a button, and press it; follow the redirect. `form`: a text that it holds."""
        return self.send(self.filled(go, form, **fields))

    def filled(self, go: str, form: str = "", **fields: str) -> dict[str, str]:
        """The form that holds a button, as it would be sent."""
        found = [one for one in FORM.findall(self.html) if f'value="{go}"' in one and form in one]
        assert found, f"no button {go!r} on this page: {self.heading}"
        return {**{name: unescape(value) for name, value in HIDDEN.findall(found[0])}, "go": go, **fields}

    def send(self, fields: dict[str, str]) -> str:
        """Send a form as it is, and follow the redirect; `status`: of its answer, or 503 where either is that."""
        self._followed(urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return self.html

    def upload(self, fields: dict[str, str], content: bytes, name: str = "document") -> str:
        """Send a form with a file."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        self._followed(body, f"multipart/form-data; boundary={BOUNDARY}")
        return self.html

    @property
    def heading(self) -> str:
        """The page's heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return unescape(found[1]) if found else ""

    @property
    def note(self) -> str:
        """What the page says was done; empty where it says nothing."""
        found = NOTE.search(self.html)
        return unescape(found[1]) if found else ""

    @property
    def phrase(self) -> str:
        """The receipt phrase that was written down."""
        return " ".join(self.groups)

    def write_phrase_down(self, place: str = "outside") -> None:
        """Go as far as the page that asks for two groups of the phrase, in a browser that knows nothing."""
        self.cookie = ""
        self.look()
        self.press("about")
        self.press("where")
        self.press("continue", place=place)
        self.groups = GROUP.findall(self.html)
        self.press("written")

    def typed_back(self) -> dict[str, str]:
        """The form with two groups of the phrase typed in: sending it starts the file."""
        places = [int(one) for one in PLACE.findall(self.html)]
        return self.filled("ready", **{f"part{place}": self.groups[place] for place in places})

    def come_back(self, phrase: str) -> str:
        """Open a file with its phrase, in a browser that knows nothing."""
        self.cookie = ""
        self.look()
        self.press("come_back")
        return self.press("open", phrase=phrase)

    def hang_up(self) -> None:
        """Close the connection."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _followed(self, body: bytes, kind: str) -> None:
        status = self._ask("POST", body, {"Content-Type": kind})
        shown = self._ask("GET", b"", {}) if status == 303 else status
        self.status = 503 if shown == 503 else status

    def _ask(self, method: str, body: bytes, extra: dict[str, str]) -> int:
        """One request; its page is in `html` where there is one.

        Raises:
            AwayError: no answer, or not a whole one.
        """
        headers = {"Accept-Encoding": "gzip", "Accept-Language": self.language, **extra}
        if method == "POST":
            headers |= {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        try:
            if self._line is None:
                self._line = HTTPConnection("127.0.0.1", self.port, timeout=30)
            self._line.request(method, "/", body or None, headers)
            answer = self._line.getresponse()
            self._taken(answer, answer.read())
        except (OSError, HTTPException, EOFError, zlib.error) as error:
            self.hang_up()
            raise AwayError from error
        return answer.status

    def _taken(self, answer: HTTPResponse, content: bytes) -> None:
        for value in answer.headers.get_all("Set-Cookie", []):
            cookie = value.partition(";")[0]
            self.cookie = "" if cookie.endswith(("=", '=""')) else cookie
        if answer.status != 303:
            self.wire = len(content)
            is_packed = answer.headers.get("Content-Encoding") == "gzip"
            self.html = (gzip.decompress(content) if is_packed else content).decode()
        if answer.headers.get("Connection", "").lower() == "close":
            self.hang_up()


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
