"""Somebody who walks through the public site, in tests of views and over real HTTP alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Person:
    """Somebody with a browser without script: presses buttons, fills in fields, follows redirects."""

    client: Any = field(default_factory=lambda: Client(headers=OURS, raise_request_exception=True))
    html: str = ""
    status: int = 0
    groups: list[str] = field(default_factory=list)

    def look(self) -> str:
        """Load the one address."""
        response = self.client.get("/", headers=OURS)
        self.status, self.html = response.status_code, response.content.decode()
        return self.html

    def press(self, go: str, form: str = "", **fields: object) -> str:
        """Fill in the form that holds a button, and press it. `form`: a text that the form holds, where several do."""
        found = [one for one in FORM.findall(self.html) if f'name="go" value="{go}"' in one and form in one]
        assert found, f"no button {go!r} on this page: {self.heading}"
        return self.send({**{n: unescape(v) for n, v in HIDDEN.findall(found[0])}, "go": go, **fields})

    def send(self, sent: dict[str, object]) -> str:
        """Send a form as it is."""
        response = self.client.post("/", sent, headers=OURS)
        self.status = response.status_code
        self.html = response.content.decode()
        if self.status == 303:
            assert response["Location"] == "/"
            self.look()
            self.status = 303
        return self.html

    @property
    def heading(self) -> str:
        """The page's heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return unescape(found[1]) if found else ""

    @property
    def notes(self) -> list[str]:
        """What the page reports, good or bad."""
        return [unescape(one) for one in re.findall(r'<p class="(?:ok|says)"[^>]*>(.*?)</p>', self.html)]

    @property
    def phrase(self) -> str:
        """The receipt phrase that was written down."""
        return " ".join(self.groups)

    def start(self, place: str = "outside") -> Person:
        """Go as far as an open file."""
        self.look()
        self.press("about")
        self.press("where")
        self.press("continue", place=place)
        self.write_phrase_down()
        return self

    def write_phrase_down(self) -> None:
        """Write the phrase on paper and type two groups back."""
        self.groups = re.findall(r"<li>(\w+)</li>", self.html)
        self.press("written")
        places = [int(one) for one in re.findall(r'name="part(\d)"', self.html)]
        self.press("ready", **{f"part{place}": self.groups[place] for place in places})

    def come_back(self, phrase: str) -> str:
        """Open a file with its phrase, in a browser that knows nothing."""
        self.client.cookies.clear()
        self.look()
        self.press("come_back")
        return self.press("open", phrase=phrase)
