"""From a receipt phrase to what it opens: one slow derivation, then a name to look up and a key."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from frihavn.vault.phrase import Secret
from frihavn.vault.suite import KEY_BYTES, derived

SALT_BYTES, PEPPER_BYTES = 16, 32
PASSES, MEMORY_KIB = 2, 19_456
"""Argon2id for phrases of 84 random bits: they cannot be guessed, so this only slows a machine down (OWASP, 2023)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a phrase opens.

    Args:
        lookup: 32 bytes, stored; says nothing without the pepper, which is not in the database.
        key: Seals the applicant's own private key; never stored.
    """

    lookup: bytes
    key: bytes = field(repr=False)


def receipt_of(secret: Secret, *, salt: bytes, pepper: bytes) -> Receipt:
    """Derive once, for a new file or for coming back.

    Args:
        salt: Of the installation, 16 bytes. `pepper`: of the installation, 32 bytes, kept outside the database.

    Raises:
        ValueError: salt or pepper has another length.
    """
    if len(salt) != SALT_BYTES or len(pepper) != PEPPER_BYTES:
        raise ValueError("a salt has 16 bytes and a pepper 32")
    root = stretched(secret.raw(), salt, passes=PASSES, memory_kib=MEMORY_KIB)
    lookup = hmac.new(pepper, derived(root, "lookup"), sha256).digest()
    return Receipt(lookup, derived(root, "kek"))


def stretched(secret: bytes, salt: bytes, *, passes: int, memory_kib: int) -> bytes:
    """Argon2id (RFC 9106) with one lane, 32 bytes."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=1, memory_cost=memory_kib).derive(secret)
