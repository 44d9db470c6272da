"""The `spec` fixture: a table of people, one a line; `?` is a question nobody has answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from frihavn.law.casetable import run_row
from frihavn.law.scheme import CaseRow
from tests.cast import book

Spec = Callable[..., None]


@pytest.fixture
def spec() -> Spec:
    """Run a table against a scheme, as the tables in scheme files are run."""

    def run(scheme_id: str, table: str, *, on: date) -> None:
        lines = [line.strip() for line in table.strip().splitlines()]
        columns = [cell.strip() for cell in lines[0].split("|")]
        scheme = book().schemes[scheme_id]
        for number, line in enumerate(lines[1:], start=1):
            cells = [cell.strip() for cell in line.split("|")]
            row = CaseRow(f"line {number}", dict(zip(columns, cells, strict=True)), number, line)
            result = run_row(scheme, row, book(), today=on)
            assert result.holds, f"{scheme_id}, line {number}: {result.got}, not {result.wanted}\n  {line}"

    return run
