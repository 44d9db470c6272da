"""What the keyholder answers when it does not do what was asked, and why it does not start."""

from __future__ import annotations

from typing import Literal, get_args

Word = Literal[
    "bad_request", "signed_out", "refused", "wait", "limit_hour", "limit_day",
    "no_grant", "cannot_open", "not_yours", "needs_reason", "full",
]  # fmt: skip
WORDS: tuple[str, ...] = get_args(Word)
MEANS: dict[Word, str] = {
    "bad_request": "the line is no request: no JSON, an unknown name, a field missing, too many or of another kind",
    "signed_out": "there is no such session, or it has ended",
    "refused": "the sign-in failed; whether name, passphrase or code was wrong is not told",
    "wait": "too many failed sign-ins under this name; it is free again after 15 minutes",
    "limit_hour": "this officer has opened as many cases as may be opened in an hour",
    "limit_day": "this officer has opened as many cases as may be opened in a day",
    "no_grant": "there is nothing to open",
    "cannot_open": "a grant is of another case, part, epoch or holder, or was changed",
    "not_yours": "the officer is not in the team, or may not do this",
    "needs_reason": "a reason is missing, or is none of those that count",
    "full": "it could not be written down, so nothing was done",
}
"""No word says more than this, and none repeats what was sent."""


class Declined(Exception):
    """A request that is not done; the word is all that is told."""

    def __init__(self, word: Word) -> None:
        super().__init__(word)
        self.word: Word = word


class CannotStart(Exception):
    """The keyholder does not start. The message says why and what to do, and may be shown to whoever starts it."""
