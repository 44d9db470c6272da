"""What a person's own file costs: submissions, opening with a phrase, pages on the wire, following the audit log."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from bench.report import NO_TARGET, Row, judged, seconds
from bench.timing import seconds_once
from frihavn.web.texts import TEXTS
from tests import postgres
from tests.web.caller import Caller
from tests.web.served import TEAM, THE_SITE, Site, served
from tests.web.visitor import Answer

AT_ONCE = 4
WARM, SUBMISSIONS, WHOLE, STRETCHED = 20, 300, 120, 8
OPENINGS = 60
ENTRIES = 200_000
PACKAGES_MAX = 50
PAGE_BYTES_MAX = 14_336
RATE, P90, P99 = 40.0, 0.150, 0.400
STATEMENT = "Я уехал в июне и больше не служу. " * 60
GIVEN = {"statement": "yes", "thread": "yes"}
BUTTON = re.compile(r'name="go" value="(\w+)"')
STRETCHED_SITE = ("bench.stretched_site",)
OPEN = (
    "statement", "names", "dates", "family", "contact", "documents", "access", "messages", "looks", "keep", "withdraw",
    "erase", "close",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of every submission, and of all together."""

    each: Sequence[float]
    total: float

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return len(self.each) / self.total

    def at(self, share: float) -> float:
        """The time within which this share of them is done."""
        return sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))]

    def says(self) -> str:
        """As printed."""
        return f"p50 {seconds(self.at(0.5))}, p90 {seconds(self.at(0.9))}, p99 {seconds(self.at(0.99))}"


def measure() -> dict[str, Any]:
    """Everything, each on a new installation."""
    found: dict[str, Any] = {}
    with _installation() as site:
        _submissions(site, WARM)
        found["sqlite"] = _submissions(site, SUBMISSIONS)
        found["whole"] = _at_once([Caller(site.port) for _ in range(WHOLE)], _whole_way)
        found["open"] = _openings(site)
        found["pages"] = _pages(site)
    with _installation(command=STRETCHED_SITE) as site:
        found["stretched"] = _submissions(site, STRETCHED)
    server = postgres.start()
    try:
        with _installation(server.get_uri()) as site:
            _submissions(site, WARM)
            found["postgresql"] = _submissions(site, SUBMISSIONS)
    finally:
        server.cleanup()
    found["verify"] = _verify()
    found["packages"] = Path("requirements.lock").read_text(encoding="utf-8").count("==")
    return found


@contextmanager
def _installation(database: str = "", command: Sequence[str] = THE_SITE) -> Iterator[Site]:
    home = Path(tempfile.mkdtemp(prefix="frihavn-bench-"))
    try:
        with served(home, database, command) as site:
            yield site
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _submissions(site: Site, count: int) -> Times:
    """People who have written their phrase down, and then submit, all as fast as the site takes them."""
    people = [Caller(site.port) for _ in range(count)]
    _at_once(people, lambda person: person.asks_for_a_phrase())
    return _at_once(people, _submit)


def _submit(person: Caller) -> None:
    """Four requests: the phrase typed back, the page that the file opens with, a statement, and who may read it."""
    _taken(person.client.post("/", person.typed_back()))
    person.look()
    form = {name: value for name, value in person.filled("to:statement").items() if name in ("ticket", "proof")}
    said = {"page": "statement", "go": "save", "text": STATEMENT, "revision": "0", "language_of_text": ""}
    _taken(person.client.post("/", {**form, **said}))
    given = {"page": "access", "go": "save", "team": TEAM, **GIVEN}
    _taken(person.client.post("/", {**form, **given}))


def _taken(answer: Answer) -> None:
    if answer.status_code != 303:
        raise RuntimeError(f"a form that was measured was answered with {answer.status_code}")


def _says(person: Caller, note: str) -> None:
    if person.note != TEXTS[note]:
        raise RuntimeError(f"the page does not say what it should: {note}")


def _whole_way(person: Caller) -> None:
    """Every request of somebody who looks at every page, from the first to the one that says who can read."""
    person.asks_for_a_phrase()
    person.send(person.typed_back())
    person.press("to:statement")
    person.press("save", text=STATEMENT, language_of_text="")
    _says(person, "note.saved")
    person.press("to:access")
    person.press("save", f'value="{TEAM}"', **GIVEN)
    _says(person, "note.given")


def _at_once(people: Sequence[Caller], act: Callable[[Caller], object]) -> Times:
    """Let everybody do something, a few at a time."""
    waiting: SimpleQueue[Caller] = SimpleQueue()
    for person in people:
        waiting.put(person)
    each: list[float] = []
    troubles: list[BaseException] = []

    def work() -> None:
        try:
            while True:
                person = waiting.get_nowait()
                begun = time.perf_counter()
                act(person)
                each.append(time.perf_counter() - begun)
                person.line.hang_up()
        except Empty:
            return
        except BaseException as error:  # noqa: BLE001 - raised where the figures are wanted
            troubles.append(error)

    threads = [Thread(target=work) for _ in range(AT_ONCE)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return Times(each, time.perf_counter() - begun)


def _openings(site: Site) -> float:
    """Seconds from a typed phrase to the file, median, one after another."""
    writer = Caller(site.port)
    _whole_way(writer)
    phrase, found = writer.phrase, []
    for _ in range(OPENINGS):
        person = Caller(site.port)
        person.look()
        person.press("come_back")
        begun = time.perf_counter()
        person.press("open", phrase=phrase)
        found.append(time.perf_counter() - begun)
        if person.heading != TEXTS["tasks.heading"]:
            raise RuntimeError("the phrase did not open its file")
        person.line.hang_up()
    writer.line.hang_up()
    return statistics.median(found)


def _pages(site: Site) -> dict[str, int]:
    """Bytes of every page's body as gzip, in every language."""
    from frihavn.web.language import LANGUAGES  # noqa: PLC0415 - only this row needs the sites' words

    found: dict[str, int] = {}
    for language in LANGUAGES:
        person = Caller(site.port, language)

        def seen(name: str, person: Caller = person, language: str = language) -> None:
            found[f"{name}/{language}"] = person.line.wire

        person.look()
        seen("start")
        for name in set(BUTTON.findall(person.html)):
            person.look()
            person.press(name)
            seen(name)
        person.look()
        for name, go, place in (("about", "about", ""), ("where", "where", ""), ("inside", "continue", "inside")):
            person.press(go, **({"place": place} if place else {}))
            seen(name)
        person.asks_for_a_phrase()
        seen("phrase_check")
        person.press("phrase")
        seen("phrase")
        person.press("written")
        person.send(person.typed_back())
        seen("tasks")
        for name in OPEN:
            person.press(f"to:{name}")
            seen(name)
            person.press("to:tasks")
        person.line.hang_up()
    return found


def _verify() -> float:
    """Entries of the audit log that are followed in a second, as `frihavn audit verify` does it."""
    from frihavn.keyholder.check import check_log, opened_to_read  # noqa: PLC0415 - another process in production
    from frihavn.keyholder.keyholder import Keyholder  # noqa: PLC0415
    from frihavn.keyholder.log import Said  # noqa: PLC0415
    from frihavn.vault.home import Home  # noqa: PLC0415
    from frihavn.vault.signing import signing_key  # noqa: PLC0415

    home = Home(Path(tempfile.mkdtemp(prefix="frihavn-bench-")))
    try:
        holder = Keyholder(home, lambda: datetime.now(UTC))
        actor, thing = holder.log.id_of("officer", "one"), holder.log.id_of("case", "one")
        with holder.store.writing():
            for start in range(0, ENTRIES, 1000):
                said = (Said(actor, "file.opened", thing, {"n": n}) for n in range(start, start + 1000))
                holder.log.append(holder.day(), *said)
        holder.close()
        key = signing_key(home.secret("audit")).public_key()
        took, checked = min(
            (seconds_once(lambda: check_log(opened_to_read(home.keyholder_database), key)) for _ in range(3)),
            key=lambda found: found[0],
        )
        if checked.troubles or checked.entries < ENTRIES:
            raise RuntimeError("the log that was just written does not hold")
        return float(checked.entries / took)
    finally:
        shutil.rmtree(home.root, ignore_errors=True)


def rows(found: dict[str, Any]) -> list[Row]:
    """The lines of the table."""
    ours, theirs, production = found["sqlite"], found["stretched"], found["postgresql"]
    way = (
        "new file, statement saved, given to a team: 4 requests (3 forms, and the page that gives their proof), timed "
        "from the phrase typed back to the last answer; 2 processes of 4 threads, every middleware, each write on disk "
        f"before its answer, {AT_ONCE} people at once; those who ask share the two cores"
    )
    name, worst = "submissions a second", max(found["pages"].items(), key=lambda item: item[1])
    fast = ours.rate >= RATE and ours.at(0.9) <= P90 and ours.at(0.99) <= P99
    as_fast = production.rate >= RATE and production.at(0.9) <= P90 and production.at(0.99) <= P99
    target = ">= 40/s; p90 <= 150 ms; p99 <= 400 ms"
    return [
        Row(name, "GlobaLeaks' key stretching", f"{ours.rate:.1f}/s", f"{theirs.rate:.2f}/s",
            f"{ours.rate / theirs.rate:.0f}x", target, judged(reached=fast),
            f"SQLite: {ours.says()}. {way}. Theirs: the same with Argon2id of 128 MiB and 16 passes."),
        Row(f"{name}, PostgreSQL", "-", f"{production.rate:.1f}/s", "", "", target, judged(reached=as_fast),
            production.says()),
        Row(f"{name}, every page looked at", "-", f"{found['whole'].rate:.1f}/s", state=NO_TARGET,
            note=f"17 requests from the first page to the one that says who can read; {found['whole'].says()}"),
        Row("a phrase opens its file", "-", seconds(found["open"]), state=NO_TARGET,
            note="from the phrase sent to the page read, median, nobody else there"),
        Row("page on the wire, gzip, largest", "-", f"{worst[1]:,} B", "", "", "<= 14,336 B",
            judged(reached=worst[1] <= PAGE_BYTES_MAX),
            f"{worst[0]}, of {len(found['pages'])} pages in their languages; padded to steps"),
        Row("audit log followed, entries a second", "-", f"{found['verify']:,.0f}/s", "", "", ">= 200,000/s",
            judged(reached=found["verify"] >= 200_000), f"{ENTRIES:,} entries of a database, and every checkpoint"),
        Row("packages at run time", "GlobaLeaks", str(found["packages"]), "12 + 55 npm", "", "<= 50, 0 npm",
            judged(reached=found["packages"] <= PACKAGES_MAX), "in requirements.lock, each with its hashes"),
    ]  # fmt: skip


if __name__ == "__main__":
    from bench.report import table

    print(table(rows(measure())))
