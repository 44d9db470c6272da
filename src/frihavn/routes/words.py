"""Every text of the places that people read, with the context under which it is translated."""

from __future__ import annotations

from collections.abc import Iterable

from frihavn.law.words import Text
from frihavn.routes.place import Place


def context_of(place: Place, kind: str, id_: str) -> str:
    """The context of one text of a place: "place:KZ:danger:wanted-list"."""
    return f"place:{place.code}:{kind}:{id_}"


def texts_of_places(places: Iterable[Place]) -> list[Text]:
    """All texts of places, in a stable order."""
    found = []
    for place in places:
        found += [Text(context_of(place, "danger", one.id), one.says) for one in place.dangers]
        found += [Text(context_of(place, "danger", one.id), one.lifted.why) for one in place.dangers if one.lifted]
        found += [Text(context_of(place, "duty", one.id), one.says) for one in place.duties]
        found += [Text(context_of(place, "opening", one.id), one.says) for one in place.openings]
    return found
