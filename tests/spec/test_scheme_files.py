"""Every table in every scheme file is a test."""

from __future__ import annotations

import pytest

from frihavn.law.casetable import run_tables
from frihavn.law.lint import lint
from tests.cast import AUTUMN_2026, book


@pytest.mark.parametrize("scheme", book().schemes)
def test_every_case_in_every_scheme_file_holds(scheme: str) -> None:
    results = run_tables(book().schemes[scheme], book(), today=AUTUMN_2026)
    assert len(results) >= 8
    assert [(one.row.line, one.row.label, one.wanted, one.got) for one in results if not one.holds] == []


@pytest.mark.parametrize("scheme", book().schemes)
def test_every_scheme_file_lints_clean(scheme: str) -> None:
    assert [one.trouble.rendered() for one in lint(book().schemes[scheme], book(), today=AUTUMN_2026)] == []


@pytest.mark.parametrize("scheme", book().schemes)
def test_a_question_nobody_has_asked_stays_open_somewhere(scheme: str) -> None:
    rows = [row for row in book().schemes[scheme].cases if "?" in row.cells.values() and "open" in row.cells.values()]
    assert rows
