"""What is sealed opens with its key in its place, and nowhere else."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.vault.errors import CannotOpenError, UnknownVersionError, VaultError
from frihavn.vault.files import PIECE_BYTES, rounded, seal_file, unseal_file
from frihavn.vault.holders import (
    LETTER_BYTES,
    GrantOf,
    grant,
    locked,
    locked_by_passphrase,
    new_private_key,
    opened,
    opened_all,
    sealed_to,
    unlocked,
    unlocked_by_passphrase,
    unsealed_by,
)
from frihavn.vault.records import BLOCK_BYTES, Spot, new_key, padded, seal, unpadded, unseal
from frihavn.vault.suite import framed

KEY, OTHER = new_key(), new_key()
SPOT = Spot("intake_document", "statement", "case-1", "record-1", 1)
ELSEWHERE = [
    replace(SPOT, table="intake_message"),
    replace(SPOT, column="thread"),
    replace(SPOT, case="case-2"),
    replace(SPOT, record="record-2"),
    replace(SPOT, epoch=2),
    Spot("intake_documents", "tatement", "case-1", "record-1", 1),
]
ALEKSEI, MIRA = new_private_key(), new_private_key()
GRANTED = GrantOf("case-1", "statement", 1, "mira")
TEXTS = ["", "Я отказываюсь.", "أرفض أن أقاتل", "\x00\x80\x00", "x" * 200_000]


@pytest.mark.parametrize("text", TEXTS, ids=["empty", "Russian", "Arabic", "marks", "200 kB"])
def test_a_record_comes_back_whole(text: str) -> None:
    assert unseal(seal(text.encode(), KEY, SPOT), KEY, SPOT).decode() == text


@given(st.binary(max_size=3 * BLOCK_BYTES))
def test_padding_comes_off_as_it_went_on(text: bytes) -> None:
    assert unpadded(padded(text)) == text
    assert len(padded(text)) % BLOCK_BYTES == 0


def test_a_record_does_not_tell_how_long_it_is() -> None:
    assert len({len(seal(b"x" * size, KEY, SPOT)) for size in (0, 1, 100, BLOCK_BYTES - 1)}) == 1


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal(b"yes", KEY, SPOT) != seal(b"yes", KEY, SPOT)


@pytest.mark.parametrize("spot", ELSEWHERE, ids=["table", "column", "case", "record", "epoch", "shifted"])
def test_a_record_that_was_moved_does_not_open(spot: Spot) -> None:
    with pytest.raises(CannotOpenError):
        unseal(seal(b"secret", KEY, SPOT), KEY, spot)


def test_any_two_records_that_change_places_do_not_open() -> None:
    spots = [SPOT, *ELSEWHERE]
    sealed = [seal(b"secret", KEY, spot) for spot in spots]
    for place, spot in enumerate(spots):
        for other, one in enumerate(sealed):
            if other != place:
                with pytest.raises(CannotOpenError):
                    unseal(one, KEY, spot)


def test_a_record_opens_with_no_other_key() -> None:
    with pytest.raises(CannotOpenError):
        unseal(seal(b"secret", KEY, SPOT), OTHER, SPOT)


def test_no_changed_byte_goes_unnoticed() -> None:
    sealed = seal(b"secret", KEY, SPOT)
    chance = random.Random(1)
    for _ in range(300):
        place = chance.randrange(1, len(sealed))
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(CannotOpenError):
            unseal(bytes(changed), KEY, SPOT)


@pytest.mark.parametrize("length", [0, 1, 10, 24, 25, 40])
def test_a_record_that_was_cut_does_not_open(length: int) -> None:
    with pytest.raises(CannotOpenError):
        unseal(seal(b"secret", KEY, SPOT)[:length], KEY, SPOT)


def test_another_suite_is_never_tried() -> None:
    with pytest.raises(UnknownVersionError):
        unseal(b"\x02" + seal(b"secret", KEY, SPOT)[1:], KEY, SPOT)


def test_no_error_tells_what_was_sealed_or_by_what() -> None:
    with pytest.raises(CannotOpenError) as error:
        unseal(seal(b"a secret word", KEY, SPOT), OTHER, SPOT)
    assert "secret" not in str(error.value)
    assert "case-1" not in str(error.value)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_no_two_places_look_alike_as_bytes(first: list[str], second: list[str]) -> None:
    assert (framed(*first) == framed(*second)) == (first == second)


# ------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 20 * PIECE_BYTES + 7])
def test_a_file_comes_back_whole(size: int) -> None:
    content = random.Random(size).randbytes(size)
    assert unseal_file(seal_file(content, KEY, SPOT), KEY, SPOT) == content


def test_a_file_is_rounded_up_by_little() -> None:
    for size in (0, 1, PIECE_BYTES, 10**6, 10**7, 50_000_000):
        assert size < rounded(size) <= max(size * 9 / 8, size) + PIECE_BYTES
    assert len({rounded(size) for size in range(0, 50_000_000, 4_999)}) < 90


def test_pieces_of_a_file_cannot_be_left_out_swapped_repeated_or_added() -> None:
    pieces = list(seal_file(b"x" * (3 * PIECE_BYTES), KEY, SPOT))
    assert len(pieces) == 5
    wrong = [
        pieces[:-1], pieces[:1] + pieces[2:], pieces[1:], [], pieces[:1], [*pieces, pieces[-1]],
        [pieces[0], pieces[2], pieces[1], *pieces[3:]], [pieces[0][:-1], *pieces[1:]], [*pieces[:-1], pieces[-1][:-1]],
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(VaultError):
            unseal_file(one, KEY, SPOT)


def test_a_file_opens_in_its_place_and_with_its_key_only() -> None:
    pieces = list(seal_file(b"a photo", KEY, SPOT))
    for key, spot in ((OTHER, SPOT), *((KEY, spot) for spot in ELSEWHERE)):
        with pytest.raises(CannotOpenError):
            unseal_file(pieces, key, spot)


# ------------------------------------------------------------------------------------------------------ grants


def test_a_grant_gives_the_key_to_whom_it_was_sealed() -> None:
    assert opened(grant(KEY, MIRA.public(), GRANTED), MIRA, GRANTED) == KEY


def test_several_grants_give_their_keys_in_order_and_one_that_does_not_open_gives_none() -> None:
    other = replace(GRANTED, epoch=GRANTED.epoch + 1)
    grants = [(grant(KEY, MIRA.public(), GRANTED), GRANTED), (grant(OTHER, MIRA.public(), other), other)]
    assert opened_all(grants, MIRA) == [KEY, OTHER]
    assert opened_all([], MIRA) == []
    with pytest.raises(CannotOpenError):
        opened_all([grants[0], (grants[1][0], GRANTED)], MIRA)


def test_nobody_else_opens_a_grant() -> None:
    with pytest.raises(CannotOpenError):
        opened(grant(KEY, MIRA.public(), GRANTED), ALEKSEI, GRANTED)


@pytest.mark.parametrize(
    "of",
    [
        replace(GRANTED, case="case-2"),
        replace(GRANTED, part="identity"),
        replace(GRANTED, epoch=2),
        replace(GRANTED, holder="team"),
    ],
    ids=["case", "part", "epoch", "holder"],
)
def test_a_grant_gives_nothing_else(of: GrantOf) -> None:
    with pytest.raises(CannotOpenError):
        opened(grant(KEY, MIRA.public(), GRANTED), MIRA, of)


def test_a_grant_that_was_changed_or_cut_does_not_open() -> None:
    sealed = grant(KEY, MIRA.public(), GRANTED)
    assert len(sealed) == 1169  # version byte, 1,120 bytes of the hybrid, key and tag
    chance = random.Random(2)
    for _ in range(100):
        changed = bytearray(sealed)
        changed[chance.randrange(1, len(sealed))] ^= 1 << chance.randrange(8)
        with pytest.raises(CannotOpenError):
            opened(bytes(changed), MIRA, GRANTED)
    for length in (0, 1, 100, len(sealed) - 1):
        with pytest.raises(CannotOpenError):
            opened(sealed[:length], MIRA, GRANTED)


# ----------------------------------------------------------------------------------------------------- letters


@pytest.mark.parametrize("text", TEXTS, ids=["empty", "Russian", "Arabic", "marks", "200 kB"])
def test_a_letter_is_read_by_whom_it_was_sealed_to_and_nobody_else(text: str) -> None:
    sealed = sealed_to(text.encode(), MIRA.public(), GRANTED)
    assert unsealed_by(sealed, MIRA, GRANTED).decode() == text
    with pytest.raises(CannotOpenError):
        unsealed_by(sealed, ALEKSEI, GRANTED)


def test_a_letter_opens_in_its_place_only() -> None:
    places = [
        GRANTED,
        replace(GRANTED, case="case-2"),
        replace(GRANTED, part="identity"),
        replace(GRANTED, epoch=2),
        replace(GRANTED, holder="team"),
        GrantOf("case-1s", "tatement", 1, "mira"),
    ]
    letters = [sealed_to(b"a question", MIRA.public(), of) for of in places]
    for place, of in enumerate(places):
        for other, letter in enumerate(letters):
            if place == other:
                assert unsealed_by(letter, MIRA, of) == b"a question"
            else:
                with pytest.raises(CannotOpenError):
                    unsealed_by(letter, MIRA, of)


def test_no_single_changed_byte_of_a_letter_goes_unnoticed() -> None:
    sealed = sealed_to(b"a question", MIRA.public(), GRANTED)
    chance = random.Random(4)
    for place in range(1, len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(CannotOpenError):
            unsealed_by(bytes(changed), MIRA, GRANTED)


def test_a_letter_that_was_cut_or_is_of_another_suite_does_not_open() -> None:
    sealed = sealed_to(b"a question", MIRA.public(), GRANTED)
    for length in (0, 1, 100, len(sealed) - 1):
        with pytest.raises(CannotOpenError):
            unsealed_by(sealed[:length], MIRA, GRANTED)
    with pytest.raises(UnknownVersionError):
        unsealed_by(b"\x02" + sealed[1:], MIRA, GRANTED)


def test_a_letter_is_no_grant_and_a_grant_no_letter() -> None:
    with pytest.raises(CannotOpenError):
        opened(sealed_to(KEY, MIRA.public(), GRANTED), MIRA, GRANTED)
    with pytest.raises(CannotOpenError):
        unsealed_by(grant(KEY, MIRA.public(), GRANTED), MIRA, GRANTED)


def test_a_letter_does_not_tell_how_long_it_is() -> None:
    letters = [sealed_to(b"x" * size, MIRA.public(), GRANTED) for size in (0, 1, 100, LETTER_BYTES - 1)]
    assert len({len(letter) for letter in letters}) == 1
    assert len(set(letters)) == 4


# ------------------------------------------------------------------------------------------------ private keys


def test_a_private_key_opens_with_its_lock_and_holder_only() -> None:
    sealed = locked(MIRA, KEY, "mira")
    assert unlocked(sealed, KEY, "mira") == MIRA
    for key, holder in ((OTHER, "mira"), (KEY, "aleksei")):
        with pytest.raises(CannotOpenError):
            unlocked(sealed, key, holder)


def test_a_private_key_opens_with_its_passphrase_only() -> None:
    sealed = locked_by_passphrase(MIRA, "stilling av korn", "mira")
    assert unlocked_by_passphrase(sealed, "stilling av korn", "mira") == MIRA
    with pytest.raises(CannotOpenError):
        unlocked_by_passphrase(sealed, "stilling av Korn", "mira")
    with pytest.raises(CannotOpenError):
        unlocked_by_passphrase(sealed[:10], "stilling av korn", "mira")


def test_a_passphrase_is_the_same_from_every_keyboard() -> None:
    """Some write å as one sign and some as two; nobody can see which."""
    sealed = locked_by_passphrase(MIRA, "båt på ås", "mira")
    assert unlocked_by_passphrase(sealed, unicodedata.normalize("NFD", "båt på ås"), "mira") == MIRA
    with pytest.raises(CannotOpenError):
        unlocked_by_passphrase(sealed, "bat pa as \ud800", "mira")


def test_no_key_shows_itself_when_printed() -> None:
    assert repr(MIRA) == "PrivateKey()"
