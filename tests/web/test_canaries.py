"""Unique strings in every field and file: none of them is in any file of the installation, then or after erasing."""

from __future__ import annotations

import base64
import io
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from PIL import Image, ImageDraw

from frihavn.vault.backup import new_identity
from tests.command import in_a_process
from tests.postgres import postgres
from tests.web.installation import Installation, installation
from tests.web.person import Person

SECONDS = 60.0
Running = tuple[Installation, list[Path]]


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, list[Path]]]:
    """A whole installation on each database, and the folders that hold everything of it."""
    home = tmp_path_factory.mktemp("home")
    if request.param == "sqlite":
        with installation(home) as found:
            yield found, [home]
    else:
        with postgres() as (address, data), installation(home, address) as found:
            yield found, [home, data]


def canary(number: int) -> str:
    """A string that stands nowhere else: in Cyrillic, as people write, and in Latin."""
    return f"канарейка{number:03}zq{number * 7919 % 1000003:06}x"


def spellings(text: str) -> list[bytes]:
    """The ways in which a text may lie in a file."""
    plain = text.encode()
    return [
        plain, text.encode("utf-16-le"), text.encode("utf-16-be"), quote(text).encode(), base64.b64encode(plain)[4:-4],
        plain.hex().encode(), text.encode("unicode_escape"), text.encode("ascii", "xmlcharrefreplace"),
    ]  # fmt: skip


def everything(folders: list[Path]) -> bytes:
    """Every file that is there, secrets and the demonstration's own note aside."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    ours = [path for path in paths if "secrets" not in path.parts and path.name != "demo.json"]
    return b"\0".join(path.read_bytes() for path in ours)


def a_picture(text: str) -> bytes:
    """A photo with a text in its metadata."""
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 200, 120), fill="navy")
    exif = Image.Exif()
    exif[0x010E] = text
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif, comment=text.encode())
    return target.getvalue()


def write_everything(person: Person, team: str) -> list[str]:
    """Fill in every field there is; returns what was typed."""
    texts = [canary(number) for number in range(1, 14)]
    one = iter(texts)
    person.start()
    person.press("to:statement")
    person.press("save", text=next(one), language_of_text=next(one))
    person.press("to:names")
    person.press("save", own=next(one), latin=next(one), other=next(one))
    person.press("to:family")
    person.press("save", relation0=next(one), age0="9", place0=next(one), more=next(one))
    person.press("to:contact")
    person.press("save", ways=next(one), times=next(one), never=next(one))
    person.press("to:documents")
    content = a_picture(canary(77))
    person.press("add", about=next(one), document=(f"{canary(78)}.jpg", content))
    assert person.notes == ["Cleaned and saved."]
    person.press("to:tasks")
    person.press("to:access")
    team_id = re.search(rf'name="team" value="(\w+)">\s*<fieldset><legend><h2>{team}', person.html)
    assert team_id
    parts = dict.fromkeys(("statement", "identity", "contact", "files", "thread"), "yes")
    person.press("save", form=team_id[1], team=team_id[1], **parts)
    assert person.notes == ["Saved. They can read these parts now."]
    person.press("to:tasks")
    person.press("to:messages")
    person.press("send", text=next(one))
    draft = canary(79)
    person.press("to:tasks")
    person.press("to:statement")
    cookies, person.client.cookies = person.client.cookies, {}
    person.press("save", text=draft, language_of_text="")  # kept as a draft, since the session is gone
    assert person.notes == ["Your file had closed. What you typed is kept: open your file and it comes back."]
    person.client.cookies = cookies
    person.look()
    return [*texts, canary(77), canary(78), draft, person.phrase, person.phrase.replace(" ", "")]


def settle(found: Installation, folders: list[Path]) -> None:
    """Have the database write everything to its files, so that the search sees it."""
    if len(folders) > 1:
        with psycopg.connect(found_address(folders), autocommit=True) as connection:
            connection.execute("CHECKPOINT")


def found_address(folders: list[Path]) -> str:
    return f"postgresql://postgres:@/postgres?host={folders[1]}"


def test_nothing_that_was_typed_is_in_any_file(running: Running) -> None:
    found, folders = running
    person = Person(client=found.public())
    typed = write_everything(person, "Harbour Lawyers")
    recipients = [new_identity()[1] for _ in range(2)]
    where = {"FRIHAVN_DATABASE": found_address(folders) if len(folders) > 1 else ""}
    backup = in_a_process("backup", "--home", found.home, "--to", recipients[0], "--to", recipients[1], env=where)
    assert backup.code == 0, backup.err
    settle(found, folders)
    disk = everything(folders)
    assert b"intake_record" in disk, "the search sees the database"
    hits = [text for text in typed for one in spellings(text) if one in disk or zlib.compress(one)[2:-4] in disk]
    assert not hits
    for text in typed[:1]:
        person.come_back(person.phrase)
        person.press("to:statement")
        assert text in unescape(person.html), "what was typed is there for whoever has the phrase"


def test_after_erasing_nothing_is_left_within_a_minute(running: Running) -> None:
    found, folders = running
    person = Person(client=found.public())
    typed = write_everything(person, "Harbour Lawyers")
    name = newest_file(found, folders)
    person.press("to:tasks")
    person.press("to:erase")
    person.press("do", sure="yes")
    assert person.heading == "Your file is erased"
    began = time.monotonic()
    while True:
        settle(found, folders)
        disk = everything(folders)
        left = [text for text in [*typed, name] for one in spellings(text) if one in disk]
        if not left or time.monotonic() - began > SECONDS:
            break
        time.sleep(1)
    assert not left
    person.come_back(person.phrase)
    assert person.notes == ["This phrase opens nothing. It may be mistyped, or its file was erased or has expired."]


def newest_file(found: Installation, folders: list[Path]) -> str:
    """The random id of the newest file, which is in clear in the database: the search must lose it too."""
    query = "SELECT file_id FROM intake_piece ORDER BY id DESC LIMIT 1"
    if len(folders) > 1:
        with psycopg.connect(found_address(folders)) as connection:
            row = connection.execute(query).fetchone()
    else:
        connection = sqlite3.connect(found.home / "data" / "frihavn.db")
        row = connection.execute(query).fetchone()
        connection.close()
    assert row
    return str(row[0])
