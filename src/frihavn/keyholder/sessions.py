"""Who is signed in, in memory only, and how often a name was tried. Nothing of it outlives the process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frihavn.keyholder.errors import Declined
from frihavn.vault.holders import PrivateKey
from frihavn.vault.tokens import new_token

IDLE_MAX = timedelta(minutes=30)
LENGTH_MAX = timedelta(hours=10)
SESSIONS_OF_ONE_MAX = 8
"""Of one officer; the oldest ends when there is one more."""
TRIES_MAX = 5
WAIT = timedelta(minutes=15)
NAMES_MAX = 10_000


@dataclass(slots=True)
class Session:
    """An officer at work, with their private key."""

    officer: str
    key: PrivateKey = field(repr=False)
    began: datetime
    used: datetime

    def is_over(self, moment: datetime) -> bool:
        """Whether it has been idle, or has lasted, too long."""
        return moment - self.used >= IDLE_MAX or moment - self.began >= LENGTH_MAX


class Sessions:
    """Every session that has not ended."""

    def __init__(self) -> None:
        self._all: dict[str, Session] = {}

    def begin(self, officer: str, key: PrivateKey, moment: datetime) -> str:
        """A session and its secret name."""
        own = [name for name, one in self._all.items() if one.officer == officer]
        for name in own[: max(0, len(own) - SESSIONS_OF_ONE_MAX + 1)]:
            del self._all[name]
        name = new_token()
        self._all[name] = Session(officer, key, moment, moment)
        return name

    def of(self, name: str, moment: datetime) -> Session:
        """The session, which has now been used.

        Raises:
            Declined: `signed_out`.
        """
        self.tidy(moment)
        if name not in self._all:
            raise Declined("signed_out")
        found = self._all[name]
        found.used = max(found.used, moment)
        return found

    def end(self, name: str) -> None:
        """End one."""
        self._all.pop(name, None)

    def end_all_of(self, officer: str) -> None:
        """End every session of an officer."""
        self._all = {name: one for name, one in self._all.items() if one.officer != officer}

    def tidy(self, moment: datetime) -> None:
        """Forget those that are over, and their keys with them."""
        for name in [name for name, one in self._all.items() if one.is_over(moment)]:
            del self._all[name]

    def __len__(self) -> int:
        return len(self._all)


class Tries:
    """Failed sign-ins by name, also of names that nobody has: five, then a wait of 15 minutes."""

    def __init__(self) -> None:
        self._all: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def begin(self, name: str, moment: datetime) -> None:
        """Count a try before it is made, so that many at once are not more than five.

        Args:
            name: A keyed id of the name; what was typed may have been a passphrase.

        Raises:
            Declined: `wait`.
        """
        count, last = self._all.get(name, (0, moment))
        if moment - last >= WAIT:
            count = 0
        if count >= TRIES_MAX:
            raise Declined("wait")
        self._all[name] = (count + 1, moment)
        self._all.move_to_end(name)
        while len(self._all) > NAMES_MAX:
            self._all.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the tries of a name."""
        self._all.pop(name, None)
