"""The style sheets, small enough to stand in every page: no second request, no second address."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

OWN = "own"
STAFF = "staff"
"""Further rules for the staff site's dense pages; its pages carry both sheets."""


@cache
def css(*more: str) -> str:
    """The style sheet of every page without comments and needless spaces, and further ones by name after it."""
    sheets = [files("frihavn.web.ui").joinpath(f"{name}.css").read_text(encoding="utf-8") for name in (OWN, *more)]
    text = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{}:;,>]) ?", r"\1", text).replace(";}", "}").strip()
