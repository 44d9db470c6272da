"""Split a team's private key among five bodies, so that any three bring it back and two learn nothing at all.

Shamir's scheme over the field of 256 elements (A. Shamir, How to share a secret, 1979), byte by byte: of every byte,
two shares leave all 256 values equally possible. What is split is the key and a tag that a wrong result does not have.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256
from operator import xor
from secrets import token_bytes

from frihavn.vault.errors import ShareError
from frihavn.vault.holders import CURVE_BYTES, SEED_BYTES, PrivateKey
from frihavn.vault.suite import VERSION, versioned

SHARES, THRESHOLD = 5, 3
SET_BYTES, TAG_BYTES, CHECK_BYTES = 8, 8, 4
BODY_BYTES = len(VERSION) + SEED_BYTES + CURVE_BYTES + TAG_BYTES
LINE_BYTES = 15
"""A line of text holds so many: 24 signs, and four that check them."""
LINES = (len(VERSION) + SET_BYTES + 2 + BODY_BYTES + CHECK_BYTES) // LINE_BYTES
_LINE_SIGNS, _CHECK_SIGNS, _GROUP = 24, 4, 4
_MISTAKEN = str.maketrans("018", "OIB")
"""Base32 has no such digits, so whoever types one saw the letter."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one body keeps. Its value does not show itself when printed.

    Args:
        set_id: 8 random bytes, the same for all shares of one splitting. `number`: from 1, its place in the set.
        threshold: How many bring the key back. `body`: a byte for each byte that was split.
    """

    set_id: bytes
    number: int
    threshold: int
    body: bytes = field(repr=False)

    def text(self) -> str:
        """The share for paper: eight lines of seven groups of four signs; the last group of a line checks the line."""
        head = VERSION + self.set_id + bytes([self.number, self.threshold]) + self.body
        whole = head + _digest("share", head)[:CHECK_BYTES]
        lines = []
        for place in range(LINES):
            signs = b32encode(whole[place * LINE_BYTES : (place + 1) * LINE_BYTES]).decode()
            signs += _line_check(place, signs)
            lines.append(" ".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP)))
        return "\n".join(lines)


def split(own: PrivateKey) -> tuple[Share, ...]:
    """Split a private key into five shares of which any three bring it back."""
    secret = own.raw + _digest("key", own.raw)[:TAG_BYTES]
    others = [token_bytes(len(secret)) for _ in range(THRESHOLD - 1)]
    set_id = token_bytes(SET_BYTES)
    return tuple(
        Share(set_id, number, THRESHOLD, bytes(_at(number, terms) for terms in zip(secret, *others, strict=True)))
        for number in range(1, SHARES + 1)
    )


def restore(shares: Sequence[Share]) -> PrivateKey:
    """Bring a private key back from three shares or more.

    Raises:
        ShareError: `too_few`, `repeated`, `mixed_sets`, or `do_not_fit` where one of them was made up.
    """
    if len({(one.set_id, one.threshold, len(one.body)) for one in shares}) > 1:
        raise ShareError("mixed_sets")
    if len({one.number for one in shares}) < len(shares):
        raise ShareError("repeated")
    if not shares or len(shares) < shares[0].threshold:
        raise ShareError("too_few")
    numbers = [one.number for one in shares]
    weights = [_weight(number, numbers) for number in numbers]
    secret = bytes(
        reduce(xor, map(_times, weights, values)) for values in zip(*(one.body for one in shares), strict=True)
    )
    raw, tag = secret[:-TAG_BYTES], secret[-TAG_BYTES:]
    if _digest("key", raw)[:TAG_BYTES] != tag:
        raise ShareError("do_not_fit")
    return PrivateKey(raw)


def read_share(typed: str) -> Share:
    """A share as it was typed from paper: small letters, other spaces and dashes, 0 for O and 1 for I are all the same.

    Raises:
        ShareError: `length` with how many signs there are, `damaged` with the line that is mistyped or 0.
        UnknownVersionError: it was made by a suite that is not known here.
    """
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MISTAKEN)
    size = _LINE_SIGNS + _CHECK_SIGNS
    if len(signs) != LINES * size:
        raise ShareError("length", signs=len(signs), wanted=LINES * size)
    whole = b""
    for place in range(LINES):
        line, check = (
            signs[place * size : place * size + _LINE_SIGNS],
            signs[place * size + _LINE_SIGNS :][:_CHECK_SIGNS],
        )
        try:
            whole += b32decode(line)
        except (Error, ValueError) as error:
            raise ShareError("damaged", line=place + 1) from error
        if check != _line_check(place, line):
            raise ShareError("damaged", line=place + 1)
    head, check_bytes = whole[:-CHECK_BYTES], whole[-CHECK_BYTES:]
    if _digest("share", head)[:CHECK_BYTES] != check_bytes:
        raise ShareError("damaged")  # every line is whole, and they are not of one share
    rest = versioned(head)
    set_id, (number, threshold), body = rest[:SET_BYTES], rest[SET_BYTES : SET_BYTES + 2], rest[SET_BYTES + 2 :]
    if not 1 <= number <= SHARES or threshold != THRESHOLD:
        raise ShareError("damaged")
    return Share(set_id, number, threshold, body)


def _digest(label: str, data: bytes) -> bytes:
    return sha256(f"frihavn/v1/recovery/{label}".encode() + b"\x00" + data).digest()


def _line_check(place: int, signs: str) -> str:
    return b32encode(_digest("line", bytes([place]) + signs.encode())).decode()[:_CHECK_SIGNS]


def _times(one: int, other: int) -> int:
    """The product in the field with x^8 + x^4 + x^3 + x + 1; no table whose place in memory would tell a secret."""
    product = 0
    for _ in range(8):
        product ^= one * (other & 1)
        one = (one << 1) ^ 0x11B * (one >> 7)
        other >>= 1
    return product


def _at(number: int, terms: Sequence[int]) -> int:
    """The polynomial with these terms, the secret first, at a share's number (Horner)."""
    found = 0
    for term in reversed(terms):
        found = _times(found, number) ^ term
    return found


def _weight(number: int, numbers: Sequence[int]) -> int:
    """How much a share counts at 0, where the secret is (Lagrange)."""
    found = 1
    for other in numbers:
        if other != number:
            found = _times(found, _times(other, _inverse(other ^ number)))
    return found


def _inverse(value: int) -> int:
    """The value to the power of 254."""
    found = 1
    for _ in range(254):
        found = _times(found, value)
    return found
