"""A state opens under its key and label only, and tells nothing by its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.vault.drafts import STATE_BLOCK_BYTES, key_of_token, opened_state, sealed_state
from frihavn.vault.errors import CannotOpenError, UnknownVersionError, VaultError
from frihavn.vault.records import Spot, seal, unseal
from frihavn.vault.tokens import new_token

KEY, OTHER = bytes(range(32)), bytes(32)
LABEL = "session"


@given(st.binary(max_size=3_000), st.text(max_size=20), st.sampled_from([1, 16, STATE_BLOCK_BYTES]))
def test_a_state_comes_back_whole(data: bytes, label: str, block: int) -> None:
    assert opened_state(sealed_state(data, KEY, label, block), KEY, label) == data


def test_a_state_does_not_tell_how_long_it_is() -> None:
    assert len({len(sealed_state(b"x" * size, KEY, LABEL)) for size in (0, 1, 500, STATE_BLOCK_BYTES - 1)}) == 1
    assert sealed_state(b"x", KEY, LABEL) != sealed_state(b"x", KEY, LABEL)


@pytest.mark.parametrize(("key", "label"), [(OTHER, LABEL), (KEY, "form"), (KEY, ""), (KEY, "session\x00")])
def test_a_state_opens_under_no_other_key_or_label(key: bytes, label: str) -> None:
    with pytest.raises(CannotOpenError):
        opened_state(sealed_state(b"secret", KEY, LABEL), key, label)


def test_every_single_changed_byte_is_noticed() -> None:
    sealed = sealed_state(b"secret", KEY, LABEL, 16)
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            with pytest.raises(VaultError):
                opened_state(bytes(changed), KEY, LABEL)


def test_a_state_that_was_cut_does_not_open() -> None:
    sealed = sealed_state(b"secret", KEY, LABEL)
    for length in (0, 1, 10, 25, 41, len(sealed) - 1):
        with pytest.raises(CannotOpenError):
            opened_state(sealed[:length], KEY, LABEL)
    with pytest.raises(CannotOpenError):
        opened_state(sealed + b"\x00", KEY, LABEL)


def test_another_suite_is_never_tried() -> None:
    with pytest.raises(UnknownVersionError):
        opened_state(b"\x02" + sealed_state(b"secret", KEY, LABEL)[1:], KEY, LABEL)


def test_a_state_and_a_record_never_open_as_each_other() -> None:
    spot = Spot("intake_document", "statement", "case-1", "record-1", 1)
    with pytest.raises(CannotOpenError):
        unseal(sealed_state(b"secret", KEY, LABEL), KEY, spot)
    with pytest.raises(CannotOpenError):
        opened_state(seal(b"secret", KEY, spot), KEY, LABEL)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)], ids=len)
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sealed_state(b"secret", key, LABEL)
    with pytest.raises(ValueError, match="32 bytes"):
        opened_state(sealed_state(b"secret", KEY, LABEL), key, LABEL)


def test_each_token_gives_a_key_of_its_own_for_each_purpose() -> None:
    one, other = new_token(), new_token()
    keys = {key_of_token(token, label) for token in (one, other, "", "\udcff") for label in ("session", "form", "")}
    assert len(keys) == 12
    assert {len(key) for key in keys} == {32}
    assert key_of_token(one, "session") == key_of_token(one, "session")


def test_a_session_opens_with_its_own_cookie_only() -> None:
    cookie = new_token()
    sealed = sealed_state(b"where they are in the form", key_of_token(cookie, "session"), "session")
    assert opened_state(sealed, key_of_token(cookie, "session"), "session") == b"where they are in the form"
    for key in (
        key_of_token(new_token(), "session"),
        key_of_token(cookie, "form"),
        key_of_token(cookie[:-1], "session"),
    ):
        with pytest.raises(CannotOpenError):
            opened_state(sealed, key, "session")


def test_the_key_of_a_token_never_changes() -> None:
    assert key_of_token("a" * 56, "session").hex() == "fb359078d691118718a3d1b8a96e2ae7fcdceb5b3166f75c5343139911bca2a0"


def test_a_state_of_today_opens_tomorrow() -> None:
    sealed = (
        "0170b524da18c14fa3515c875f083cbf1433110750cdb2e43208207caa"
        "59afb4b3202c6dd2ee2556878d752f564ed03cbe8e37782c2ed3dbab"
    )
    assert opened_state(bytes.fromhex(sealed), KEY, "session") == b"page 3"
