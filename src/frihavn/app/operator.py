"""Who runs this installation: its name, the schemes it decides under, and whom people can turn to.

Read from `operator.toml`. Without one nobody is welcomed in anybody's name, and no contact is invented.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from frihavn.app.casefile import read_text
from frihavn.law.errors import nearest
from frihavn.law.locate import Locator
from frihavn.law.toml import read_toml

KEYS = ("name", "decides")
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
    """

    name: str = ""
    decides: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


def read_operator(path: str | None, schemes: Collection[str]) -> Operator:
    """Read an operator's file; None: nobody is named.

    Raises:
        SchemeError: what cannot be read, with file and line.
        LawError: the file cannot be opened.
    """
    if path is None:
        return Operator()
    text = read_text(path)
    table = read_toml(text, path)
    whole = Locator(path, text)
    whole.check_keys(table, ("operator", "contact"), "an operator's file")
    head = table.get("operator", {})
    part = whole.part("[operator]")
    if not isinstance(head, dict) or not head.get("name"):
        raise part.error("the operator has no name", "operator", hint='Write [operator] and name = "...".')
    part.check_keys(head, KEYS, "[operator]")
    decides = _texts(head, "decides", part)
    for id_ in decides:
        if id_ not in schemes:
            raise part.error(f"there is no scheme {id_!r}", "decides", id_, nearest(id_, schemes))
    contacts = table.get("contact", [])
    if not isinstance(contacts, list) or not all(isinstance(entry, dict) for entry in contacts):
        raise whole.error("contacts stand in a list", "contact", hint="Write [[contact]] for each.")
    found = [_contact(entry, whole.part("[[contact]]", number)) for number, entry in enumerate(contacts)]
    return Operator(str(head["name"]), decides, tuple(found))


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
