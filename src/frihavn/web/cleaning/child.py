"""The child: takes a file on its standard input, locks itself in, decodes, and answers on its standard output.

It is started as `python -I -m frihavn.web.cleaning.child clean LIMITS` (or `report LIMITS`) and never imported.
What a kind of file needs is loaded for that kind only, before the lock; nothing can be loaded after it.
"""

from __future__ import annotations

import codecs
import json
import os
import sys

from frihavn.web.cleaning import sandbox
from frihavn.web.cleaning.answer import packed, packed_problem
from frihavn.web.cleaning.cleaned import CleaningError, Limits
from frihavn.web.cleaning.kinds import PICTURES, NotTaken, kind_of

ENCODINGS = (
    *("ascii", "latin-1", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
    *("cp1251", "koi8-r", "cp866"),
)


def main() -> None:
    """Answer, and end without tidying up: what was decoded may have left its own ideas of that."""
    task, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    sandbox.limit(limits)
    if task == "report":
        _say(b"full" if sandbox.walls_hold() else b"limits_only")
    else:
        _say(_answer(_read(limits.bytes_in_max), limits=limits))
    os._exit(0)


def _answer(content: bytes, *, limits: Limits) -> bytes:
    try:
        kind = kind_of(content)
        if kind in PICTURES:
            return _picture(content, kind, limits=limits)
        return _paper(content, limits=limits) if kind == "pdf" else _text(content, limits=limits)
    except NotTaken as error:
        return packed_problem(error.kind)
    except CleaningError as error:
        return packed_problem(error.kind)
    except MemoryError:
        return packed_problem("too_complex")
    except Exception:  # noqa: BLE001 - decoders raise anything at all, and none of it may be passed on
        return packed_problem("damaged")


def _picture(content: bytes, kind: str, *, limits: Limits) -> bytes:
    from frihavn.web.cleaning import pictures  # noqa: PLC0415 - for pictures only

    _lock()
    found = pictures.drawn(content, kind, limits=limits)
    return packed(found.kind, [found.content], thumbnail=found.thumbnail, removed=found.removed)


def _paper(content: bytes, *, limits: Limits) -> bytes:
    from frihavn.web.cleaning import papers  # noqa: PLC0415 - for PDF files only

    _lock()
    found = papers.drawn(content, limits=limits)
    return packed("pdf", found.pages, thumbnail=found.thumbnail, removed=found.removed)


def _text(content: bytes, *, limits: Limits) -> bytes:
    from frihavn.web.cleaning import texts  # noqa: PLC0415 - for files that are nothing else

    _lock()
    try:
        text, removed = texts.written(content)
    except NotTaken as error:
        if error.kind == "type_unknown":
            raise NotTaken("type_not_taken" if texts.has_a_name(content) else "type_unknown") from error
        raise
    if len(text) > limits.bytes_out_max:
        return packed_problem("too_large")
    return packed("text", [text], thumbnail=b"", removed=removed) if text else packed_problem("empty")


def _lock() -> None:
    for encoding in ENCODINGS:  # Python loads an encoding when it is first used
        codecs.lookup(encoding)
    sandbox.lock()


def _read(bytes_max: int) -> bytes:
    pieces, size = [], 0
    while size <= bytes_max and (piece := os.read(0, 1024 * 1024)):
        pieces.append(piece)
        size += len(piece)
    os.close(0)
    return b"".join(pieces)


def _say(answer: bytes) -> None:
    waiting = memoryview(answer)
    while waiting:
        waiting = waiting[os.write(1, waiting) :]


if __name__ == "__main__":
    main()
