"""What the tests of the commands share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.app.test_commands import CASE


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return path
