"""What the tests of the sites share: clients of both sites, and a person who walks through the public one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from frihavn.web.settings import HOME
from tests.web.person import Person


@pytest.fixture(autouse=True)
def _database(transactional_db: None) -> None:
    """Every test commits for real, as the sites do."""


@pytest.fixture(autouse=True)
def _journals() -> Iterator[None]:
    """Erasure journals begin empty."""
    yield
    for path in HOME.journals:
        path.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _public_site() -> Iterator[None]:
    """Requests go to the public site, unless a test says otherwise."""
    with override_settings(ROOT_URLCONF="frihavn.web.public_urls"):
        yield


@pytest.fixture
def person() -> Person:
    """Somebody who has just opened the public site."""
    return Person()


@pytest.fixture
def another() -> Person:
    """Somebody else, with a browser of their own."""
    return Person()
