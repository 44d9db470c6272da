"""What a browser left on disk: every file, every row of a database, and what lies packed in either."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

GZIP = re.compile(rb"\x1f\x8b\x08")
ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
UNPACKED_MAX = 4_000_000


def spellings(text: str) -> list[bytes]:
    """The ways in which a text may lie in a file; of a phrase also without its blanks."""
    found = []
    for one in {text, text.replace(" ", ""), text.replace(" ", "-")}:
        plain = one.encode()
        found += [
            plain, one.encode("utf-16-le"), one.encode("utf-16-be"), quote(one).encode(), quote_plus(one).encode(),
            quote(one).lower().encode(), b64encode(plain)[4:-4], one.encode("unicode_escape"),
            one.encode("ascii", "xmlcharrefreplace"),
        ]  # fmt: skip
    return found


def everything(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file as it lies there, its databases' rows, and what is packed in it, one after another."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        content = path.read_bytes()
        yield path, b"\0".join([content, *_rows(path, content), *_unpacked(content), *_blocks(path, content)])


def _rows(path: Path, content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"SQLite format 3"):
        return
    with tempfile.TemporaryDirectory() as folder, suppress(sqlite3.DatabaseError):
        for one in path.parent.glob(f"{path.name}*"):
            if one.is_file():
                shutil.copy(one, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - names the database gave
                    for value in row:
                        raw = value if isinstance(value, bytes) else str(value).encode()
                        yield raw
                        yield from _unpacked(raw)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed by gzip or zlib, anywhere."""
    for pattern, window in ((GZIP, 31), (ZLIB, 15)):
        for found in pattern.finditer(content):
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(content[found.start() :], UNPACKED_MAX)


def _blocks(path: Path, content: bytes) -> Iterator[bytes]:
    """Blocks of a LevelDB table, which are packed by Snappy: literals of a block, read from every place."""
    if path.suffix not in (".ldb", ".sst"):
        return
    for start in range(len(content)):
        with suppress(ValueError, IndexError):
            yield snappy(content[start : start + 70_000])


def snappy(packed: bytes) -> bytes:
    """One block of Snappy.

    Raises:
        ValueError: it is none.
    """
    length, place, shift = 0, 0, 0
    while True:
        byte = packed[place]
        length |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            break
    if not 8 <= length <= 65_536 or shift > 21:
        raise ValueError("no length of a block")
    out = bytearray()
    while len(out) < length:
        tag, place = packed[place], place + 1
        kind, size = tag & 3, tag >> 2
        if kind == 0:
            if size >= 60:
                more = size - 59
                size, place = int.from_bytes(packed[place : place + more], "little"), place + more
            out += packed[place : place + size + 1]
            place += size + 1
            continue
        wide = (1, 2, 4)[kind - 1]
        offset = int.from_bytes(packed[place : place + wide], "little")
        place += wide
        if kind == 1:
            offset, size = offset | (tag >> 5) << 8, (size & 7) + 3
        if not 0 < offset <= len(out):
            raise ValueError("a copy from before the start")
        for _ in range(size + 1):
            out.append(out[-offset])
    if len(out) != length:
        raise ValueError("another length")
    return bytes(out)
