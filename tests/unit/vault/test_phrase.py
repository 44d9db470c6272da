"""Receipt phrases: digits in any script, words of a list, and every slip of the finger noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.vault.errors import PhraseError
from frihavn.vault.phrase import SECRET_BITS, WORDS, Secret, new_secret, read_phrase

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
    "typed", ["", " ", "banana", "1", "one two three four five six seven eight", "12ab" * 8, "\x00", "🔑" * 8, "9" * 27]
)
def test_what_is_no_phrase_is_refused_calmly_and_never_repeated(typed: str) -> None:
    with pytest.raises(PhraseError) as error:
        read_phrase(typed, [LIST])
    assert len(typed.strip()) < 2 or typed not in str(error.value)


def test_a_secret_does_not_show_itself() -> None:
    assert repr(Secret(12345)) == "Secret()"
    assert len({new_secret().number for _ in range(50)}) == 50
