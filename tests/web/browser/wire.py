"""Visitors without a browser, who keep what arrived on the wire: status, headers, and the bytes as they were sent."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from tests.web.browser.codes import Account
from tests.web.visitor import Answer, Visitor

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Wire(Visitor):
    """Asks for packed pages in a language, and unpacks them. `arrived`: the last answer, still packed."""

    language: str = "en"
    arrived: Answer = field(default_factory=lambda: Answer(0, {}, b""))

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        packed = {"Accept-Encoding": "gzip", "Accept-Language": self.language}
        self.arrived = super()._send(method, path, body, {**packed, **headers})
        return replace(self.arrived, content=unpacked(self.arrived))


def unpacked(answer: Answer) -> bytes:
    """What a browser would read."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.content) if packed else answer.content


@dataclass
class Desk:
    """An officer at the staff site: loads addresses, and sends the form of a page that goes to one."""

    wire: Wire
    html: str = ""

    def look(self, path: str) -> None:
        """Load a page."""
        self._took(self.wire.get(path))

    def send(self, path: str, **fields: object) -> None:
        """Fill in the form of this page that goes to an address, and follow where it leads."""
        found = re.search(rf'<form[^>]* action="{re.escape(path)}"[^>]*>(.*?)</form>', self.html, re.DOTALL)
        assert found, f"no form for {path} on this page"
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(found[1])}
        self._took(self.wire.post(path, {**hidden, **fields}))

    def sign_in(self, account: Account) -> None:
        """Sign in with passphrase and code."""
        self.look("/sign-in")
        self.send("/sign-in", name=account.name, passphrase=account.passphrase, code=account.code())
        assert "/sign-out" in self.html, self.html[-1500:]

    def _took(self, answer: Answer) -> None:
        while answer.status_code == 303:
            answer = self.wire.get(answer["Location"])
        self.html = answer.content.decode()
