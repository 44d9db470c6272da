"""Every language is complete, or marked; translations keep the places where values go."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from frihavn.law.words import texts_of
from frihavn.web.catalogue import read_catalogue
from frihavn.web.speech.language import LANGUAGES, Language
from frihavn.web.speech.texts import TEXTS
from tests.cast import book

ROOT = Path(__file__).parents[2]
OTHERS = tuple(code for code in LANGUAGES if code != "en")
HOLES = re.compile(r"\{[a-z_]+\}")


def catalogue(code: str) -> dict[tuple[str, str], str]:
    found = dict(
        read_catalogue(files("frihavn.web.speech").joinpath("locale", f"{code}.po").read_text(encoding="utf-8"))
    )
    for _, text in book().catalogues[code]:
        found.update(read_catalogue(text))
    return found


def test_no_translation_is_missing_or_stale() -> None:
    found = subprocess.run(
        [sys.executable, "tools/catalogue.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_places_where_values_go(code: str) -> None:
    for (context, english), text in catalogue(code).items():
        assert sorted(HOLES.findall(english)) == sorted(HOLES.findall(text)), f"{code}: {context}: {text}"


@pytest.mark.parametrize("code", OTHERS)
def test_translations_are_not_just_the_english(code: str) -> None:
    table = catalogue(code)
    questions = [text for text in texts_of(book()) if text.context.endswith(":question")]
    same = [text.context for text in questions if table[text.context, text.english] == text.english]
    assert not same


def test_russian_is_written_in_cyrillic() -> None:
    latin = [
        context
        for (context, _), text in catalogue("ru").items()
        if context.startswith("fact:") and not re.search("[а-яё]", text, re.IGNORECASE)
    ]
    assert not latin


def test_an_untranslated_text_is_marked() -> None:
    language = Language("ru", book())
    shown = language.of("scheme:xx/new:name", "A law nobody has translated")
    assert shown.startswith("A law nobody has translated ")
    assert shown != "A law nobody has translated"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_of_the_command_can_be_said(code: str) -> None:
    language = Language(code, book())
    for key, english in TEXTS.items():
        values = {hole[1:-1]: "x" for hole in HOLES.findall(english)}
        assert language.say(key, **values)


def test_drafts_say_that_they_are_drafts() -> None:
    for code in OTHERS:
        for folder in ("web", "web/speech", "schemes"):
            text = (ROOT / "src" / "frihavn" / folder / "locale" / f"{code}.po").read_text(encoding="utf-8")
            assert text.startswith("# Drafted; not yet read by a native speaker.")
