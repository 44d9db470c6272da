"""A child may answer anything, or nothing, or never end: the parent says so in one word and goes on."""

from __future__ import annotations

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from frihavn.web.cleaning import CleaningError, Limits, clean, process
from frihavn.web.cleaning.answer import packed
from tests.unit.web.cleaning.corpus_pictures import a_zip, chunk, drawing, saved, segment, with_chunk

SHORT = Limits(wall_seconds=1.5)
MARK = "frihavn cleaning 1\n"
PNG = saved(drawing(), "PNG")
JPEG = saved(drawing(), "JPEG")


def with_child(code: str, monkeypatch: pytest.MonkeyPatch, *, limits: Limits = SHORT, content: bytes = b"x") -> str:
    """The word for what a child of this code comes to."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-I", "-c", f"import os, sys, time, signal\n{code}"))
    with pytest.raises(CleaningError) as caught:
        clean(content, limits=limits)
    return caught.value.kind


def answered(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    return with_child(f"sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})", monkeypatch)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("pass", "failed"),
        ("sys.exit(1)", "failed"),
        ("os.write(1, b'nonsense')", "failed"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "failed"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "failed"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "took_too_long"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "too_complex"),
        ("time.sleep(60)", "took_too_long"),
        ("os.close(1); time.sleep(60)", "took_too_long"),
        ("os.close(0); time.sleep(60)", "took_too_long"),
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", "took_too_long"),
        ("while True: os.write(1, b'x' * 65536)", "failed"),
        ("while True: time.sleep(0.05); os.write(1, b'x')", "took_too_long"),
    ],
)
def test_a_child_that_misbehaves_is_one_word(code: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    assert with_child(code, monkeypatch) == word
    assert time.monotonic() - began < 6


def test_neither_side_waits_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that talks before it listens, and one that never listens, to ten million bytes."""
    large = bytes(9_000_000)
    says_first = "os.write(1, b'x' * 60000); [os.write(1, b'x' * 60000) for _ in range(100)]; sys.stdin.buffer.read()"
    assert with_child(says_first, monkeypatch, content=large) == "failed"
    assert with_child("os.close(0); os.write(1, b'x' * 100)", monkeypatch, content=large) == "failed"


def test_what_a_child_started_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = tmp_path / "alive"
    code = f"""
if os.fork() == 0:
    os.close(1)
    while True:
        open({str(note)!r}, "a").write("x")
        time.sleep(0.02)
time.sleep(0.3)
"""
    assert with_child(code, monkeypatch) == "failed"
    time.sleep(0.1)
    size = note.stat().st_size
    time.sleep(0.3)
    assert size > 0
    assert note.stat().st_size == size


HEADERS = [
    "",
    "null",
    "[]",
    "{}",
    '{"problem": "nonsense"}',
    '{"problem": "damaged", "more": 1}',
    '{"problem": ["damaged"]}',
    '{"kind": "exe", "parts": [0], "thumbnail": 0, "removed": []}',
    '{"kind": "text", "parts": [-1], "thumbnail": 1, "removed": []}',
    '{"kind": "text", "parts": [1.5], "thumbnail": 0, "removed": []}',
    '{"kind": "text", "parts": [true], "thumbnail": 0, "removed": []}',
    '{"kind": "text", "parts": [], "thumbnail": 0, "removed": []}',
    '{"kind": "text", "parts": [0, 0], "thumbnail": 0, "removed": []}',
    '{"kind": "text", "parts": [0], "thumbnail": 0, "removed": ["Moscow"]}',
    '{"kind": "text", "parts": [0], "thumbnail": 0, "removed": [["a"]]}',
    '{"kind": "text", "parts": [0], "thumbnail": 0, "removed": [], "name": "x"}',
    '{"kind": "text", "parts": [99], "thumbnail": 0, "removed": []}',
    '{"kind": "pdf", "parts": [], "thumbnail": 0, "removed": []}',
    "[" * 5000,
    "9" * 5000,
]


@pytest.mark.parametrize("header", HEADERS)
def test_an_answer_with_a_wrong_header_is_no_answer(header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(f"{MARK}{header}\n".encode(), monkeypatch) == "failed"


@pytest.mark.parametrize(
    ("kind", "part", "thumbnail"),
    [
        ("png", with_chunk(PNG, b"tEXt", b"Author\0somebody"), PNG),
        ("png", with_chunk(PNG, b"eXIf", b"II*\0"), PNG),
        ("png", PNG + a_zip(), PNG),
        ("png", PNG[:-12], PNG),
        ("png", PNG[:-4] + b"\0\0\0\0", PNG),
        ("png", PNG + PNG, PNG),
        ("png", saved(drawing("P"), "PNG"), PNG),
        ("png", saved(drawing("RGBA"), "PNG"), PNG),
        ("png", JPEG, PNG),
        ("png", b"", PNG),
        ("png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\xff" * 13) + chunk(b"IDAT", b"") + chunk(b"IEND", b""), PNG),
        ("jpeg", segment(JPEG, 0xE1, b"Exif\0\0II*\0"), PNG),
        ("jpeg", segment(JPEG, 0xFE, b"words"), PNG),
        ("jpeg", JPEG[:20] + segment(JPEG, 0xFE, b"words")[2:11] + JPEG[20:], PNG),
        ("jpeg", JPEG + b"words", PNG),
        ("jpeg", JPEG[:-2], PNG),
        ("jpeg", JPEG + JPEG, PNG),
        ("jpeg", saved(drawing(), "JPEG", progressive=True), PNG),
        ("jpeg", saved(drawing("CMYK"), "JPEG"), PNG),
        ("jpeg", PNG, PNG),
        ("pdf", b"%PDF-1.4\n(a script)", PNG),
        ("pdf", segment(JPEG, 0xFE, b"words"), PNG),
        ("text", "turned \u202e round".encode(), b""),
        ("text", b"a\0b", b""),
        ("text", b"\xff\xfe", b""),
        ("text", b"words", PNG),
        ("jpeg", JPEG, b""),
        ("jpeg", JPEG, JPEG),
        ("jpeg", JPEG, saved(Image.new("RGB", (321, 10)), "PNG")),
        ("jpeg", JPEG, with_chunk(PNG, b"tEXt", b"Author\0somebody")),
    ],
)
def test_a_child_that_was_taken_over_hands_back_nothing_but_a_bare_picture(
    kind: str, part: bytes, thumbnail: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answered(packed(kind, [part], thumbnail=thumbnail, removed=set()), monkeypatch) == "failed"


def test_an_honest_answer_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = packed("pdf", [JPEG, JPEG], thumbnail=PNG, removed={"links", "forms"})
    code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})"
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-I", "-c", code))
    found = clean(b"x")
    assert (found.kind, found.pages, found.what_was_removed) == ("pdf", 2, ("forms", "links"))


def test_a_wrong_word_for_a_sandbox_is_the_weaker_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("print('fullfull', end='')", "raise SystemExit(1)", "print('limits_only', end='')"):
        monkeypatch.setattr(process, "COMMAND", (sys.executable, "-I", "-c", code))
        assert process.sandbox_report() == "limits_only"


def test_no_more_than_two_children_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, time; sys.stdin.read(); time.sleep(0.4)"
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-I", "-c", code))
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        words = [each.result() for each in [pool.submit(_word) for _ in range(4)]]
    assert words == ["failed"] * 4
    assert time.monotonic() - began > 0.8


def _word() -> str:
    with pytest.raises(CleaningError) as caught:
        clean(b"x")
    return caught.value.kind


def children() -> set[str]:
    """This process's children; other tests may have some of their own."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == os.getpid():
            found.add(path.parent.name)
    return found


def test_nothing_is_left_open_or_running(monkeypatch: pytest.MonkeyPatch) -> None:
    before = children()
    descriptors, threads = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for code in ("pass", "os.write(1, b'x')", "while True: os.write(1, b'x' * 65536)"):
        with_child(code, monkeypatch, content=bytes(1_000_000))
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert threading.active_count() == threads
    assert children() == before


def test_the_child_gets_the_limits_and_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "secret")
    code = (
        "import json, os, sys; sys.stdin.read(); json.loads(sys.argv[2]); "
        "word = 'damaged' if not set(os.environ) - {'LC_CTYPE'} and os.getcwd() == '/' "
        "and os.getsid(0) == os.getpid() and len(os.listdir('/proc/self/fd')) == 4 else 'encrypted'; "
        f"sys.stdout.write({MARK!r} + json.dumps({{'problem': word}}) + chr(10))"
    )
    assert with_child(code, monkeypatch) == "damaged"
