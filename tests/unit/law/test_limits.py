"""Everything has a limit, and beyond it there is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from frihavn.app import casefile
from frihavn.law import bind, lawbook, parse
from frihavn.law.errors import CaseError, LawError, SchemeError
from frihavn.law.reading import Question, spans_of
from frihavn.logic import diagram
from frihavn.logic.diagram import Diagrams, TooLargeError
from tests.cast import AUTUMN_2026, MAKSIM, book


def test_everything_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = book().vocabulary
    with pytest.raises(SchemeError, match="too long"):
        parse.parse("a" * (parse.LENGTH_MAX + 1), path="x", first_line=1)
    with pytest.raises(SchemeError, match="nested too deeply"):
        parse.parse("not_(" * (parse.DEPTH_MAX + 5) + "deserted" + ")" * (parse.DEPTH_MAX + 5), path="x", first_line=1)

    large = tmp_path / "large.json"
    large.write_text(" " * (casefile.FILE_BYTES_MAX + 1))
    with pytest.raises(CaseError, match="larger than"):
        casefile.read_case_file(str(large), words)

    long = tmp_path / "long.jsonl"
    long.write_text('{"note": "' + "x" * casefile.LINE_BYTES_MAX + '"}\n{}\n')
    first, second = casefile.read_case_lines(str(long), words)
    assert first.error is not None
    assert second.case is not None

    huge = tmp_path / "law" / "huge.md"
    huge.parent.mkdir()
    huge.write_text("x" * (lawbook.FILE_BYTES_MAX + 1))
    assert any("limit" in trouble.message for trouble in lawbook.load([tmp_path / "law"]).troubles)

    monkeypatch.setattr(bind, "ERAS_MAX", 0)
    scheme = book().schemes["eu/qualification"]
    spans = spans_of(MAKSIM.case, book(), AUTUMN_2026)
    with pytest.raises(LawError, match="possible eras"):
        bind.eras(scheme, book().schemes, spans, Question(AUTUMN_2026).knowledge)


def test_a_diagram_that_would_grow_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "NODES_MAX", 10)
    shop = Diagrams([f"v{number}" for number in range(20)], [2] * 20)
    for number in range(10 - diagram.TERMINALS):
        shop.test(f"v{number}", frozenset({1}))
    with pytest.raises(TooLargeError):
        shop.test("v19", frozenset({1}))
