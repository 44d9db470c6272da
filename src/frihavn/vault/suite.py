"""The one suite of version 1, and its byte. There is no other, and no falling back to another."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from frihavn.vault.errors import CannotOpenError, UnknownVersionError

VERSION = b"\x01"
KEY_BYTES = 32
HYBRID = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
"""For grants: safe while either the lattice or the curve holds."""


def derived(key: bytes, label: str, context: bytes = b"") -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
    info = f"frihavn/v1/{label}".encode() + b"\x00" + context
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(key)


def versioned(sealed: bytes) -> bytes:
    """What follows the version byte.

    Raises:
        CannotOpenError: there is nothing.
        UnknownVersionError: the byte is another.
    """
    if not sealed:
        raise CannotOpenError
    if sealed[:1] != VERSION:
        raise UnknownVersionError
    return sealed[1:]


def framed(*parts: str) -> bytes:
    """Several texts as one, so that no two lists of texts give the same bytes: each after its length."""
    raw = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)
