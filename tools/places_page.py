"""The pages of docs/reference about countries: where people wait, and what exists where; with a map of tiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

from babel import Locale

from frihavn.law.lawbook import LawBook
from frihavn.law.scheme import Kind, PlaceWord, Scheme, Status
from frihavn.routes.place import FRESH_DAYS, FRESH_DAYS_OTHERWISE, FRONT, Danger, OpeningKind, Place
from tools.markdown import cited, code, page, table

DAY = date(2026, 11, 24)
"""The day on which the map is read; the manual must not change by itself."""
MAP = "docs/pictures/countries.svg"
OUTSIDE = {PlaceWord.CONSULATE, PlaceWord.THIRD_COUNTRY, PlaceWord.ANYWHERE}
NAMES = Locale("en").territories
TILES = {
    "IS": (0, 0), "NO": (4, 0), "SE": (5, 0), "FI": (6, 0), "RU": (9, 0),
    "IE": (0, 2), "GB": (1, 2), "DK": (4, 1), "EE": (6, 1), "LV": (6, 2), "LT": (6, 3), "BY": (7, 3),
    "NL": (3, 3), "BE": (2, 3), "DE": (4, 3), "PL": (5, 3), "UA": (8, 4), "KZ": (11, 2),
    "FR": (2, 4), "LU": (3, 4), "CZ": (4, 4), "SK": (5, 4), "MD": (7, 4),
    "PT": (0, 6), "ES": (1, 6), "CH": (3, 5), "AT": (4, 5), "HU": (5, 5), "RO": (7, 5),
    "IT": (3, 6), "SI": (4, 6), "HR": (5, 6), "RS": (6, 6), "BG": (7, 6),
    "MT": (3, 8), "ME": (5, 7), "GR": (6, 7), "TR": (8, 7), "CY": (8, 8), "GE": (9, 6), "AM": (10, 7), "IL": (9, 9),
    "AE": (11, 9), "UZ": (11, 3), "KG": (12, 3), "MN": (13, 2),
}  # fmt: skip
LEGEND = (
    ("handed", "#8c1c13", "#fff", "people were handed over, taken or sent away from here"),
    ("danger", "#e8b04b", "#222", "people wait here; no hand-over is recorded, which proves no safety"),
    ("outside", "#1f6f54", "#fff", "protection once there; something begins abroad, mostly as a favour"),
    ("inside", "#2f6db5", "#fff", "protection once there; nothing here begins abroad"),
    ("union", "#b9cfe8", "#222", "only Union law is in the files"),
    ("nothing", "#e6e6e6", "#555", "nothing in the files"),
)


def countries_page(book: LawBook, places: Mapping[str, Place]) -> str:
    """What exists where, with the map."""
    rows = []
    for country in sorted(TILES, key=NAMES.__getitem__):
        own = _own(book, country)
        inside = ", ".join(_linked(scheme) for scheme in own if not _outside(scheme))
        outside = ", ".join(_linked(scheme) for scheme in own if _outside(scheme))
        waits = f"[dangers and what is open](places.md#{country.lower()})" if country in places else ""
        if inside or outside or waits:
            rows.append((f"{NAMES[country]} ({country})", inside or "—", outside or "—", waits or "—"))
    said = f"Read on {DAY.isoformat()}: what is in force, suspended or has happened; no proposals and no history."
    return page(
        "What exists where",
        f"![Map of countries by what exists there](../pictures/{MAP.rpartition('/')[2]})",
        said + " Nothing here is a promise, and a country that is missing is not known here.",
        table(("country", "once there", "begins abroad", "people wait there"), rows),
    )


def places_page(places: Mapping[str, Place]) -> str:
    """Everything known of the countries where people wait."""
    parts = [
        f"Dangers never age. What is open ages: entry after {FRESH_DAYS[OpeningKind.ENTRY]} days, all else after"
        f" {FRESH_DAYS_OTHERWISE}; then it reads *may have changed, ask a lawyer*. Where anybody was handed over, taken"
        " or sent away, the public is shown no step that makes a person known to anybody."
    ]
    for place in sorted(places.values(), key=lambda one: one.name):
        parts += _place(place)
    return page("Where people wait", *parts)


def _place(place: Place) -> list[str]:
    title = place.name if place.code == FRONT else f"{place.name} ({place.code})"
    looked = (
        f"News of it was last looked for in {place.looked_at}." if place.looked_at else "Nobody has looked for news."
    )
    alone = " Information only: no step is offered to anybody there." if place.information_only else ""
    dangers = [
        (one.kind.value.replace("_", " "), _when(one), one.says, ", ".join(one.whom) or "anybody", cited(one.citations))
        for one in place.dangers
    ]
    duties = [(one.kind.value, one.as_of or "not seen", one.says, cited(one.citations)) for one in place.duties]
    openings = [
        (
            one.kind.value,
            one.as_of or "not seen",
            one.says,
            ", ".join(learner.value.replace("_", " ") for learner in one.exposes_to),
            cited(one.citations),
        )
        for one in place.openings
    ]
    return [
        f'<a id="{place.code.lower()}"></a>\n\n## {title}',
        looked + alone,
        table(("danger", "when", "what", "known of citizens of", "source"), dangers),
        table(("duty", "seen", "what", "source"), duties),
        table(("opening", "seen", "what", "who learns of the person", "source"), openings),
    ]


def _when(danger: Danger) -> str:
    return f"{danger.when} to {danger.until}" if danger.until else danger.when or "—"


def _own(book: LawBook, country: str) -> list[Scheme]:
    """A country's schemes that are more than paper on the day of the map."""
    found = []
    for scheme in book.schemes.values():
        standing = scheme.status_on(DAY, date.max)
        gone = (Status.PROPOSED, Status.LAPSED, Status.REPEALED)
        if scheme.country == country and scheme.kind is Kind.SCHEME and standing and standing.status not in gone:
            found.append(scheme)
    return found


def _outside(scheme: Scheme) -> bool:
    """Whether it begins abroad for those it is for, not only for their families."""
    abroad = [bool(OUTSIDE.intersection(where.places)) for where in scheme.where.values()]
    return all(abroad) or (scheme.discretion and any(abroad))


def _linked(scheme: Scheme) -> str:
    return f"[{code(scheme.id)}](schemes/{scheme.id.replace('/', '-')}.md)"


def _class(country: str, book: LawBook, places: Mapping[str, Place]) -> str:
    if country in places:
        return "handed" if places[country].has_incidents else "danger"
    own = _own(book, country)
    if own:
        return "outside" if any(_outside(scheme) for scheme in own) else "inside"
    union = any(scheme.country == "EU" and country in scheme.territory for scheme in book.schemes.values())
    return "union" if union else "nothing"


def countries_svg(book: LawBook, places: Mapping[str, Place]) -> str:
    """The map: a tile a country, about where it lies, coloured and lettered by what exists there."""
    size, gap, left = 56, 4, 16
    look = {name: (fill, ink) for name, fill, ink, _ in LEGEND}
    width = left * 2 + 14 * (size + gap)
    legend_top = 16 + 10 * (size + gap) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {legend_top + 26 * len(LEGEND) + 34}"'
        ' font-family="sans-serif" role="img">',
        "<title>Countries by what exists there</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for country, (column, row) in TILES.items():
        fill, ink = look[_class(country, book, places)]
        x, y = left + column * (size + gap), 16 + row * (size + gap)
        parts.append(
            f'<g><title>{escape(NAMES[country])}</title><rect x="{x}" y="{y}" width="{size}" height="{size}" rx="6"'
            f' fill="{fill}"/><text x="{x + size / 2}" y="{y + size / 2 + 7}" text-anchor="middle" font-size="20"'
            f' fill="{ink}">{country}</text></g>'
        )
    for number, (_, fill, _, words) in enumerate(LEGEND):
        y = legend_top + number * 26
        parts.append(f'<rect x="{left}" y="{y}" width="18" height="18" rx="3" fill="{fill}"/>')
        parts.append(f'<text x="{left + 28}" y="{y + 15}" font-size="16" fill="#222">{escape(words)}</text>')
    said = f"Read on {DAY.isoformat()}. Nothing here is a promise; a country that is missing is not known here."
    parts.append(f'<text x="{left}" y="{legend_top + 26 * len(LEGEND) + 18}" font-size="14" fill="#555">{said}</text>')
    return "\n".join([*parts, "</svg>", ""])
