"""The worker is killed in the middle of the outbox: what was not finished is done again, and nothing is left out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.web.served import ROOT, TEAM, Site

FILES = 450
"""More than two batches."""


def test_a_worker_killed_in_the_middle_of_the_outbox_does_it_again(tmp_path: Path) -> None:
    site, log = Site(tmp_path), tmp_path / "told"
    site.inside("prepare", {"team": TEAM})
    site.inside("wait_in_outbox", FILES)
    deaths = [_works(site, log, batches) for batches in (0, 1)]
    assert deaths == [-signal.SIGKILL] * 2
    assert site.inside("outbox") == FILES - 200  # a batch was told and removed; the others were told, or not, and wait
    assert _works(site, log, 9) == 0
    assert site.inside("outbox") == 0
    told = Counter(tuple(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines())
    assert {about for _, about in told} == {f"file{number:020}" for number in range(FILES)}
    assert {kind for kind, _ in told} == {"file.started"}
    assert max(told.values()) <= 3


def _works(site: Site, log: Path, batches: int) -> int:
    command = [sys.executable, "-m", "tests.web.soak.dying", str(site.home), str(log), str(batches)]
    return subprocess.run(command, cwd=ROOT, env=site.surroundings(), check=False).returncode
