"""Seal what is not kept: the state of a form on its way through a browser, a session under its own cookie."""

from __future__ import annotations

from secrets import token_bytes

from nacl import bindings
from nacl.exceptions import CryptoError

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.records import padded, unpadded
from frihavn.vault.suite import KEY_BYTES, VERSION, derived, framed, versioned

STATE_BLOCK_BYTES = 1024
"""States are padded to a multiple of this, so that their length says little of what was answered."""
_NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES


def key_of_token(token: str, label: str) -> bytes:
    """The key that a cookie's or a ticket's secret gives for one purpose; who has only the database has no such key.

    Args:
        token: As `new_token` made it. Any other text gives a key too, and that opens nothing.
        label: What for: two labels give two keys.
    """
    return derived(token.encode(errors="surrogatepass"), "token", label.encode())


def sealed_state(data: bytes, key: bytes, label: str, block: int = STATE_BLOCK_BYTES) -> bytes:
    """Seal a state under a key of 32 bytes, bound to a label.

    Args:
        label: What it is and where it belongs, such as a page with the day: under another label it does not open.
        block: It is padded to a multiple of so many bytes.

    Returns:
        Version byte, nonce, ciphertext.

    Raises:
        ValueError: the key has another length.
    """
    nonce = token_bytes(_NONCE_BYTES)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(padded(data, block), _bound(label), nonce, _own(key))
    return VERSION + nonce + sealed


def opened_state(sealed: bytes, key: bytes, label: str) -> bytes:
    """The state that was sealed; any block.

    Raises:
        CannotOpenError: another key or label, or it was changed.
        UnknownVersionError: another suite.
        ValueError: the key has another length.
    """
    body, own = versioned(sealed), _own(key)
    try:
        data = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            body[_NONCE_BYTES:], _bound(label), body[:_NONCE_BYTES], own
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpenError from error
    return unpadded(data)


def _bound(label: str) -> bytes:
    return b"frihavn/v1/state\x00" + framed(label)


def _own(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a state is sealed under a key of {KEY_BYTES} bytes, not {len(key)}")
    return derived(key, "state")
