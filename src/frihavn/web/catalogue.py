"""Read a catalogue of translations (.po)."""

from __future__ import annotations

import io
from functools import cache

from babel.messages.pofile import read_po


@cache
def read_catalogue(text: str) -> dict[tuple[str, str], str]:
    """A .po file as (context, English) -> translation; empty and fuzzy entries are left out."""
    catalogue = read_po(io.BytesIO(text.encode("utf-8")), abort_invalid=True)
    return {
        (message.context or "", str(message.id)): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
