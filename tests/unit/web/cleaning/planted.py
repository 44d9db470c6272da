"""What is planted into the corpus, and the search for it in whatever comes out."""

from __future__ import annotations

import base64
import io
import warnings
import zlib
from dataclasses import dataclass

import pikepdf
from PIL import Image

from frihavn.web.cleaning import LIMITS, Limits

CANARY = b"KANARIFUGL-55.7558N-37.6173E-8d1f"
DEFLATED = zlib.compress(CANARY, 9)
PIXELS_LOOKED_AT_MAX = 1_000_000
_WORD = CANARY.decode()
PLANTED = b" ".join(
    (
        CANARY,
        _WORD.encode("utf-16-le"),
        _WORD.encode("utf-16-be"),
        CANARY.hex().encode(),
        CANARY.hex().upper().encode(),
        *(base64.b64encode(b"x" * shift + CANARY) for shift in range(3)),
        DEFLATED,
    )
)
"""In every form; where a place takes bytes at all, it gets these."""
ASCII_PLANTED = CANARY + b" " + CANARY.hex().encode() + b" " + base64.b64encode(CANARY)
NEEDLES = (
    CANARY,
    CANARY[:16],
    CANARY[::-1],
    _WORD.encode("utf-16-le"),
    _WORD.encode("utf-16-be"),
    CANARY.hex().encode(),
    CANARY.hex().upper().encode(),
    *(base64.b64encode(b"x" * shift + CANARY)[4 * bool(shift) : -4] for shift in range(3)),
    DEFLATED,
    DEFLATED[2:-4],
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of the corpus; `expects` holds the kinds and problems that are right, and is empty where any is."""

    name: str
    content: bytes
    expects: frozenset[str] = frozenset()
    limits: Limits = LIMITS


def sent(name: str, content: bytes, *expects: str, limits: Limits = LIMITS) -> Sent:
    return Sent(name, content, frozenset(expects), limits)


def finds(content: bytes) -> bool:
    """Whether anything that was planted is in these bytes, or in what can be unpacked from them."""
    return any(needle in surface for surface in _surfaces(content) for needle in NEEDLES)


def _surfaces(content: bytes) -> list[bytes]:
    found = [content]
    if content.startswith(b"\x89PNG"):
        found += _png_surfaces(content)
    elif content.startswith(b"%PDF"):
        return found + _pdf_surfaces(content)
    return found + _pixels(content)


def _png_surfaces(content: bytes) -> list[bytes]:
    at, found, picture = 8, [], b""
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        at += 12 + size
        found.append(body)
        if name == b"IDAT":
            picture += body
        else:
            starts = {0, body.find(b"\x00") + 2, body.find(b"\x00\x01\x00") + 5}
            found += [_inflated(body[start:]) for start in starts]
    found.append(_inflated(picture))
    return found


def _pixels(content: bytes) -> list[bytes]:
    """The pixels as they lie, and their colours without what makes them see-through."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > PIXELS_LOOKED_AT_MAX:
                return []
            found = [opened.tobytes()]
            if opened.mode == "RGBA":
                found.append(Image.merge("RGB", opened.split()[:3]).tobytes())
            return found
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return []


def _inflated(body: bytes) -> bytes:
    try:
        unpacker = zlib.decompressobj()
        return unpacker.decompress(body, 4_000_000) + unpacker.unused_data
    except zlib.error:
        return b""


def _pdf_surfaces(content: bytes) -> list[bytes]:
    found = []
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            for each in opened.objects:
                found.append(
                    each.unparse(resolved=False) if not isinstance(each, pikepdf.Stream) else repr(each).encode()
                )
                if isinstance(each, pikepdf.Stream):
                    found.append(each.read_raw_bytes())
                    filters = each.stream_dict.get("/Filter", "")
                    if filters != "/DCTDecode":
                        found.append(each.read_bytes())
    except (pikepdf.PdfError, ValueError, RecursionError):
        pass
    return found
