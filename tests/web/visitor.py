"""A browser without script over real HTTP: for tests against running sites."""

from __future__ import annotations

import http.client
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Answer:
    """What a site answered."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name]


@dataclass
class Visitor:
    """Keeps cookies of one site; follows nothing by itself.

    Args:
        site: Address of the site, with its slash at the end.
    """

    site: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **_: object) -> Answer:
        """Load an address."""
        return self._send("GET", path, b"", {})

    def post(self, path: str, data: Mapping[str, Any], **_: object) -> Answer:
        """Send a form; values that are (name, content) pairs are files."""
        if any(isinstance(value, tuple) for value in data.values()):
            body, kind = multipart(data)
        else:
            body, kind = urllib.parse.urlencode(data).encode(), "application/x-www-form-urlencoded"
        return self._send("POST", path, body, {"Content-Type": kind})

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        where = urlsplit(self.site)
        connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
        sent = {"Origin": f"{where.scheme}://{where.netloc}", "Sec-Fetch-Site": "same-origin", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair, _, rest = value.partition(";")
                cookie, _, text = pair.partition("=")
                self.cookies[cookie] = text
                if "max-age=0" in rest.lower():
                    del self.cookies[cookie]
        return Answer(answer.status, dict(answer.getheaders()), content)


def multipart(data: Mapping[str, Any]) -> tuple[bytes, str]:
    """A form with files as a browser sends it."""
    mark = token_hex(12)
    parts = []
    for name, value in data.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, tuple):
            head += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
            parts.append(head.encode() + b"\r\n\r\n" + value[1] + b"\r\n")
        else:
            parts.append(f"{head}\r\n\r\n{value}\r\n".encode())
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
