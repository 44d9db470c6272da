"""What can go wrong with what is sealed. No message holds a key, a phrase or a word of what was sealed."""

from __future__ import annotations


class VaultError(Exception):
    """Something sealed cannot be used."""


class CannotOpenError(VaultError):
    """The key is another, the place is another, or somebody changed it. Which of these is not told."""

    def __init__(self) -> None:
        super().__init__("this cannot be opened: another key, another place, or it was changed")


class UnknownVersionError(VaultError):
    """It was sealed by a suite that this version does not know. Nothing else is tried."""

    def __init__(self) -> None:
        super().__init__("this was sealed by a suite that is not known here")


class PhraseError(VaultError):
    """What was typed is no receipt phrase: a digit or word is missing or mistyped."""
