"""The receipt phrase: 84 random bits that alone open somebody's own file, as digits or as words.

Digits work in every language and script. The words come from lists that are given, 2,048 each; eight of them hold the
84 bits and four bits that notice a wrong word. A phrase is never stored, and never part of an address.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from secrets import randbits

from frihavn.vault.errors import PhraseError

SECRET_BITS = 84
DIGITS = 26
"""Of the secret; one more checks them."""
WORDS = 8
WORD_BITS = 11
CHECK_BITS = 4
GROUP = 4
"""Digits are shown in groups of so many."""
SIGNS_MAX = 1_000
"""Nobody types more than this; eight words with all their blanks are a tenth of it."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What a receipt phrase says. It does not show itself when printed."""

    number: int = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.number < 1 << SECRET_BITS:
            raise PhraseError("digit_wrong")

    def raw(self) -> bytes:
        """The secret as bytes, for the derivation of keys."""
        return self.number.to_bytes((SECRET_BITS + 7) // 8, "big")

    def digits(self) -> str:
        """27 digits in groups of four; the last digit checks the others."""
        plain = f"{self.number:0{DIGITS}d}"
        whole = plain + str(_check_digit(plain))
        return " ".join(whole[start : start + GROUP] for start in range(0, len(whole), GROUP))

    def words(self, listed: Sequence[str]) -> str:
        """Eight words of a list of 2,048."""
        value = self.number << CHECK_BITS | _check_bits(self.number)
        return " ".join(listed[value >> WORD_BITS * place & 2047] for place in reversed(range(WORDS)))


def new_secret() -> Secret:
    """A secret for a new file."""
    return Secret(randbits(SECRET_BITS))


def read_phrase(typed: str, lists: Iterable[Sequence[str]] = ()) -> Secret:
    """What somebody typed, in any script's digits, with any spaces and dashes, or as words of one of the lists.

    Args:
        lists: 2,048 words each, distinct without accents too. Some words are in two of them: then every list that has
            all eight is tried, in this order, and the check bits tell.

    Raises:
        PhraseError: with a calm sentence and a `kind`; it never repeats what was typed.
        ValueError: a list is none.
    """
    if len(typed) > SIGNS_MAX:
        raise PhraseError("too_long")
    text = unicodedata.normalize("NFKC", typed).casefold()
    digits = "".join(str(unicodedata.digit(sign)) for sign in text if unicodedata.category(sign) == "Nd")
    spoken = "".join(sign if sign.isalpha() else " " for sign in _plain(text)).split()
    if digits and spoken:
        raise PhraseError("mixed")
    if digits:
        return _from_digits(digits)
    if not spoken:
        raise PhraseError("neither")
    return _from_words(spoken, [_places(tuple(listed)) for listed in lists])


def _plain(text: str) -> str:
    """Letters without accents, so that a phone without them does for French; й and ё likewise."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@lru_cache(maxsize=8)
def _places(listed: tuple[str, ...]) -> Mapping[str, int]:
    places = {_plain(word): place for place, word in enumerate(listed)}
    if not len(listed) == len(places) == 1 << WORD_BITS:
        raise ValueError(f"a list has {1 << WORD_BITS} words that stay distinct without their accents")
    return places


def _from_digits(digits: str) -> Secret:
    if len(digits) != DIGITS + 1:
        raise PhraseError("digits_missing" if len(digits) <= DIGITS else "digits_added", typed=len(digits))
    if _check_digit(digits[:-1]) != int(digits[-1]):
        raise PhraseError("digit_wrong")
    return Secret(int(digits[:-1]))


def _from_words(spoken: Sequence[str], lists: Sequence[Mapping[str, int]]) -> Secret:
    if len(spoken) != WORDS:
        raise PhraseError("words_missing" if len(spoken) < WORDS else "words_added", typed=len(spoken))
    for place, word in enumerate(spoken, start=1):
        if not any(word in places for places in lists):
            raise PhraseError("word_unknown", place=place)
    whole = [places for places in lists if all(word in places for word in spoken)]
    if not whole:
        raise PhraseError("languages_mixed")
    for places in whole:
        value = 0
        for word in spoken:
            value = value << WORD_BITS | places[word]
        number, check = value >> CHECK_BITS, value & (1 << CHECK_BITS) - 1
        if check == _check_bits(number):
            return Secret(number)
    raise PhraseError("word_wrong")


def _check_digit(digits: str) -> int:
    """ISO 7064 MOD 11,10: notices every wrong digit, and nearly every two that changed places."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def _check_bits(number: int) -> int:
    return hashlib.sha256(b"frihavn/v1/words" + number.to_bytes(11, "big")).digest()[0] >> 8 - CHECK_BITS
