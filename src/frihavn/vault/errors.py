"""What can go wrong with what is sealed. No message holds a key, a phrase or a word of what was sealed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal


class VaultError(Exception):
    """Something sealed cannot be used."""


class CannotOpenError(VaultError):
    """The key is another, the place is another, or somebody changed it. Which of these is not told."""

    def __init__(self) -> None:
        super().__init__("this cannot be opened: another key, another place, or it was changed")


class UnknownVersionError(VaultError):
    """It was sealed by a suite that this version does not know. Nothing else is tried."""

    def __init__(self) -> None:
        super().__init__("this was sealed by a suite that is not known here")


PhraseKind = Literal[
    "too_long", "neither", "mixed", "digits_missing", "digits_added", "digit_wrong", "words_missing", "words_added",
    "word_unknown", "languages_mixed", "word_wrong",
]  # fmt: skip
PHRASE_SENTENCES: Mapping[PhraseKind, str] = MappingProxyType({
    "too_long": "this is too long for a receipt phrase",
    "neither": "a receipt phrase has 27 digits or 8 words",
    "mixed": "a receipt phrase is either digits or words, not both",
    "digits_missing": "a receipt phrase has 27 digits, and {typed} were typed: some are missing",
    "digits_added": "a receipt phrase has 27 digits, and {typed} were typed: some are too many",
    "digit_wrong": "one of the digits is mistyped: look at each group again",
    "words_missing": "a receipt phrase has 27 digits or 8 words, and {typed} words were typed: some are missing",
    "words_added": "a receipt phrase has 8 words, and {typed} were typed: some are too many",
    "word_unknown": "word {place} is in no list: look at it again",
    "languages_mixed": "these words are of several languages, and those of a receipt phrase are of one",
    "word_wrong": "one of the words is another one, or two have changed places: look at each again",
})  # fmt: skip
"""What is wrong with what was typed -> the English sentence; braces hold what `PhraseError` counted."""


class PhraseError(VaultError):
    """What was typed is no receipt phrase; what it was is never repeated.

    Args:
        kind: What is wrong; the sites have a sentence in each language for it.
        typed: How many digits or words were typed, where that is what is wrong; else 0.
        place: Which word no list has, from 1, where that is what is wrong; else 0.
    """

    def __init__(self, kind: PhraseKind, *, typed: int = 0, place: int = 0) -> None:
        self.kind: PhraseKind = kind
        self.typed = typed
        self.place = place
        super().__init__(PHRASE_SENTENCES[kind].format(typed=typed, place=place))


class WordListError(VaultError):
    """A list of words is another than the one that phrases were made with."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"the word list {language!r} of the package mnemonic has changed, and phrases made with the old one would "
            "no longer open: go back to the version that requirements.lock names"
        )


class BackupKeyError(VaultError):
    """A recipient or an identity of backups cannot be used, or there are too few."""


class JournalError(VaultError):
    """A line of an erasure journal cannot be read: somebody or some disk changed it.

    Args:
        path: The journal. `line`: from 1.
    """

    def __init__(self, path: Path, line: int) -> None:
        self.path, self.line = path, line
        super().__init__(
            f"{path}:{line}: this is no line of an erasure journal; the other journals have it too, compare them"
        )


ShareKind = Literal["length", "damaged", "too_few", "repeated", "mixed_sets", "do_not_fit"]
SHARE_SENTENCES: Mapping[ShareKind, str] = MappingProxyType({
    "length": "a recovery share has {wanted} letters and digits, and {signs} were typed",
    "damaged": "this recovery share is mistyped or damaged: look at {where} again",
    "too_few": "these are too few recovery shares to bring the key back",
    "repeated": "one of the recovery shares is there twice",
    "mixed_sets": "these recovery shares are of different keys, or of one that was split twice",
    "do_not_fit": "these recovery shares do not belong together: one of them was changed",
})  # fmt: skip


class ShareError(VaultError):
    """A recovery share, or what was put together, cannot be used; no share is ever repeated.

    Args:
        kind: What is wrong.
        line: Which line is mistyped, from 1; 0 where that cannot be told.
        signs: How many signs were typed. `wanted`: how many a share has.
    """

    def __init__(self, kind: ShareKind, *, line: int = 0, signs: int = 0, wanted: int = 0) -> None:
        self.kind: ShareKind = kind
        self.line = line
        where = f"line {line}" if line else "every line"
        super().__init__(SHARE_SENTENCES[kind].format(where=where, signs=signs, wanted=wanted))
