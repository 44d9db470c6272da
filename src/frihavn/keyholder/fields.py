"""The shapes of what a request may hold. Whatever does not fit is a bad request, and nothing of it is repeated."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from frihavn.keyholder.errors import Declined

ID = re.compile(r"[a-z0-9_-]{1,64}")
WHOLE_MAX = 2**31 - 1


class Shape(Protocol):
    """Reads one value, or declines."""

    def read(self, value: object) -> Any:
        """The value as Python has it."""

    def says(self) -> str:
        """The shape in words, for the manual."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of people, in normal form C."""

    chars_max: int
    chars_min: int = 1

    def read(self, value: object) -> str:
        """A text without control characters and half signs."""
        if not isinstance(value, str) or len(value) > self.chars_max:
            raise Declined("bad_request")
        text = unicodedata.normalize("NFC", value)
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
            raise Declined("bad_request")
        if not self.chars_min <= len(text.strip()) <= len(text) <= self.chars_max:
            raise Declined("bad_request")
        return text

    def says(self) -> str:
        """The shape in words."""
        return f"text, at most {self.chars_max} signs" + ("" if self.chars_min else ", or empty")


@dataclass(frozen=True, slots=True)
class Id:
    """The random name of a case, an officer, a team or a session."""

    def read(self, value: object) -> str:
        """The name."""
        if not isinstance(value, str) or not ID.fullmatch(value):
            raise Declined("bad_request")
        return value

    def says(self) -> str:
        """The shape in words."""
        return "id"


@dataclass(frozen=True, slots=True)
class Holder:
    """A team and the number of its key pair: TEAM.N."""

    def read(self, value: object) -> str:
        """The holder's name."""
        team, dot, number = value.rpartition(".") if isinstance(value, str) else ("", "", "")
        if not dot or not ID.fullmatch(team) or not re.fullmatch(r"[1-9][0-9]{0,8}", number):
            raise Declined("bad_request")
        return f"{team}.{number}"

    def says(self) -> str:
        """The shape in words."""
        return "holder (team id, a dot, number of its key pair)"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from 0."""

    def read(self, value: object) -> int:
        """The number; yes and no are none."""
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= WHOLE_MAX:
            raise Declined("bad_request")
        return value

    def says(self) -> str:
        """The shape in words."""
        return "whole number"


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes, which travel as base64."""

    bytes_max: int

    def read(self, value: object) -> bytes:
        """The bytes."""
        if not isinstance(value, str) or len(value) > self.bytes_max * 4 // 3 + 4:
            raise Declined("bad_request")
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise Declined("bad_request") from None

    def says(self) -> str:
        """The shape in words."""
        return "bytes"


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word of a closed set."""

    words: tuple[str, ...]

    def read(self, value: object) -> str:
        """The word."""
        if not isinstance(value, str) or value not in self.words:
            raise Declined("bad_request")
        return value

    def says(self) -> str:
        """The shape in words."""
        return "one of " + " ".join(f"`{word}`" for word in self.words)


@dataclass(frozen=True, slots=True)
class Group:
    """A JSON object with these fields and no others."""

    fields: tuple[Field, ...]

    def read(self, value: object) -> dict[str, Any]:
        """The fields by name."""
        if not isinstance(value, dict):
            raise Declined("bad_request")
        return read(value, self.fields)

    def says(self) -> str:
        """The shape in words."""
        return "{" + ", ".join(f"{one.name}: {one.shape.says()}" for one in self.fields) + "}"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one shape."""

    each: Shape
    most: int

    def read(self, value: object) -> list[Any]:
        """The list."""
        if not isinstance(value, list) or len(value) > self.most:
            raise Declined("bad_request")
        return [self.each.read(one) for one in value]

    def says(self) -> str:
        """The shape in words."""
        return f"list of at most {self.most}: {self.each.says()}"


@dataclass(frozen=True, slots=True)
class Field:
    """A named value of a request; one that may be missing or null is then `""`."""

    name: str
    shape: Shape
    optional: bool = False


def read(raw: Mapping[str, object], fields: Sequence[Field]) -> dict[str, Any]:
    """Every field by name, read.

    Raises:
        Declined: `bad_request`, also for a field nobody knows.
    """
    if set(raw) - {field.name for field in fields}:
        raise Declined("bad_request")
    found: dict[str, Any] = {}
    for field in fields:
        value = raw.get(field.name)
        if field.optional and value in (None, ""):
            found[field.name] = ""
        else:
            found[field.name] = field.shape.read(value)
    return found


def text_of(raw: bytes) -> str:
    """Bytes as they travel."""
    return base64.b64encode(raw).decode()
