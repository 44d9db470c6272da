"""Seal a file in pieces of 64 KiB: order, end and place are part of it, and its length is rounded up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nacl import bindings
from nacl.exceptions import CryptoError

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.records import Spot, unpadded
from frihavn.vault.suite import VERSION, derived, versioned

PIECE_BYTES = 64 * 1024
"""Of plaintext in one piece."""
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_SEALED_PIECE = PIECE_BYTES + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def rounded(size: int) -> int:
    """The padded size in whole pieces: at most an eighth longer, and few sizes in all."""
    pieces = size // PIECE_BYTES + 1
    step = 1 << max(0, pieces.bit_length() - 4)
    return -(-pieces // step) * step * PIECE_BYTES


def seal_file(content: bytes, key: bytes, spot: Spot) -> Iterator[bytes]:
    """The pieces of a sealed file, in order."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, _key(key, spot))
    yield VERSION + header
    whole = rounded(len(content))
    marked = content + b"\x80"
    for start in range(0, whole, PIECE_BYTES):
        piece = marked[start : start + PIECE_BYTES].ljust(PIECE_BYTES, b"\x00")
        tag = _LAST if start + PIECE_BYTES == whole else _MORE
        yield bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, spot.bound(), tag)


def unseal_file(pieces: Iterable[bytes], key: bytes, spot: Spot) -> bytes:
    """The content of a file from the pieces that `seal_file` gave.

    Raises:
        CannotOpenError: a piece is missing, changed, or out of order; another key or spot.
    """
    waiting = iter(pieces)
    header = versioned(next(waiting, b""))
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    found, tag = [], _MORE
    try:
        if len(header) != _HEADER:
            raise CannotOpenError
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, _key(key, spot))
        for piece in waiting:
            if tag == _LAST or len(piece) != _SEALED_PIECE:
                raise CannotOpenError
            text, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, piece, spot.bound())
            found.append(text)
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpenError from error
    if tag != _LAST:
        raise CannotOpenError
    return unpadded(b"".join(found))


def _key(key: bytes, spot: Spot) -> bytes:
    return derived(key, "file", spot.record.encode())
