"""Look at a finished picture or text: is there anything in it but what shows? Reads, and decodes nothing."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib

PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNK = struct.Struct(">I4s")
_JPEG_MARKS = {0xDB, 0xC4, 0xC0}  # tables, tables, and the frame of a picture that is not progressive
_JPEG_END_OF_LINES = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_JFIF = re.compile(rb"\x00\x10JFIF\x00\x01[\x00-\x02][\x00-\x02]....\x00\x00", re.DOTALL)  # a header without thumbnail
_SCAN = re.compile(rb"\x00(?:\x08\x01.{2}|\x0c\x03.{6})\x00\x3f\x00", re.DOTALL)  # all colours of it, at once
TEXT_CONTROLS = "\n\t"


class NotPlain(Exception):
    """There is something that does not belong there."""


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG file that holds a picture and nothing else.

    Raises:
        NotPlain: another chunk, a wrong sum, bytes after the end, more than grey or colours of eight bits.
    """
    if not content.startswith(PNG_START):
        raise NotPlain
    at, header = len(PNG_START), b""
    names: list[bytes] = []
    while at < len(content):
        if at + 12 > len(content):
            raise NotPlain
        size, name = _PNG_CHUNK.unpack_from(content, at)
        body = content[at + 8 : at + 8 + size]
        at += 12 + size
        if at > len(content) or zlib.crc32(name + body) != int.from_bytes(content[at - 4 : at]):
            raise NotPlain
        header = body if not names else header
        names.append(name)
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or set(names[1:-1]) != {b"IDAT"} or len(header) != 13:
        raise NotPlain
    width, height, bits, colours, *ways = struct.unpack(">IIBBBBB", header)
    if not width or not height or bits != 8 or colours not in (0, 2) or any(ways):
        raise NotPlain
    return width, height


def jpeg_size(content: bytes) -> tuple[int, int, int]:
    """Width, height and number of colours (1 or 3) of a JPEG file that holds a picture and nothing else.

    Raises:
        NotPlain: another segment, a second picture, bytes after the end.
    """
    if content[:4] != b"\xff\xd8\xff\xe0" or not _JFIF.fullmatch(content, 4, 20):
        raise NotPlain
    at, size = 20, (0, 0, 0)
    while content[at : at + 2] != b"\xff\xda":
        if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] not in _JPEG_MARKS:
            raise NotPlain
        length = int.from_bytes(content[at + 2 : at + 4])
        if content[at + 1] == 0xC0:
            if any(size) or length < 11:
                raise NotPlain
            bits, height, width, colours = struct.unpack(">BHHB", content[at + 4 : at + 10])
            size = (width, height, colours)
            if bits != 8 or length != 8 + 3 * colours:
                raise NotPlain
        at += 2 + length
    length = int.from_bytes(content[at + 2 : at + 4])
    if not all(size) or size[2] not in (1, 3) or not _SCAN.fullmatch(content, at + 2, at + 2 + length):
        raise NotPlain
    if content[at + 4] != size[2]:
        raise NotPlain
    end = _JPEG_END_OF_LINES.search(content, at + 2 + length)
    if end is None or end.group() != b"\xff\xd9" or end.end() != len(content):
        raise NotPlain
    return size


def plain_text(content: bytes) -> str:
    """The text, where all of it shows.

    Raises:
        NotPlain: it is no UTF-8, or holds a control, a formatting or a private character.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlain from error
    for letter in set(text):
        if letter not in TEXT_CONTROLS and does_not_show(letter):
            raise NotPlain
    return text


def does_not_show(letter: str) -> bool:
    """Whether a character is invisible or steers how others are shown; it may hide a message or turn one round."""
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return True
    return letter in _BLANK or "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Joiners, fillers and a blank pattern that are called letters or marks and show nothing."""
