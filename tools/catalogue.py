"""Bring the catalogues of translations up to date with every text of the law and the command.

    python tools/catalogue.py            write locale/*.po; what fits is kept, what no longer fits is dropped
    python tools/catalogue.py --check    say what is missing or stale; exit 1 if anything is

A translation belongs to a context and an English text. Texts of a scheme that brings its own folder of words are left
to that folder's catalogues.
"""

from __future__ import annotations

import io
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from frihavn.law.lawbook import load
from frihavn.law.words import Text, texts_of
from frihavn.routes.placefile import load_places
from frihavn.routes.words import texts_of_places
from frihavn.web.language import LANGUAGES as SITE_LANGUAGES
from frihavn.web.speech.language import LANGUAGES
from frihavn.web.speech.texts import TEXTS
from frihavn.web.texts import TEXTS as SITE_TEXTS

SOURCE = Path(__file__).parent.parent / "src" / "frihavn"
SITES = SOURCE / "web" / "locale"
DRAFT = "Drafted; not yet read by a native speaker."


def main() -> int:
    """Write or check; the exit code says whether everything is translated."""
    check = "--check" in sys.argv[1:]
    book = load([files("frihavn.schemes")])
    places = load_places(place_files(), book.vocabulary, book.schemes)
    shelves = {
        SOURCE / "schemes" / "locale": texts_of(book),
        SOURCE / "routes" / "locale": texts_of_places(places.values()),
        SOURCE / "web" / "speech" / "locale": [Text(f"ui:{key}", english) for key, english in TEXTS.items()],
    }
    shelves[SITES] = [Text(f"web:{key}", english) for key, english in SITE_TEXTS.items()]
    missing = 0
    for folder, texts in shelves.items():
        for language in SITE_LANGUAGES if folder == SITES else LANGUAGES:
            if language != "en":
                missing += _one(folder / f"{language}.po", language, texts, check=check)
    print(f"{missing} missing or stale" if missing else "every text is translated")
    return 1 if missing and check else 0


def place_files() -> list[Any]:
    """The files of places that come with Frihavn."""
    return [file for file in files("frihavn.routes").joinpath("places").iterdir() if file.name.endswith(".toml")]


def _one(path: Path, language: str, texts: list[Text], *, check: bool) -> int:
    """Update or check one catalogue; returns how many texts are missing, plus stale ones when checking."""
    old = _read(path)
    missing = [text for text in texts if not old.get(text)]
    stale = sorted(set(old) - set(texts))
    if check:
        for text in [*missing, *stale]:
            print(f"{path.name}: {'missing' if text in missing else 'stale'}: {text.context}: {text.english[:60]}")
        return len(missing) + len(stale)
    catalogue = Catalog(locale=language, project="Frihavn", charset="utf-8", header_comment=f"# {DRAFT}")
    for text in texts:
        catalogue.add(text.english, old.get(text, ""), context=text.context)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=True)
    header = (
        f'# {DRAFT}\nmsgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + buffer.getvalue().decode("utf-8").rstrip("\n") + "\n", encoding="utf-8")
    print(f"{path.parent.parent.name}/{path.name}: {len(texts)} texts, {len(missing)} missing, {len(stale)} dropped")
    return len(missing)


def _read(path: Path) -> dict[Text, str]:
    if not path.exists():
        return {}
    found = read_po(io.BytesIO(path.read_bytes()))
    return {Text(message.context or "", str(message.id)): str(message.string) for message in found if message.id}


if __name__ == "__main__":
    sys.exit(main())
