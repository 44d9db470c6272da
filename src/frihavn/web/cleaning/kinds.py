"""What a file is, by what is in it. Its name is never asked."""

from __future__ import annotations

import re

_TAKEN = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%PDF-", "pdf"),
)
PICTURES = frozenset({"jpeg", "png", "gif", "tiff", "webp", "bmp"})

# Office files, archives, programs, sound, film, and pictures that nothing here decodes.
_NOT_TAKEN = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%!PS", b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\x00asm", b"#!", b"RIFF", b"OggS", b"ID3", b"fLaC", b"MThd", b"#!AMR",
    b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\xff\xf9", b"\x1aE\xdf\xa3", b"FLV", b"8BPS", b"\x00\x00\x01\x00",
    b"\x00\x00\x00\x0cjP  ", b"\xff\x0a", b"\xff\x4f\xff\x51", b"SQLite format 3\x00", b"II+\x00", b"MM\x00+",
)  # fmt: skip
_PDF_STARTS_WITHIN_BYTES = 1024
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_MARKUP = re.compile(
    r"<(?:!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|style|meta|link|table|form)\b", re.IGNORECASE
)
_MARKUP_LOOK_CHARACTERS = 64 * 1024


class NotTaken(Exception):
    """The file is of no kind that is taken; `kind` is `type_unknown` or `type_not_taken`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def kind_of(content: bytes) -> str:
    """One of `PICTURES`, `pdf`, or `other`, which may be text.

    Raises:
        NotTaken: its first bytes are those of a kind that is not taken.
    """
    for start, kind in _TAKEN:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[:2] == b"BM" and int.from_bytes(content[14:18], "little") in _BITMAP_HEADERS:
        return "bmp"
    if content[4:8] == b"ftyp" or content[257:262] == b"ustar" or content.startswith(_NOT_TAKEN):
        raise NotTaken("type_not_taken")
    if b"%PDF-" in content[:_PDF_STARTS_WITHIN_BYTES]:  # after a line end or a letter's head, as readers allow
        return "pdf"
    return "other"


def is_markup(text: str) -> bool:
    """Whether a text is a page, a drawing or data to be interpreted rather than read."""
    return bool(_MARKUP.search(text[:_MARKUP_LOOK_CHARACTERS]))
