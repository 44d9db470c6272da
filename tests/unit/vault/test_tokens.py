"""Random names that say nothing, keyed ids, and one-time codes as every authenticator makes them."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from frihavn.vault.tokens import (
    CODE_SECONDS,
    REFERENCE_SIGNS,
    code_at,
    code_secret_text,
    code_step,
    is_same,
    keyed_id,
    new_code_secret,
    new_id,
    new_reference,
    new_token,
)

SECRET = b"12345678901234567890"
RFC_6238 = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
NOW = datetime(2026, 2, 1, 12, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // CODE_SECONDS


@pytest.mark.parametrize(("seconds", "digits"), RFC_6238)
def test_codes_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    """The vectors have eight digits; six digits are the last six of them."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, moment) == digits[-6:]
    assert code_step(SECRET, digits[-6:], moment) == seconds // CODE_SECONDS


def test_a_code_is_good_now_and_one_step_away() -> None:
    for shift in (-1, 0, 1):
        code = code_at(SECRET, NOW + timedelta(seconds=CODE_SECONDS * shift))
        assert code_step(SECRET, code, NOW) == STEP + shift
    for shift in (-3, -2, 2, 3):
        code = code_at(SECRET, NOW + timedelta(seconds=CODE_SECONDS * shift))
        assert code_step(SECRET, code, NOW) is None


def test_a_code_used_twice_is_refused() -> None:
    code = code_at(SECRET, NOW)
    used = code_step(SECRET, code, NOW)
    assert used == STEP
    assert code_step(SECRET, code, NOW, used) is None
    assert code_step(SECRET, code, NOW + timedelta(seconds=CODE_SECONDS), used) is None


def test_an_older_code_is_refused_once_a_newer_was_used() -> None:
    older, newer = code_at(SECRET, NOW - timedelta(seconds=CODE_SECONDS)), code_at(SECRET, NOW)
    assert code_step(SECRET, older, NOW, used=STEP - 2) == STEP - 1
    assert code_step(SECRET, older, NOW, used=STEP) is None
    assert code_step(SECRET, newer, NOW, used=STEP - 1) == STEP


@pytest.mark.parametrize("typed", ["", "1", "abcdef", "0000000", "\x00" * 6, "١٢٣٤٥٦", "\ud800", "1" * 100_000])
def test_what_is_no_code_fits_nothing(typed: str) -> None:
    assert code_step(SECRET, typed, NOW) is None


def test_a_code_of_another_secret_fits_nothing() -> None:
    other = new_code_secret()
    assert len(other) == 20
    assert other != new_code_secret()
    assert code_step(SECRET, code_at(other, NOW), NOW) is None or code_at(other, NOW) in {
        code_at(SECRET, NOW + timedelta(seconds=CODE_SECONDS * shift)) for shift in (-1, 0, 1)
    }


def test_a_secret_can_be_typed_into_an_authenticator() -> None:
    assert code_secret_text(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert re.fullmatch("[A-Z2-7]{32}", code_secret_text(new_code_secret()))


def test_names_are_random_and_can_stand_in_a_file_name() -> None:
    for make, signs in ((new_id, 24), (new_token, 56)):
        found = {make() for _ in range(1_000)}
        assert len(found) == 1_000
        assert all(re.fullmatch(f"[a-z2-7]{{{signs}}}", one) for one in found)


def test_a_reference_says_neither_a_word_nor_a_number_in_a_row() -> None:
    found = [new_reference() for _ in range(2_000)]
    assert len(set(found)) == 2_000
    assert all(
        re.fullmatch(rf"[{REFERENCE_SIGNS}]{{3}}-[{REFERENCE_SIGNS}]{{3}}-[{REFERENCE_SIGNS}]{{2}}", one)
        for one in found
    )
    assert {sign for one in found for sign in one} == {*REFERENCE_SIGNS, "-"}
    assert not set("AEIOU01LSB") & set(REFERENCE_SIGNS)


def test_a_keyed_id_depends_on_key_text_and_label() -> None:
    ids = {keyed_id(key, text, label) for key in (bytes(32), bytes(31)) for text in ("", "a") for label in ("", "a")}
    assert keyed_id(b"k", "case-1", "erased") == hmac.new(b"k", b"erased\x00case-1", sha256).hexdigest()
    assert len(ids) == 4  # HMAC fills a short key with zeros, so that 31 zeros and 32 are one key
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in ids)


def test_sameness_is_that_of_texts() -> None:
    assert is_same("Łódź", "Łódź")
    assert not is_same("a", "A")
    assert not is_same("", "a")
    assert not is_same("\ud800", "?")
