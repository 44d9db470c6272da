"""The disk is full: the person is told so calmly, nothing acknowledged is lost, and it goes on when there is room."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from tests.web.caller import Caller
from tests.web.served import Site, served
from tests.web.soak.crowd import Crowd

SEED = 19_510_728


def test_a_full_disk_is_answered_calmly_and_loses_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        crowd = Crowd(site.port, SEED, people=3, writes=(10, 20))
        crowd.begin()
        crowd.wait_for(30, 60)
        _limit(site, _largest(site.home) + 20_000)  # a few more fit
        person = Caller(site.port)
        form = _refused(person)
        assert "Сейчас мы ничего не можем сохранить." in person.html
        assert not person.line.cookies
        while not crowd.statuses[503]:
            crowd.wait_for(crowd.acknowledged + 1, 0.1)
        before = crowd.acknowledged
        _limit(site, resource.RLIM_INFINITY)
        person.send(form)
        assert person.status == 303
        person.line.hang_up()
        crowd.wait_for(before + 30, 60)
        crowd.end()
        site.kill()
        found = site.inside("read_back", crowd.plain())
    assert crowd.troubles == []
    assert found["troubles"] == []
    assert found.get("lost", 0) == 0
    assert found.get("doubled", 0) == 0
    assert crowd.acknowledged >= before + 30
    assert set(crowd.statuses) <= {303, 503}


def _refused(person: Caller) -> dict[str, object]:
    """Somebody tries to start a file, in Russian, until that is refused; returns the form that was sent."""
    person.line.language = "ru"
    for _ in range(300):
        person.line.cookies.clear()
        person.look()
        person.press("about")
        person.press("where")
        form = person.filled("continue", place="outside")
        person.send(form)
        if person.status == 503:
            return form
    raise AssertionError("the disk never filled up")


def _limit(site: Site, size: int) -> None:
    """No file that the site's processes write may be longer; what asks for more is told that it cannot be."""
    assert site.process is not None
    for process in _group(site.process.pid):
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def _group(leader: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(path.name)) == leader:
                found.append(int(path.name))
        except ProcessLookupError:
            continue
    return found


def _largest(home: Path) -> int:
    return max(path.stat().st_size for path in (home / "data").iterdir())
