"""Random names, one-time codes, and keyed ids: what is neither a key nor a phrase but must not be guessed."""

from __future__ import annotations

import hmac
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from secrets import choice, token_bytes

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ID_BYTES = 15
TOKEN_BYTES = 35
REFERENCE_SIGNS = "23456789CDFGHJKMNPQRTVWXYZ"
"""Without vowels, so that no word comes up, and without signs that are mistaken for another."""
CODE_DIGITS, CODE_SECONDS = 6, 30
CODE_SECRET_BYTES = 20


def new_id() -> str:
    """A random name for a row: 24 signs, no sequence."""
    return b32encode(token_bytes(ID_BYTES)).decode().lower()


def new_token() -> str:
    """A secret for a cookie or a session: 56 signs."""
    return b32encode(token_bytes(TOKEN_BYTES)).decode().lower()


def new_reference() -> str:
    """A case's name in staff addresses: like KV7-QD2-M9, about 37 bits, no sequence and no year."""
    signs = "".join(choice(REFERENCE_SIGNS) for _ in range(8))
    return f"{signs[:3]}-{signs[3:6]}-{signs[6:]}"


def keyed_id(key: bytes, text: str, label: str) -> str:
    """What stands for a text where the text must not stand: HMAC-SHA256, 64 hex signs."""
    return hmac.new(key, label.encode() + b"\x00" + text.encode(), sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that says nothing."""
    return hmac.compare_digest(_raw(one), _raw(other))


def new_code_secret() -> bytes:
    """The secret of an authenticator (TOTP)."""
    return token_bytes(CODE_SECRET_BYTES)


def code_secret_text(secret: bytes) -> str:
    """The secret as an authenticator wants it typed: base32."""
    return b32encode(secret).decode()


def code_at(secret: bytes, moment: datetime) -> str:
    """The six digits of a moment (RFC 6238)."""
    return _totp(secret).generate(int(moment.timestamp())).decode()


def code_step(secret: bytes, typed: str, moment: datetime, used: int = -1) -> int | None:
    """The time step of a code typed now or one step away; None where it fits none, or one at or before `used`."""
    now = int(moment.timestamp())
    for step in (now // CODE_SECONDS + shift for shift in (0, -1, 1)):
        if step <= used:
            continue
        try:
            _totp(secret).verify(_raw(typed), step * CODE_SECONDS)
        except InvalidToken:
            continue
        return step
    return None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, CODE_DIGITS, SHA1(), CODE_SECONDS)  # noqa: S303 - what every authenticator speaks


def _raw(text: str) -> bytes:
    """The bytes of any text at all: half a surrogate pair in hostile input is a wrong secret, not an error."""
    return text.encode(errors="surrogatepass")
