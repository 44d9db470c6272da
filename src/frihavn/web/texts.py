"""What the sites say, in English. Translations stand in locale/*.po under the context "web:KEY"."""

from __future__ import annotations

from frihavn.web.texts_file import FILE
from frihavn.web.texts_staff import STAFF

TEXTS: dict[str, str] = {**FILE, **STAFF}
