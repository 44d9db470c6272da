"""Seal one document of a case: XChaCha20-Poly1305, padded, bound to the very place where it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_bytes

from nacl import bindings
from nacl.exceptions import CryptoError

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.suite import VERSION, derived, framed, versioned

NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
BLOCK_BYTES = 4096
"""Texts are padded to a multiple of this, so that their length says little."""
_END = b"\x80"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a sealed document is stored. Moved anywhere else it does not open.

    Args:
        case: Random id of the case. `record`: random id of this document. `epoch`: of the part's key, from 1.
    """

    table: str
    column: str
    case: str
    record: str
    epoch: int

    def bound(self) -> bytes:
        """The spot as additional data."""
        return VERSION + framed(self.table, self.column, self.case, self.record, str(self.epoch))


def new_key() -> bytes:
    """A data key for one part of one case, in one epoch."""
    return token_bytes(bindings.crypto_aead_xchacha20poly1305_ietf_KEYBYTES)


def seal(text: bytes, key: bytes, spot: Spot) -> bytes:
    """Seal a document.

    Args:
        key: The data key of the part.

    Returns:
        Version byte, nonce, ciphertext.
    """
    nonce = token_bytes(NONCE_BYTES)
    return VERSION + nonce + _encrypt(padded(text), key, nonce, spot)


def unseal(sealed: bytes, key: bytes, spot: Spot) -> bytes:
    """Open a document.

    Raises:
        CannotOpenError: another key or spot, or it was changed.
        UnknownVersionError: another suite.
    """
    body = versioned(sealed)
    own = derived(key, "record", spot.record.encode())
    try:
        text = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            body[NONCE_BYTES:], spot.bound(), body[:NONCE_BYTES], own
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpenError from error
    return unpadded(text)


def _encrypt(text: bytes, key: bytes, nonce: bytes, spot: Spot) -> bytes:
    own = derived(key, "record", spot.record.encode())
    return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(text, spot.bound(), nonce, own)


def padded(text: bytes, block: int = BLOCK_BYTES) -> bytes:
    """A text with an end mark and zeros, up to a multiple of the block (ISO/IEC 7816-4)."""
    marked = text + _END
    return marked + b"\x00" * (-len(marked) % block)


def unpadded(text: bytes) -> bytes:
    """The text before the end mark."""
    bare = text.rstrip(b"\x00")
    if not bare.endswith(_END):
        raise CannotOpenError
    return bare[:-1]
