"""What passes from the child to its parent, and the parent's own look at it.

The child has decoded hostile bytes and may be anybody's by now. So it hands back bare pictures and plain text, and
each is looked at for what it must not hold; a PDF file is put together here, from pictures only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from frihavn.web.cleaning.booklet import BookletPage, booklet
from frihavn.web.cleaning.cleaned import KINDS, MIB, PROBLEMS, REMOVED, Cleaned, CleaningError, Limits
from frihavn.web.cleaning.plain import NotPlain, jpeg_size, plain_text, png_size

_MARK = b"frihavn cleaning 1\n"
_HEADER_BYTES_MAX = 8 * 1024
ANSWER_OVERHEAD_BYTES = MIB
"""For the thumbnail and the header."""
THUMBNAIL_WIDTH_MAX, THUMBNAIL_HEIGHT_MAX = 320, 480


def packed(kind: str, parts: Sequence[bytes], *, thumbnail: bytes, removed: set[str]) -> bytes:
    """The child's answer: one part, or a JPEG picture for each page where `kind` is pdf."""
    sizes = [len(part) for part in parts]
    header = {"kind": kind, "parts": sizes, "thumbnail": len(thumbnail), "removed": sorted(removed)}
    return b"".join((_MARK, json.dumps(header).encode(), b"\n", *parts, thumbnail))


def packed_problem(problem: str) -> bytes:
    """The child's answer where there is no copy."""
    return _MARK + json.dumps({"problem": problem}).encode() + b"\n"


def cleaned_from(answer: bytes, *, limits: Limits) -> Cleaned:
    """The display copy from the child's answer.

    Raises:
        CleaningError: what the child says went wrong; `failed` where the answer is anything but what it should be.
    """
    try:
        header, body = _header_and_body(answer)
        match header:
            case {"problem": str(problem), **rest} if problem in PROBLEMS and not rest:
                raise CleaningError(problem)
            case {"kind": str(kind), "parts": list(sizes), "thumbnail": int(last), "removed": list(removed), **rest}:
                if rest or kind not in KINDS or not all(type(word) is str and word in REMOVED for word in removed):
                    raise NotPlain
            case _:
                raise NotPlain
        *parts, thumbnail = _pieces(body, [*sizes, last])
        content = _content(kind, parts, limits=limits)
        if kind == "text":
            if thumbnail:
                raise NotPlain
        else:
            _small(png_size(thumbnail))
    except (NotPlain, ValueError, RecursionError) as error:
        raise CleaningError("failed") from error
    if len(content) > limits.bytes_out_max:
        raise CleaningError("too_large")
    return Cleaned(kind, content, thumbnail, len(parts), tuple(sorted(set(removed))))


def _header_and_body(answer: bytes) -> tuple[object, bytes]:
    end = answer.find(b"\n", len(_MARK), len(_MARK) + _HEADER_BYTES_MAX)
    if not answer.startswith(_MARK) or end < 0:
        raise NotPlain
    return json.loads(answer[len(_MARK) : end]), answer[end + 1 :]


def _pieces(body: bytes, sizes: Sequence[object]) -> list[bytes]:
    pieces, start = [], 0
    for size in sizes:
        if type(size) is not int or size < 0:
            raise NotPlain
        pieces.append(body[start : start + size])
        start += size
    if start != len(body):
        raise NotPlain
    return pieces


def _content(kind: str, parts: Sequence[bytes], *, limits: Limits) -> bytes:
    if kind == "pdf":
        if not 1 <= len(parts) <= limits.pages_max:
            raise NotPlain
        return booklet([BookletPage(part, *jpeg_size(part)) for part in parts])
    (part,) = parts  # a ValueError where there are more
    if kind == "text":
        plain_text(part)
        return part
    width, height = jpeg_size(part)[:2] if kind == "jpeg" else png_size(part)
    if width * height > limits.pixels_max:
        raise NotPlain
    return part


def _small(size: tuple[int, int]) -> None:
    if size[0] > THUMBNAIL_WIDTH_MAX or size[1] > THUMBNAIL_HEIGHT_MAX:
        raise NotPlain
