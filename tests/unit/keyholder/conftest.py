"""What these tests share. Within this process the slow derivation is made quick; the real process keeps it slow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frihavn.vault import holders
from tests.keyholder import Harbour, Office, a_harbour, an_office


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holders, "PASSES", 1)
    monkeypatch.setattr(holders, "MEMORY_KIB", 64)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = an_office(tmp_path)
    yield found
    found.keyholder.store.close()


@pytest.fixture
def harbour(office: Office) -> Harbour:
    return a_harbour(office)
