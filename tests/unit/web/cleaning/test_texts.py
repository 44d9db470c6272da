"""Text stays as it was written, in the encodings people have; what does not show goes."""

from __future__ import annotations

import unicodedata

import pytest

from frihavn.web.cleaning import Cleaned, CleaningError, Limits, clean
from tests.unit.web.cleaning.corpus import ARABIC, GEORGIAN, INVISIBLE, RUSSIAN, TURNING, UKRAINIAN, not_taken
from tests.unit.web.cleaning.planted import CANARY


def text_of(content: bytes) -> str:
    found = clean(content)
    assert (found.kind, found.pages, found.thumbnail) == ("text", 1, b"")
    return found.content.decode("utf-8")


def problem_of(content: bytes) -> str:
    with pytest.raises(CleaningError) as caught:
        clean(content)
    return caught.value.kind


@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN, ARABIC, GEORGIAN], ids=["ru", "uk", "ar", "ka"])
def test_every_word_stays_in_every_unicode_encoding(text: str) -> None:
    long = (text * 3_000).strip()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert text_of(long.encode(encoding)) == long + "\n"
    assert text_of(b"\xfe\xff" + long.encode("utf-16-be")) == long + "\n"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_older_russian_encodings_are_told_apart(encoding: str) -> None:
    for text in (RUSSIAN.strip(), "Повестка вручена 12 мая; явился, отказался."):
        assert text_of(text.encode(encoding)) == text + "\n"


def test_ukrainian_in_its_older_encoding_is_read() -> None:
    assert text_of(UKRAINIAN.encode("cp1251")) == UKRAINIAN.strip() + "\n"


def test_what_cannot_be_told_shows_that_something_is_missing() -> None:
    found = text_of("Je refuse de combattre, et je demande à être protégé.".encode("latin-1"))
    assert found == "Je refuse de combattre, et je demande \ufffd \ufffdtre prot\ufffdg\ufffd.\n"


def test_nothing_is_left_that_does_not_show() -> None:
    hidden = "".join(letter + chr(0xE0000 + CANARY[at % len(CANARY)]) for at, letter in enumerate("Call-up paper"))
    selectors = "".join(chr(0xFE00 + byte % 16) + chr(0xE0100 + byte) for byte in CANARY)
    found = clean(f"{hidden}{selectors}{INVISIBLE}{TURNING}\x07\x1b[31m\0.".encode())
    assert found.content == b"Call-up paper[31m.\n"
    assert found.what_was_removed == ("hidden_text",)


def test_nothing_can_be_hidden_in_spaces_and_line_ends() -> None:
    assert (
        text_of("one \t \t\r\ntwo\u2003\u2009three\u2028four\x0bfive\n\n".encode()) == "one\ntwo  three\nfour\nfive\n"
    )
    assert clean(b"one\r\ntwo\r\n").what_was_removed == ()


def test_two_ways_to_write_a_letter_become_one() -> None:
    assert text_of(unicodedata.normalize("NFD", "й ё ї é").encode()) == "й ё ї é\n"


def test_letters_that_nobody_assigned_leave_a_mark() -> None:
    assert text_of("a\ue000b and a few more words\n".encode()) == "a\ufffdb and a few more words\n"


@pytest.mark.parametrize(
    "content", [b" \n\t\n", INVISIBLE.encode(), b"\xef\xbb\xbf"], ids=["blank", "invisible", "mark"]
)
def test_a_text_of_nothing_is_empty(content: bytes) -> None:
    assert problem_of(content) in ("empty", "type_unknown")


def test_a_file_that_wants_to_be_interpreted_is_not_taken() -> None:
    for each in not_taken():
        assert problem_of(each.content) == "type_not_taken", each.name


def test_a_text_may_speak_of_markup() -> None:
    assert isinstance(clean(b"Write to me < I am here > or <me@example.org>, 3 < 4."), Cleaned)


def test_a_text_that_grows_too_long_as_utf_8_is_too_large() -> None:
    long = "мир и дом, ".encode("cp1251") * 1_000
    with pytest.raises(CleaningError) as caught:
        clean(long, limits=Limits(bytes_in_max=len(long), bytes_out_max=len(long)))
    assert caught.value.kind == "too_large"
