"""What others have published must come out here too: RFC 5869, RFC 6962, RFC 9106, the XChaCha20-Poly1305 draft."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl import bindings

from frihavn.vault.audit import EMPTY_ROOT, Tree
from frihavn.vault.phrase import Secret
from frihavn.vault.receipt import receipt_of, stretched
from frihavn.vault.suite import derived

LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_tree_has_the_roots_of_certificate_transparency() -> None:
    tree = Tree()
    assert tree.root() == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(bytes.fromhex(leaf))
        assert tree.root().hex() == root


def test_xchacha20_poly1305_is_that_of_the_draft() -> None:
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    key, nonce = bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x58))
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        text, bytes.fromhex("50515253c0c1c2c3c4c5c6c7"), nonce, key
    )
    assert sealed[:16].hex() == "bd6d179d3e83d43b9576579493c0e939"
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"


def test_hkdf_is_that_of_rfc_5869() -> None:
    found = HKDF(SHA256(), 42, bytes.fromhex("000102030405060708090a0b0c"), bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"))
    assert found.derive(b"\x0b" * 22).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_argon2id_is_that_of_rfc_9106() -> None:
    found = Argon2id(
        salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\x04" * 12, secret=b"\x03" * 8
    )
    assert found.derive(b"\x01" * 32).hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_our_own_derivations_never_change() -> None:
    """Whoever has a phrase from today must open their file in ten years."""
    assert derived(b"\x00" * 32, "record", b"r1").hex() == (
        "4bb3e1cff9eb97081731ea902e60ee73b688bb0f342b383f163402b8391b2dbf"
    )
    receipt = receipt_of(Secret(0), salt=b"\x00" * 16, pepper=b"\x00" * 32)
    assert receipt.lookup.hex() == "c5b4900cf340fd4d56c3cf11c199bb9f39dcdd0eb86c34ba3c85b989461be9db"
    assert receipt.key.hex() == "0acdc763baf29d2e64139fdb0813f3869b637ff5b8c13ed04033aac51c727925"


def test_a_salt_or_pepper_of_another_length_is_refused() -> None:
    for salt, pepper in ((b"", b"\x00" * 32), (b"\x00" * 16, b"\x00" * 31)):
        with pytest.raises(ValueError, match="16 bytes and a pepper 32"):
            receipt_of(Secret(0), salt=salt, pepper=pepper)


def test_stretching_depends_on_everything() -> None:
    base = stretched(b"s", b"0" * 16, passes=1, memory_kib=64)
    others = [
        stretched(b"t", b"0" * 16, passes=1, memory_kib=64),
        stretched(b"s", b"1" * 16, passes=1, memory_kib=64),
        stretched(b"s", b"0" * 16, passes=2, memory_kib=64),
        stretched(b"s", b"0" * 16, passes=1, memory_kib=128),
    ]
    assert len({base, *others}) == 5
