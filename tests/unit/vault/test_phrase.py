"""Receipt phrases: digits in any script, words of a list, and every slip of the finger noticed."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.vault.errors import PHRASE_SENTENCES, PhraseError, PhraseKind
from frihavn.vault.phrase import DIGITS, SECRET_BITS, WORDS, Secret, _check_digit, new_secret, read_phrase

SECRETS = st.integers(0, (1 << SECRET_BITS) - 1).map(Secret)
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "ka", "ju"]
LIST = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES[:8]]
ACCENTED = [word.replace("e", "é") for word in LIST]
CYRILLIC = [word.translate(str.maketrans("abcdefgijklmnoprstuvz", "абцдефгийклмнопрстувз")) for word in LIST]


@given(SECRETS)
def test_what_was_shown_is_read_back(secret: Secret) -> None:
    assert read_phrase(secret.digits()) == secret
    for listed in (LIST, ACCENTED, CYRILLIC):
        assert read_phrase(secret.words(listed), [LIST, ACCENTED, CYRILLIC]) == secret


def test_a_phrase_has_twenty_seven_digits_or_eight_words() -> None:
    secret = new_secret()
    assert len(secret.digits().replace(" ", "")) == 27
    assert len(secret.words(LIST).split()) == WORDS


def test_it_can_be_typed_as_people_type() -> None:
    secret = Secret(123456789012345678901234)
    digits = secret.digits()
    for typed in (
        digits.replace(" ", ""),
        digits.replace(" ", "-"),
        f"  {digits}\n",
        digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        digits.translate(str.maketrans("0123456789", "०१२३४५६७८९")),
        digits.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        assert read_phrase(typed) == secret
    words = secret.words(ACCENTED)
    for typed in (words.upper(), words.replace(" ", ", "), words.replace("é", "e"), words.replace(" ", "\n")):
        assert read_phrase(typed, [ACCENTED]) == secret


@given(SECRETS, st.integers(0, 26), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(secret: Secret, place: int, by: int) -> None:
    digits = secret.digits().replace(" ", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with pytest.raises(PhraseError):
        read_phrase(wrong)


@given(SECRETS)
def test_a_missing_or_added_digit_is_noticed(secret: Secret) -> None:
    digits = secret.digits().replace(" ", "")
    for wrong in (digits[:-1], digits[1:], digits + "0"):
        with pytest.raises(PhraseError, match="27 digits"):
            read_phrase(wrong)


def test_most_wrong_words_are_noticed() -> None:
    """Four bits notice fifteen in sixteen; the rest open nothing, like any other wrong phrase."""
    secret = Secret(987654321987654321987654)
    words = secret.words(LIST).split()
    noticed = 0
    for other in LIST[::8]:
        try:
            noticed += read_phrase(" ".join([other, *words[1:]]), [LIST]) == secret
        except PhraseError:
            noticed += 1
    assert noticed / len(LIST[::8]) > 0.88


@pytest.mark.parametrize(
    ("typed", "kind", "count"),
    [
        ("", "neither", 0),
        (" \n\t", "neither", 0),
        ("\x00", "neither", 0),
        ("🔑" * 8, "neither", 0),
        ("- . -", "neither", 0),
        ("banana", "words_missing", 1),
        ("one two three four five six seven eight nine", "words_added", 9),
        ("one two three four five six seven eight", "word_unknown", 0),
        ("1", "digits_missing", 1),
        ("1" * 26, "digits_missing", 26),
        ("1" * 28, "digits_added", 28),
        ("9" * 27, "digit_wrong", 0),
        ("12ab" * 8, "mixed", 0),
        ("1" * 27 + " bababa", "mixed", 0),
        ("1" * 1_001, "too_long", 0),
        ("ﷺ" * 200_000, "too_long", 0),
    ],
)
def test_what_is_no_phrase_is_refused_calmly_and_never_repeated(typed: str, kind: str, count: int) -> None:
    with pytest.raises(PhraseError) as error:
        read_phrase(typed, [LIST])
    assert (error.value.kind, error.value.typed) == (kind, count)
    assert len(typed.strip()) < 2 or typed not in str(error.value)


def test_the_largest_secret_is_read_and_the_next_number_is_none() -> None:
    largest = Secret((1 << SECRET_BITS) - 1)
    assert read_phrase(largest.digits()) == largest
    plain = f"{1 << SECRET_BITS:0{DIGITS}d}"
    with pytest.raises(PhraseError) as error:
        read_phrase(plain + str(_check_digit(plain)))
    assert error.value.kind == "digit_wrong"


def test_every_sentence_can_be_said_and_tells_the_numbers_of_a_phrase() -> None:
    assert set(PHRASE_SENTENCES) == set(get_args(PhraseKind))
    for kind in PHRASE_SENTENCES:
        said = str(PhraseError(kind, typed=41, place=7))
        assert "{" not in said
        assert ("41" in said) == (kind in {"digits_missing", "digits_added", "words_missing", "words_added"})
        assert ("word 7" in said) == (kind == "word_unknown")
    assert f"{DIGITS + 1} digits or {WORDS} words" in PHRASE_SENTENCES["neither"]


@pytest.mark.parametrize("listed", [[], LIST[:-1], [*LIST[:-1], LIST[0]], [*LIST[:-1], LIST[0].replace("a", "á")]])
def test_a_list_whose_words_do_not_stay_distinct_is_none(listed: list[str]) -> None:
    with pytest.raises(ValueError, match="distinct"):
        read_phrase(Secret(1).words(LIST), [listed])


def test_words_that_two_lists_have_are_told_apart_by_the_check_bits() -> None:
    """A list turned round has the same words, and a phrase of the one says another number in the other."""
    turned = LIST[::-1]
    right = 0
    for number in range(1_000, 1_100):
        words = Secret(number).words(LIST)
        assert read_phrase(words, [LIST, turned]) == Secret(number)
        right += read_phrase(words, [turned, LIST]) == Secret(number)
    assert right >= 85  # in one of sixteen the check bits fit the other list too, and the first list given is believed


def test_a_secret_does_not_show_itself() -> None:
    assert repr(Secret(12345)) == "Secret()"
    assert len({new_secret().number for _ in range(50)}) == 50
