"""The words of receipt phrases in three languages: those of the package `mnemonic`, mended and pinned.

Somebody who wrote eight words down must be able to come back in ten years. A list in which a newer version of the
package had changed a single word would lock people out without a sound; so each list is compared with its hash.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from types import MappingProxyType

from mnemonic import Mnemonic

from frihavn.vault.errors import WordListError

_NAMES = MappingProxyType({"en": "english", "fr": "french", "ru": "russian"})
_MENDED = MappingProxyType({"сно\ufffd\ufffdа": "снова"})
"""The Russian list of version 0.21 has a word with a broken letter, which nobody could type."""
_HASHES = MappingProxyType({
    "en": "187db04a869dd9bc7be80d21a86497d692c0db6abd3aa8cb6be5d618ff757fae",
    "fr": "a987d13c85916835e44001998f43aa71e1be667bd16fa868823ed7adbaf630ef",
    "ru": "2439333f64847a2c60c7d0cdcdcad20ca3cb546ac108f0fe8b0b8bcaa0947443",
})  # fmt: skip
"""SHA-256 of the words as they are shown, one a line."""


@cache
def _listed(language: str) -> tuple[str, ...]:
    found = Mnemonic(_NAMES[language]).wordlist
    words = tuple(unicodedata.normalize("NFC", _MENDED.get(word, word)) for word in found)
    if sha256("\n".join(words).encode()).hexdigest() != _HASHES[language]:
        raise WordListError(language)
    return words


class _WordLists(Mapping[str, tuple[str, ...]]):
    """Reads a list when it is first asked for."""

    def __getitem__(self, language: str) -> tuple[str, ...]:
        return _listed(language)

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


WORD_LISTS: Mapping[str, tuple[str, ...]] = _WordLists()
"""Language (`en`, `fr`, `ru`) -> its 2,048 words in order. Asking for one may raise WordListError."""
