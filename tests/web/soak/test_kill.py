"""The public site is killed at random moments: what it had acknowledged is there, once, and nothing by half."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.web.served import Site, served
from tests.web.soak.crowd import Crowd

SEED = 20_000_606
GOAL = 10_000
SECONDS_MAX = 3_600
EARLY = ("tests.web.soak.early",)
TAKEN = {200, 303, 503}
"""Every answer there may be: a page, done, or not just now."""


@dataclass(frozen=True, slots=True)
class Run:
    """What happened. `found`: what was read back."""

    kills: int
    database_kills: int
    crowd: Crowd
    found: dict[str, Any]

    def says(self) -> str:
        """For whoever watches."""
        return (
            f"{self.crowd.acknowledged:,} writes acknowledged in {self.found['files']:,} files, {self.kills} kills of "
            f"the site, {self.database_kills} of the database; {self.found.get('lost', 0)} lost, "
            f"{self.found.get('doubled', 0)} doubled, {self.found.get('not_acknowledged', 0)} saved without an "
            f"answer, {self.found.get('pieces', 0)} documents, answers {dict(self.crowd.statuses)}"
        )


def killed_again_and_again(
    site: Site, crowd: Crowd, rng: random.Random, *, goal: int, writes: tuple[int, int], server: Any = None
) -> Run:
    """Serve, kill, serve, kill, until so many writes are acknowledged; then read everything back.

    Args:
        writes: After how many writes the next kill comes, from and to; and then within a random part of a second.
    """
    kills = database_kills = 0
    deadline = time.monotonic() + SECONDS_MAX
    crowd.begin()
    while crowd.acknowledged < goal and time.monotonic() < deadline and not crowd.troubles:
        crowd.wait_for(min(goal, crowd.acknowledged + rng.randint(*writes)), 60)
        time.sleep(rng.uniform(0, 0.3))
        with_database = server is not None and rng.random() < 0.4
        with_site = not with_database or rng.random() < 0.5
        if with_database:
            _kill_database(server, rng)
            database_kills += 1
        if with_site:
            site.kill()
            kills += 1
        if with_database:
            postgres.start_again(server)
        if with_site:
            site.start()
    crowd.end()
    site.kill()
    return Run(kills + 1, database_kills, crowd, site.inside("read_back", crowd.plain()))


def _kill_database(server: Any, rng: random.Random) -> None:
    how: Callable[[Any], None] = postgres.kill if rng.random() < 0.5 else postgres.stop_at_once
    how(server)


def assert_nothing_lost(run: Run) -> None:
    """Everything acknowledged is there."""
    assert run.crowd.troubles == []
    assert run.found["troubles"] == []
    assert run.found.get("lost", 0) == 0, run.says()
    assert run.found.get("doubled", 0) == 0, run.says()
    assert set(run.crowd.statuses) <= TAKEN, run.says()


def test_what_was_acknowledged_survives_being_killed(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        crowd = Crowd(site.port, SEED, people=3, writes=(5, 15))
        run = killed_again_and_again(site, crowd, random.Random(SEED), goal=90, writes=(15, 50))
    assert_nothing_lost(run)
    assert run.crowd.acknowledged >= 90


def test_a_site_that_acknowledges_before_it_commits_is_caught(tmp_path: Path) -> None:
    with served(tmp_path, command=EARLY) as site:
        crowd = Crowd(site.port, SEED, people=3, writes=(15, 30), documents=0.0)
        run = killed_again_and_again(site, crowd, random.Random(SEED), goal=90, writes=(15, 50))
    assert run.found["lost"] > 0


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_ten_thousand_acknowledged_writes_survive_kill_9(tmp_path: Path, database: str) -> None:
    server = postgres.start() if database == "postgresql" else None
    try:
        with served(tmp_path, server.get_uri() if server else "") as site:
            crowd = Crowd(site.port, SEED)
            run = killed_again_and_again(site, crowd, random.Random(SEED), goal=GOAL, writes=(20, 300), server=server)
    finally:
        if server:
            server.cleanup()
    print(f"\n{database}: {run.says()}")  # noqa: T201 - the figures are what a soak is for
    assert_nothing_lost(run)
    assert run.crowd.acknowledged >= GOAL
    assert run.kills >= 20
