"""Text in the encodings people have, as UTF-8 of which every character shows."""

from __future__ import annotations

import codecs
import re
import unicodedata

import puremagic

from frihavn.web.cleaning.kinds import NotTaken, is_markup
from frihavn.web.cleaning.plain import TEXT_CONTROLS, does_not_show

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
_COMMON = frozenset("оеаинтсрвлкмдпуі")
_COMMON_SHARE_MIN = 0.5
_CYRILLIC_SHARE_MIN = 0.5
_UNREADABLE_SHARE_MAX = 0.1
_REPLACED = "\ufffd"
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_AT_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)


def written(content: bytes) -> tuple[bytes, set[str]]:
    """The text as UTF-8, ending with a line end, and whether anything in it did not show. Empty if nothing shows.

    Raises:
        NotTaken: it is markup, or no text that anybody could read.
    """
    text = _decoded(content)
    if is_markup(text):
        raise NotTaken("type_not_taken")
    text = _LINE_ENDS.sub("\n", text)
    letters = set(text)
    taken_out = {ord(letter): _stands_for(letter) for letter in letters if _goes(letter)}
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text.translate(taken_out)))
    text = _AT_LINE_ENDS.sub("", text).strip("\n")
    removed = {"hidden_text"} if taken_out else set()
    return (text + "\n").encode() if text else b"", removed


def has_a_name(content: bytes) -> bool:
    """Whether bytes that nobody can read are at least of a kind that is known."""
    try:
        return bool(puremagic.magic_string(content))
    except (puremagic.PureError, ValueError):
        return False


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _readable(content[len(mark) :].decode(encoding, errors="replace"))
    try:
        return _readable(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _readable(content.decode(_cyrillic(content) or "utf-8", errors="replace"))


def _readable(text: str) -> str:
    broken = sum(text.count(letter) for letter in set(text) if unicodedata.category(letter) in ("Cc", "Co", "Cs", "Cn"))
    ends = sum(text.count(letter) for letter in "\n\t\r\f")
    if broken - ends + text.count(_REPLACED) > _UNREADABLE_SHARE_MAX * len(text):
        raise NotTaken("type_unknown")
    return text


def _cyrillic(content: bytes) -> str | None:
    """The encoding in which most of it is common small letters of Russian or Ukrainian; none if none clearly is."""
    above = sum(byte >= 0x80 for byte in content)
    ascii_letters = sum(65 <= byte & 0xDF <= 90 for byte in content if byte < 0x80)
    if above < _CYRILLIC_SHARE_MIN * (above + ascii_letters):
        return None
    shares = {}
    for encoding in _CYRILLIC:
        text = content.decode(encoding, errors="replace")
        shares[encoding] = sum(text.count(letter) for letter in _COMMON) / above
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _COMMON_SHARE_MIN else None


def _goes(letter: str) -> bool:
    return letter not in TEXT_CONTROLS and does_not_show(letter)


def _stands_for(letter: str) -> str:
    """Nothing; but where somebody may have written what we cannot show, a mark that something stood there."""
    return _REPLACED if unicodedata.category(letter) in ("Co", "Cn", "Cs") else ""
