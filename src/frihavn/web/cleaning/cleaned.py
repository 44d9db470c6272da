"""What cleaning gives, what can go wrong, and how much of anything is allowed. The words are closed sets."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024

KINDS = frozenset({"png", "jpeg", "pdf", "text"})
"""What a display copy can be."""

REMOVED = frozenset(
    {
        "metadata",  # who made it, when and with what
        "location",  # where a picture was taken
        "scripts",  # what would run or start something
        "attachments",  # files within the file
        "forms",  # fields that can be filled in; what is written in them is drawn
        "links",
        "comments",  # notes on a page; what shows on the page is drawn
        "hidden_text",  # letters that are there and do not show
        "further_pictures",  # all but the first of several pictures
        "appended",  # what stood after the end of the file
        "letters_not_drawn",  # in a font that the PDF file does not carry: the reader should ask for a photo
    }
)
"""What was noticed on the way. Everything else that is no picture and no letter is gone too, noticed or not."""

_SENTENCES = {
    "empty": "the file is empty, or nothing in it shows",
    "too_large": "the file, its picture, or what would be left of it is too large",
    "too_many_pages": "the file has too many pages",
    "type_unknown": "nobody can tell what kind of file this is",
    "type_not_taken": "this kind of file is not taken",
    "damaged": "the file is damaged",
    "encrypted": "the file is locked with a password",
    "too_complex": "the file needs more memory than it may have",
    "took_too_long": "the file takes too long to be drawn",
    "failed": "the file could not be cleaned",
}
PROBLEMS = frozenset(_SENTENCES)
"""Why a file could not be cleaned."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything is allowed, for one file."""

    bytes_in_max: int = 10 * MIB
    bytes_out_max: int = 15 * MIB
    pixels_max: int = 40_000_000
    side_pixels_max: int = 30_000
    pages_max: int = 60
    wall_seconds: float = 20.0
    cpu_seconds: int = 12
    memory_bytes: int = 1024 * MIB


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The display copy of a file: drawn or written anew, with nothing of the old file in it but what shows.

    `kind` is one of `KINDS`; `content` is a PNG, JPEG or PDF file, or UTF-8 text; `thumbnail` is a PNG at most 320
    pixels wide, empty for text; `what_was_removed` holds words of `REMOVED`, sorted.
    """

    kind: str
    content: bytes
    thumbnail: bytes
    pages: int
    what_was_removed: tuple[str, ...]


class CleaningError(Exception):
    """A file could not be cleaned; `kind` is one of `PROBLEMS`. The message holds nothing of the file."""

    def __init__(self, kind: str) -> None:
        self.kind = kind if kind in PROBLEMS else "failed"
        super().__init__(_SENTENCES[self.kind])
