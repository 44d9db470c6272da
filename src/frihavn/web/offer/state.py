"""What somebody has said so far, on its way through their browser: sealed under the key of the day, kept nowhere.

Every page before a file carries one hidden field, `state`. It cannot be read or altered, says nothing by its length,
and opens on the day it was made and on the next; after that, or where a byte was changed, one begins again.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from frihavn.law.bind import PRESENT
from frihavn.vault.drafts import key_of_token, opened_state, sealed_state
from frihavn.vault.errors import VaultError
from frihavn.vault.tokens import keyed_id, new_id
from frihavn.web.settings import HOME

SIGNS_MAX = 20_000
VALUE_SIGNS = 10


class CannotReadStateError(Exception):
    """A hidden field of another day or installation, or one that was changed."""


@dataclass(frozen=True, slots=True)
class State:
    """What was said before there is a file.

    Args:
        country: Code of the country of stay; empty: not said.
        phone: Whether the page on safe phones was shown: only then may be asked who refuses to fight.
        answers: Fact -> value in the form of a case file, in the order of asking; `{"unknown": reason}` where somebody
            does not know or does not want to say.
        page: A random name of the page that was shown last: its radio buttons have values that mean nothing elsewhere.
        asked: The facts that page asked. `done`: those of the pages before it, so that one can go back.
    """

    country: str = ""
    phone: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    page: str = ""
    asked: tuple[str, ...] = ()
    done: tuple[tuple[str, ...], ...] = ()

    def answered(self, answers: Mapping[str, Any]) -> State:
        """The same after a page was answered."""
        done = (*self.done, tuple(answers))
        return replace(self, answers={**self.answers, **answers}, done=done, country=_country(self.country, answers))

    def back(self) -> State:
        """The same before the last page was answered; itself where none was."""
        if not self.done:
            return self
        kept = {name: value for name, value in self.answers.items() if name not in self.done[-1]}
        return replace(self, answers=kept, done=self.done[:-1])

    def shown(self, *facts: str) -> State:
        """The same on its way to a new page that asks some facts."""
        return replace(self, page=new_id(), asked=facts)

    def value_of(self, option: str) -> str:
        """What stands for an option in this page and in no other: random to whoever reads the form."""
        return keyed_id(HOME.secret("form"), f"{self.page} {option}", "offer option")[:VALUE_SIGNS]


def _country(before: str, answers: Mapping[str, Any]) -> str:
    said = answers.get(PRESENT, before)
    return said if isinstance(said, str) else ""


def sealed(state: State, day: date) -> str:
    """The state as the hidden field carries it."""
    data = {
        "country": state.country, "phone": state.phone, "answers": state.answers, "page": state.page,
        "asked": state.asked, "done": state.done,
    }  # fmt: skip
    label = _label(day)
    text = json.dumps(data, separators=(",", ":"))
    return urlsafe_b64encode(sealed_state(text.encode(), _key(label), label)).decode().rstrip("=")


def opened(text: str, day: date) -> State:
    """The state that a hidden field carries.

    Raises:
        CannotReadStateError: it is of another day than this or the one before, or was changed.
    """
    if len(text) > SIGNS_MAX:
        raise CannotReadStateError
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise CannotReadStateError from error
    if urlsafe_b64encode(raw).decode().rstrip("=") != text:  # one state has one way of being written
        raise CannotReadStateError
    for label in (_label(day), _label(day - timedelta(days=1))):
        try:
            data = json.loads(opened_state(raw, _key(label), label))
        except VaultError:
            continue
        return State(**{**data, "asked": tuple(data["asked"]), "done": tuple(map(tuple, data["done"]))})
    raise CannotReadStateError


def _label(day: date) -> str:
    return f"offer {day.isoformat()}"


def _key(label: str) -> bytes:
    return key_of_token(HOME.secret("form").hex(), label)
