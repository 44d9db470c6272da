"""Key pairs of people and teams, and grants: a data key sealed to one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey
from nacl import bindings
from nacl.exceptions import CryptoError

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.receipt import stretched
from frihavn.vault.records import padded, unpadded
from frihavn.vault.suite import HYBRID, KEY_BYTES, VERSION, framed, versioned

SEED_BYTES, CURVE_BYTES, LATTICE_PUBLIC_BYTES = 64, 32, 1184
PASSES, MEMORY_KIB = 3, 65_536
"""Argon2id for passphrases that people choose."""
LETTER_BYTES = 256
"""Texts sealed to a holder are padded to a multiple of this."""
_SALT_BYTES = 16
_NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whom something can be sealed to: version, ML-KEM-768 key, X25519 key."""

    raw: bytes

    def native(self) -> MLKEM768X25519PublicKey:
        """The key as the library has it."""
        body = versioned(self.raw)
        if len(body) != LATTICE_PUBLIC_BYTES + CURVE_BYTES:
            raise CannotOpenError
        return MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(body[:LATTICE_PUBLIC_BYTES]),
            x25519.X25519PublicKey.from_public_bytes(body[LATTICE_PUBLIC_BYTES:]),
        )


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A person's or team's private key: version, ML-KEM-768 seed, X25519 key. It does not show itself when printed."""

    raw: bytes = field(repr=False)

    def parts(self) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
        """The two keys."""
        body = versioned(self.raw)
        if len(body) != SEED_BYTES + CURVE_BYTES:
            raise CannotOpenError
        return (
            mlkem.MLKEM768PrivateKey.from_seed_bytes(body[:SEED_BYTES]),
            x25519.X25519PrivateKey.from_private_bytes(body[SEED_BYTES:]),
        )

    def public(self) -> PublicKey:
        """The key to seal to."""
        lattice, curve = self.parts()
        return PublicKey(VERSION + lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw())


def new_private_key() -> PrivateKey:
    """A key pair for a person, a team or an applicant."""
    return PrivateKey(VERSION + token_bytes(SEED_BYTES) + token_bytes(CURVE_BYTES))


@dataclass(frozen=True, slots=True)
class GrantOf:
    """What a grant gives, and to whom: moved to another case, part, epoch or holder it does not open."""

    case: str
    part: str
    epoch: int
    holder: str

    def bound(self) -> bytes:
        """The grant's subject as bytes."""
        return b"frihavn/v1/grant\x00" + framed(self.case, self.part, str(self.epoch), self.holder)


def grant(key: bytes, to: PublicKey, of: GrantOf) -> bytes:
    """Seal a data key to a holder (HPKE, RFC 9180, with a hybrid of ML-KEM-768 and X25519)."""
    return VERSION + HYBRID.encrypt(key, to.native(), info=of.bound())


def opened(granted: bytes, own: PrivateKey, of: GrantOf) -> bytes:
    """The data key of a grant.

    Raises:
        CannotOpenError: it is somebody else's, of something else, or was changed.
    """
    return opened_all([(granted, of)], own)[0]


def opened_all(grants: Iterable[tuple[bytes, GrantOf]], own: PrivateKey) -> list[bytes]:
    """The data keys of several grants to one holder, in order; the holder's key is made ready once for all of them.

    Raises:
        CannotOpenError: one is somebody else's, of something else, or was changed.
    """
    native = MLKEM768X25519PrivateKey(*own.parts())
    keys = []
    for granted, of in grants:
        try:
            key = HYBRID.decrypt(versioned(granted), native, info=of.bound())
        except (InvalidTag, ValueError) as error:
            raise CannotOpenError from error
        if len(key) != KEY_BYTES:
            raise CannotOpenError
        keys.append(key)
    return keys


def sealed_to(text: bytes, to: PublicKey, of: GrantOf) -> bytes:
    """Seal a short text to a holder, so that only they read it."""
    return VERSION + HYBRID.encrypt(padded(text, LETTER_BYTES), to.native(), info=b"letter" + of.bound())


def unsealed_by(sealed: bytes, own: PrivateKey, of: GrantOf) -> bytes:
    """The text that was sealed to a holder.

    Raises:
        CannotOpenError: it is somebody else's, of something else, or was changed.
    """
    try:
        text = HYBRID.decrypt(versioned(sealed), MLKEM768X25519PrivateKey(*own.parts()), info=b"letter" + of.bound())
    except (InvalidTag, ValueError) as error:
        raise CannotOpenError from error
    return unpadded(text)


def locked(own: PrivateKey, key: bytes, holder: str) -> bytes:
    """A private key sealed under another key of 32 bytes."""
    nonce = token_bytes(_NONCE_BYTES)
    aad = b"frihavn/v1/holder\x00" + framed(holder)
    return VERSION + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(own.raw, aad, nonce, key)


def unlocked(sealed: bytes, key: bytes, holder: str) -> PrivateKey:
    """The private key again.

    Raises:
        CannotOpenError: another key or holder, or it was changed.
    """
    body = versioned(sealed)
    aad = b"frihavn/v1/holder\x00" + framed(holder)
    try:
        raw = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(body[_NONCE_BYTES:], aad, body[:_NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpenError from error
    return PrivateKey(raw)


def locked_by_passphrase(own: PrivateKey, passphrase: str, holder: str) -> bytes:
    """A private key sealed under a passphrase; the salt stands before it."""
    salt = token_bytes(_SALT_BYTES)
    return VERSION + salt + locked(own, _from_passphrase(passphrase, salt), holder)


def unlocked_by_passphrase(sealed: bytes, passphrase: str, holder: str) -> PrivateKey:
    """The private key again, from its passphrase.

    Raises:
        CannotOpenError: another passphrase or holder, or it was changed.
    """
    body = versioned(sealed)
    if len(body) <= _SALT_BYTES:
        raise CannotOpenError
    return unlocked(body[_SALT_BYTES:], _from_passphrase(passphrase, body[:_SALT_BYTES]), holder)


def _from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """Normal form C (RFC 8265, OpaqueString): keyboards write å as one sign or as two, and people see no difference."""
    text = unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
    return stretched(text, salt, passes=PASSES, memory_kib=MEMORY_KIB)
