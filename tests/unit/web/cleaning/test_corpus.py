"""Whatever is sent, there is a copy without anything that was planted, or an error with a word for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from frihavn.web.cleaning import Cleaned, CleaningError, clean
from frihavn.web.cleaning.cleaned import KINDS, PROBLEMS, REMOVED
from tests.unit.web.cleaning import corpus, corpus_papers, corpus_pictures
from tests.unit.web.cleaning.planted import CANARY, Sent, finds

PARTS: dict[str, tuple[Callable[[], Iterable[Sent]], int]] = {
    "jpegs": (corpus_pictures.jpegs, 30),
    "pngs": (corpus_pictures.pngs, 30),
    "other pictures": (corpus_pictures.others, 25),
    "papers": (corpus_papers.papers, 50),
    "texts": (corpus.texts, 30),
    "not taken": (corpus.not_taken, 30),
    "odd": (corpus.odd, 20),
    "damaged": (corpus.damaged, 200),
}
"""What makes the files of each part, and how many there are at least."""
MEMORY_GROWN_MAX = 200 * 1024 * 1024


def outcome(each: Sent) -> Cleaned | str:
    try:
        return clean(each.content, limits=each.limits)
    except CleaningError as error:
        return f"{error}: {CANARY.decode()}" if CANARY.decode() in str(error) else error.kind


def memory_now() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.parametrize("part", PARTS)
def test_nothing_planted_comes_out_of_any_file_and_no_file_does_harm(part: str) -> None:
    make, least = PARTS[part]
    files = list(make())
    assert len({each.name for each in files}) == len(files) >= least
    before = memory_now()
    with ThreadPoolExecutor(2) as pool:
        for each, found in zip(files, pool.map(outcome, files), strict=True):
            word = found if isinstance(found, str) else found.kind
            assert word in KINDS | PROBLEMS, each.name
            assert not each.expects or word in each.expects, f"{each.name}: {word}"
            if isinstance(found, Cleaned):
                look_at(each, found)
    assert memory_now() - before < MEMORY_GROWN_MAX


def look_at(each: Sent, found: Cleaned) -> None:
    assert not finds(found.content), each.name
    assert not finds(found.thumbnail), each.name
    assert set(found.what_was_removed) <= REMOVED, each.name
    assert len(found.content) <= each.limits.bytes_out_max, each.name
    assert 1 <= found.pages <= each.limits.pages_max, each.name
    starts = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff\xe0", "pdf": b"%PDF-1.4", "text": b""}
    assert found.content.startswith(starts[found.kind]), each.name
    assert found.thumbnail.startswith(b"" if found.kind == "text" else starts["png"]), each.name


def test_the_search_finds_the_canary_in_what_was_sent() -> None:
    """The same search that finds nothing in what comes out."""
    makers = (corpus_pictures.jpegs, corpus_pictures.pngs, corpus_pictures.others, corpus_papers.planted)
    found = [each.name for make in makers for each in make() if finds(each.content)]
    assert len(found) >= 75
