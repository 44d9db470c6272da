"""Files that somebody might send, more than two hundred: odd, hostile, planted with what must not come out, damaged.

All of them are made here, from seeds; none is kept in the repository.
"""

from __future__ import annotations

import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Iterator

from tests.unit.web.cleaning.corpus_papers import by_hand, locked, planted
from tests.unit.web.cleaning.corpus_pictures import a_zip, jpegs, others, pngs
from tests.unit.web.cleaning.planted import CANARY, PLANTED, Sent, sent

RUSSIAN = "Меня вызвали повесткой, и я отказался. Прошу защиты; домой вернуться не могу. "
UKRAINIAN = "Я відмовився воювати і прошу захисту. Повернутися додому не можу. "
ARABIC = "رفضت أن أحمل السلاح، وأطلب الحماية. لا أستطيع العودة إلى بيتي. "
GEORGIAN = "უარი ვთქვი ომზე და ვითხოვ დაცვას. სახლში დაბრუნება არ შემიძლია. "
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u2061\u2062\u2063\u2064"
TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


TRIED_ONCE = tuple(f"jpeg exif turned {turn}" for turn in range(2, 9))
"""The same notes eight times; damaging one is enough."""


def texts() -> Iterator[Sent]:
    for name, text in (("russian", RUSSIAN), ("arabic", ARABIC), ("georgian", GEORGIAN)):
        long = text * (200_000 // len(text.encode()) + 1)
        yield sent(f"text {name}", long.encode(), "text")
        for encoding in ("utf-8-sig", "utf-16", "utf-32"):
            yield sent(f"text {name} {encoding}", (text * 20).encode(encoding), "text")
        yield sent(f"text {name} other way round", b"\xfe\xff" + text.encode("utf-16-be"), "text")
        hidden = "".join(a + b for a, b in zip(text, (INVISIBLE + TURNING) * 9, strict=False))
        yield sent(f"text {name} with what does not show", hidden.encode(), "text")
    for encoding in ("cp1251", "koi8-r", "cp866"):
        yield sent(f"text russian {encoding}", (RUSSIAN * 5).encode(encoding), "text")
    yield sent("text ukrainian cp1251", (UKRAINIAN * 5).encode("cp1251"), "text")
    yield sent("text latin-1", "Je refuse de combattre, à jamais, même là-bas.".encode("latin-1"), "text")
    yield sent("text in tags", ("Hello" + "".join(chr(0xE0000 + byte) for byte in CANARY)).encode(), "text")
    yield sent("text in selectors", ("Hi" + "".join(chr(0xE0100 + byte) for byte in CANARY)).encode(), "text")
    yield sent("text with nulls", ("\0".join(["Hello there, this is a text."] * 9)).encode(), "text")
    yield sent("text with bells", b"Hello\x07 there\x1b[2J, whoever\x08 reads this on a terminal", "text")
    yield sent("text of nothing that shows", INVISIBLE.encode(), "empty", "type_unknown")
    yield sent("text of line ends", b"\r\n\r\n \t\r\n", "empty")
    yield sent("text that begins like a bitmap", b"BMW 1999, taken from me at the border", "text")
    yield sent("text of accents", ("a" + "\u0301\u0316" * 20_000).encode(), "text", "took_too_long")


def not_taken() -> Iterator[Sent]:
    refused = "type_not_taken"
    for name, content in (
        ("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("svg with xml", b'<?xml version="1.0"?><!DOCTYPE svg><svg onload="alert(1)"/>'),
        ("html", b"<!DOCTYPE html><html><body onload=alert(1)>" + CANARY),
        ("html after words", b"Dear reader,\n\n<html><script>alert(1)</script></html>"),
        ("html utf-16", "<html><script>alert(1)</script>".encode("utf-16")),
        ("xml bomb", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'),
        ("script", b"#!/bin/sh\nrm -rf /\n"),
        ("rtf", b"{\\rtf1\\ansi{\\object\\objdata " + CANARY + b"}}"),
        ("postscript", b"%!PS-Adobe-3.0\n(" + CANARY + b") show"),
        ("windows program", b"MZ\x90\0" + bytes(60) + b"PE\0\0" + PLANTED),
        ("linux program", b"\x7fELF\x02\x01\x01" + bytes(60) + PLANTED),
        ("java class", b"\xca\xfe\xba\xbe\0\0\0\x34" + PLANTED),
        ("old office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + PLANTED),
        ("film", b"\0\0\0\x18ftypmp42" + PLANTED),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + PLANTED),
        ("avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + PLANTED),
        ("webm", b"\x1aE\xdf\xa3" + PLANTED),
        ("avi", b"RIFF\x20\0\0\0AVI LIST" + PLANTED),
        ("sound", b"ID3\x03\0\0" + PLANTED),
        ("ogg", b"OggS\0\x02" + PLANTED),
        ("photoshop", b"8BPS\0\1" + PLANTED),
        ("icon", b"\0\0\1\0\1\0" + PLANTED),
        ("database", b"SQLite format 3\0" + bytes(84) + PLANTED),
        ("7z", b"7z\xbc\xaf\x27\x1c" + PLANTED),
        ("rar", b"Rar!\x1a\x07\0" + PLANTED),
        ("gzip", gzip.compress(PLANTED, mtime=0)),
        ("tar", _tar()),
        ("zip", a_zip()),
        ("docx", _office("word/document.xml")),
        ("xlsx", _office("xl/workbook.xml")),
        ("zip bomb", _zip_bomb()),
    ):
        yield sent(name, content, refused)


def _office(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, "docProps/core.xml"):
            archive.writestr(name, PLANTED)
    return out.getvalue()


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50 << 20))
    return out.getvalue()


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("note.txt")
        entry.size = len(PLANTED)
        archive.addfile(entry, io.BytesIO(PLANTED))
    return out.getvalue()


def odd() -> Iterator[Sent]:
    yield sent("empty", b"", "empty")
    yield sent("too large", bytes(10 * 1024 * 1024 + 1), "too_large")
    yield sent("as large as can be", bytes(10 * 1024 * 1024), "type_unknown", "type_not_taken")
    yield sent("a letter", b"a", "text")
    for byte in (0, 0x80, 0xFF):
        yield sent(f"byte {byte}", bytes([byte]), "type_unknown", "type_not_taken")
    chance = random.Random(6)
    for number in range(6):
        yield sent(f"chance {number}", chance.randbytes(10 ** (number + 1)), "type_unknown", "type_not_taken", "text")
    for start in (
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"RIFF\0\0\0\0WEBP",
        b"%PDF-1",
    ):
        yield sent(f"chance after {start[:4]!r}", start + chance.randbytes(3_000), "damaged", "too_large", "failed")


def damaged() -> Iterator[Sent]:
    """Of every picture and PDF file one that was cut off, and one with some bits turned."""
    for whole in (*jpegs(), *pngs(), *others(), *planted(), *locked(), *by_hand()):
        if not 50 <= len(whole.content) <= 100_000 or whole.name.startswith(TRIED_ONCE):
            continue
        chance = random.Random(whole.name)
        yield Sent(f"{whole.name}, cut", whole.content[: chance.randrange(20, len(whole.content))], limits=whole.limits)
        bits = bytearray(whole.content)
        for _ in range(chance.choice((1, 4, 20))):
            bits[chance.randrange(8, len(bits))] ^= 1 << chance.randrange(8)
        yield Sent(f"{whole.name}, turned", bytes(bits), limits=whole.limits)
