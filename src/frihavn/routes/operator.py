"""Who runs this installation: its name, the schemes it decides under, and whom people can turn to.

Read from `operator.toml`. Without one nobody is welcomed in anybody's name, and no contact is invented.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from frihavn.law.errors import nearest
from frihavn.law.locate import Locator
from frihavn.law.toml import read_toml

KEYS = ("name", "decides", "profile", "countries", "languages", "backups_to")
PROFILES = ("law_office", "helper_organisation", "consulate", "authority", "ministry")
CONTACT_KEYS = ("who", "how", "languages", "what")


@dataclass(frozen=True, slots=True)
class Contact:
    """Lawyers whom the operator names. `how`: how to reach them, as people should read it."""

    who: str
    how: str
    languages: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs this installation.

    Args:
        decides: Ids of the schemes under which this operator decides; empty for everybody but an authority.
        profile: One of PROFILES: what is switched on, how long things are kept, who receives them.
        countries: Codes of the countries where it works. `languages`: of the public site; empty: all there are.
        recipients: Whom backups are sealed to (age), at least two or none.
        exits: Language -> the page that whoever leaves in a hurry is taken to.
    """

    name: str = ""
    decides: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    profile: str = PROFILES[0]
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    exits: Mapping[str, str] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()

    def leave(self, language: str) -> str:
        """Where whoever leaves in a hurry is taken: a page that says nothing about them."""
        return self.exits.get(language) or f"https://{_WIKIPEDIA.get(language, language)}.wikipedia.org/"


_WIKIPEDIA = {"nb": "no"}


def read_operator(text: str, path: str, schemes: Collection[str] | None = None) -> Operator:
    """Read an operator's file.

    Args:
        path: What the file is called, for errors. `schemes`: ids that there are; None: ids are not looked at.

    Raises:
        SchemeError: what cannot be read, with file and line.
    """
    table = read_toml(text, path)
    whole = Locator(path, text)
    whole.check_keys(table, ("operator", "contact", "leave"), "an operator's file")
    head = table.get("operator", {})
    part = whole.part("[operator]")
    if not isinstance(head, dict) or not head.get("name"):
        raise part.error("the operator has no name", "operator", hint='Write [operator] and name = "...".')
    part.check_keys(head, KEYS, "[operator]")
    decides = _texts(head, "decides", part)
    for id_ in decides:
        if schemes is not None and id_ not in schemes:
            raise part.error(f"there is no scheme {id_!r}", "decides", id_, nearest(id_, schemes))
    contacts = table.get("contact", [])
    if not isinstance(contacts, list) or not all(isinstance(entry, dict) for entry in contacts):
        raise whole.error("contacts stand in a list", "contact", hint="Write [[contact]] for each.")
    found = [_contact(entry, whole.part("[[contact]]", number)) for number, entry in enumerate(contacts)]
    profile = head.get("profile", PROFILES[0])
    if profile not in PROFILES:
        raise part.error(f"there is no profile {profile!r}", "profile", str(profile), nearest(str(profile), PROFILES))
    exits = _exits(table.get("leave", {}), whole.part("[leave]"))
    countries, languages = _texts(head, "countries", part), _texts(head, "languages", part)
    return Operator(
        str(head["name"]), decides, tuple(found), profile, countries, languages, exits, _texts(head, "backups_to", part)
    )


def _exits(table: Any, locator: Locator) -> dict[str, str]:
    if not isinstance(table, dict):
        raise locator.error("pages to leave to stand in a table", "leave", hint='Write [leave] and en = "https://..."')
    for language, address in table.items():
        if not isinstance(address, str) or not address.startswith("https://") or set(address) & set(" ;,'\""):
            raise locator.error(f"the page to leave to in {language!r} is no https address", language)
    return dict(table)


def _contact(table: dict[str, Any], locator: Locator) -> Contact:
    locator.check_keys(table, CONTACT_KEYS, "a contact")
    for key in ("who", "how"):
        if not isinstance(table.get(key), str) or not table[key]:
            raise locator.error(f"a contact has no {key!r}", key, hint='For example: who = "Lawyers on duty".')
    languages = _texts(table, "languages", locator)
    return Contact(table["who"], table["how"], languages, str(table.get("what", "")))


def _texts(table: dict[str, Any], key: str, locator: Locator) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise locator.error(f"{key!r} wants a list of words", key)
    return tuple(value)
