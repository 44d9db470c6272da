"""Officers of a running demonstration, and the codes of their authenticators, each of which works once."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from frihavn.vault.tokens import CODE_SECONDS, code_at

AHEAD = 1
"""Codes before their time that are taken, for clocks that are late."""


@dataclass
class Account:
    """Somebody who can sign in. `used`: number of the newest code that was given out."""

    name: str
    passphrase: str
    secret: bytes
    used: int = 0

    def code(self) -> str:
        """A code that was not used yet; waits where there is none."""
        while True:
            now = int(time.time()) // CODE_SECONDS
            number = max(now, self.used + 1)
            if number <= now + AHEAD:
                self.used = number
                return code_at(self.secret, datetime.fromtimestamp(number * CODE_SECONDS, UTC))
            time.sleep(0.5)


def account_of(entry: Mapping[str, str]) -> Account:
    """An officer as the demonstration prints them."""
    return Account(entry["name"], entry["password"], b32decode(entry["totp_secret"]))
