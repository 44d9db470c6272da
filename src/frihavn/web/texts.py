"""What the sites say, in English: every key of texts/*.toml. Translations stand in locale/*.po under "web:KEY"."""

from __future__ import annotations

import tomllib
from importlib.resources import files


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(files("frihavn.web").joinpath("texts").iterdir(), key=lambda one: one.name):
        for key, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{file.name}: the text {key!r} stands in two files")
            found[key] = text
    return found


TEXTS = _read()
