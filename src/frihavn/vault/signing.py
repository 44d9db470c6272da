"""The key pair that signs the log's checkpoints (Ed25519): from its seed, and as text for those who check."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SigningKey = Ed25519PrivateKey
CheckingKey = Ed25519PublicKey
SEED_BYTES = 32


def signing_key(seed: bytes) -> SigningKey:
    """The key that signs.

    Args:
        seed: 32 random bytes, a secret of the installation.
    """
    return Ed25519PrivateKey.from_private_bytes(seed)


def text_of(key: CheckingKey) -> str:
    """The public key as 64 hex signs."""
    return key.public_bytes_raw().hex()


def checking_key(text: str) -> CheckingKey:
    """The public key again.

    Raises:
        ValueError: these are not 64 hex signs.
    """
    raw = bytes.fromhex(text.strip())
    return Ed25519PublicKey.from_public_bytes(raw)
