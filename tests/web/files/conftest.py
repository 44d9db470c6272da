"""A real keyholder with two teams, officers at their desks, and people whose files were given to a team."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client, override_settings

from frihavn.vault.holders import GrantOf, unsealed_by
from frihavn.vault.phrase import Secret, new_secret
from frihavn.vault.tokens import code_at, new_id
from frihavn.web.files.sessions import SessionStore
from frihavn.web.intake.actions import give, save, start
from frihavn.web.intake.models import PARTS, Recipient
from frihavn.web.intake.opened import APPLICANT, Opened, file_of, open_file
from frihavn.web.keys import Keyholder, Team
from frihavn.web.settings import HOME, SESSION_COOKIE_NAME
from tests.web.person import FORM, HIDDEN, OURS

FRIHAVN = Path(sys.executable).parent / "frihavn"
PASSPHRASE = "lanterns over the harbour"  # noqa: S105 - of people who do not exist
TODAY = datetime.now(UTC).date()


@dataclass
class Officer:
    """Somebody of the staff, with an authenticator."""

    name: str
    id: str
    secret: bytes
    token: str = ""
    codes: int = 0

    def code(self) -> str:
        """A code that was not used yet; there are two of them at any moment."""
        self.codes += 1
        return code_at(self.secret, datetime.now(UTC) + timedelta(seconds=30 * (self.codes - 1)))


@dataclass
class Office:
    """A running keyholder and the people who use it."""

    line: Keyholder = field(default_factory=lambda: Keyholder(HOME))
    officers: dict[str, Officer] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, *roles: str, by: str = "", team: str = "") -> Officer:
        """Add an officer, and sign them in."""
        line, session = self.line, self.officers[by].token if by else ""
        id_, secret = line.add_officer(session, name=name, shown_name=name.title(), passphrase=PASSPHRASE, roles=roles)
        new = self.officers[name] = Officer(name, id_, base64.b32decode(secret))
        if team:
            line.add_member(session, team=self.teams[team], officer=id_)
        new.token = line.sign_in(name, PASSPHRASE, new.code())
        return new

    def found(self, name: str, *, by: str) -> str:
        """Make a team."""
        self.teams[name] = self.line.add_team(self.officers[by].token, name)
        return self.teams[name]

    def team(self, name: str) -> Team:
        return next(one for one in self.line.teams() if one.id == self.teams[name])


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Sofie supervises the harbour team and Mads acts in it; Anna supervises the hill team and Ole acts in it."""
    process = subprocess.Popen(
        [FRIHAVN, "keyholder", "--home", HOME.root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    here = Office()
    try:
        assert process.stdout
        assert process.stdout.readline().startswith("keyholder ready"), process.communicate(timeout=30)
        here.add("sofie", "supervisor")
        here.found("Harbour", by="sofie")
        here.add("mads", "representative", by="sofie", team="Harbour")
        here.add("anna", "supervisor", "representative", by="sofie")
        here.found("Hill", by="anna")
        here.add("ole", "representative", by="anna", team="Hill")
        yield here
    finally:
        here.line.close()
        process.terminate()
        process.communicate(timeout=30)


@dataclass
class Desk:
    """A browser without script on the staff site."""

    client: Client = field(default_factory=lambda: Client(headers=OURS, raise_request_exception=False))
    html: str = ""
    status: int = 0
    goal: str = ""

    def sit(self, officer: Officer) -> Desk:
        """Be signed in already."""
        session = SessionStore()
        session.update({"token": officer.token, "language": "en", "proof": new_id()})
        session.create()
        session.save()
        self.client.cookies[SESSION_COOKIE_NAME] = session.session_key
        return self

    def look(self, address: str) -> str:
        return self._took(self.client.get, address)

    def send(self, address: str, /, **fields: object) -> str:
        """Fill in the form of this page that goes to an address, and send it."""
        found = [one for one in FORM.findall(self.html) if f'action="{address}"' in one]
        assert found, f"no form to {address} on this page: {self.heading}"
        return self.post(address, {**{name: unescape(value) for name, value in HIDDEN.findall(found[0])}, **fields})

    def post(self, address: str, sent: dict[str, object]) -> str:
        return self._took(self.client.post, address, sent)

    def open(self, reference: str, reason: str = "first_reading") -> str:
        """Open a file with a reason."""
        self.look(f"/f/{reference}")
        return self.send(f"/f/{reference}", reason=reason)

    def _took(self, ask: object, address: str, *sent: object) -> str:
        with override_settings(ROOT_URLCONF="frihavn.web.staff_urls"):
            self.response = ask(address, *sent, headers=OURS)  # type: ignore[operator]
            self.status = self.response.status_code
            self.html = self.response.content.decode(errors="replace")
            if self.status == 303:
                self.goal = self.response["Location"]
                self.response = self.client.get(self.goal, headers=OURS)
                self.html = self.response.content.decode()
        return self.html

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        return unescape(found[1]) if found else ""

    @property
    def text(self) -> str:
        """What is read, without tags."""
        return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", self.html, flags=re.DOTALL)).split())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def mads(office: Office) -> Desk:
    """The desk of a representative of the harbour team."""
    return Desk().sit(office.officers["mads"])


@pytest.fixture
def sofie(office: Office) -> Desk:
    """The desk of its supervisor."""
    return Desk().sit(office.officers["sofie"])


@dataclass
class Applicant:
    """Somebody and their file."""

    secret: Secret
    opened: Opened

    @property
    def reference(self) -> str:
        return self.opened.file.reference

    def again(self) -> Opened:
        """Open it anew, as with the phrase."""
        self.opened = open_file(*file_of(self.secret))
        return self.opened


def publish(office: Office, *names: str) -> None:
    """Let people choose teams."""
    for name in names:
        team = office.team(name)
        Recipient.objects.update_or_create(
            team=team.id, defaults={"name": team.name, "holder": team.holder, "public_key": team.public}
        )


def a_client(office: Office, *parts: str, team: str = "Harbour", day: date = TODAY) -> Applicant:
    """Somebody who has started a file, told something, and given parts to a team; all parts where none is named."""
    publish(office, team)
    secret = new_secret()
    opened = open_file(*start(secret, day=day, months=24, sleeping=False))
    told = {
        "statement": ("statement", {"text": "I refused to fire.", "language": "русский"}),
        "names": ("identity", {"own": "Иван <b>", "latin": "Ivan", "other": "Vanya"}),
        "dates": (
            "identity",
            {
                "born": {"how": "exact", "year": 1999, "month": 2, "day": 3},
                "left_country": {"how": "about", "year": 2022, "month": 9, "day": None},
                "came_here": {"how": "unknown", "year": 2023, "month": None, "day": None},
                "papers_until": {"how": "unknown", "year": None, "month": None, "day": None},
            },
        ),
        "family": ("identity", {"people": [{"relation": "mother", "age": "60", "place": "Latvia"}], "more": "a dog"}),
        "contact": ("contact", {"ways": "by letter", "times": "evenings", "never": "no calls"}),
    }
    for kind, (part, body) in told.items():
        save(opened, part=part, kind=kind, body=body, ticket=new_id(), day=day)
    give(opened, team=Recipient.objects.get(team=office.teams[team]), parts=parts or PARTS, day=day)
    return Applicant(secret, opened)


def looks(applicant: Applicant) -> list[dict[str, str]]:
    """Who looked, as the person reads it with their phrase."""
    opened = applicant.again()
    of = GrantOf(opened.file.id, "look", 0, APPLICANT)
    return [json.loads(unsealed_by(bytes(row.sealed), opened.own, of)) for row in opened.file.looks.all()]
