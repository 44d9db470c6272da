"""The audit log: entries are appended inside the transaction they are about, and checkpoints go to the witnesses.

Nothing of it is kept in memory, so a transaction that fails leaves the log as it was. After every transaction the head
(size and root of the tree) is signed, so that not even the newest entry can be changed by somebody without the key.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from frihavn.keyholder.store import Store
from frihavn.keyholder.witnesses import Witness
from frihavn.vault.audit import Checkpoint, Entry, Tree, checkpoint
from frihavn.vault.signing import SigningKey
from frihavn.vault.tokens import keyed_id

EVERY = 256
"""Entries between two checkpoints, at most."""
ROOT_BYTES = 32
APPLICANT = "applicant"
NOBODY = "nobody"
"""Actor of a sign-in that failed, and of what was done before there was an officer."""
_log = logging.getLogger("frihavn.keyholder")


@dataclass(frozen=True, slots=True)
class Said:
    """What is written down of one deed. Actor and thing are keyed ids (`Log.id_of`); the detail is only hashed."""

    actor: str
    action: str
    thing: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)

    def entry(self, seq: int, day: date) -> Entry:
        """The entry of the log."""
        return Entry(seq, day, self.actor, self.action, self.thing, hashed(self.detail) if self.detail else "")


def hashed(detail: Mapping[str, object]) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces."""
    return sha256(json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Log:
    """The log in the keyholder's database."""

    def __init__(self, store: Store, *, key: SigningKey, ids: bytes, witnesses: Sequence[Witness]) -> None:
        self.store, self._key, self._ids, self.witnesses = store, key, ids, witnesses

    def id_of(self, kind: str, name: str) -> str:
        """What stands in the log for an officer, a case or a team."""
        return keyed_id(self._ids, name, kind)

    def begin(self, day: date) -> None:
        """Write the first entry of a new database, so that a log is never empty."""
        with self.store.writing():
            if not self.store.has("SELECT 1 FROM head") and not self.store.has("SELECT 1 FROM entries"):
                self._keep(Tree(), day)
                self.append(day, Said(NOBODY, "log.begun"))

    def append(self, day: date, *said: Said) -> None:
        """Write entries; within the transaction of what they are about."""
        tree, signed = self._tree(), self.signed_size()
        for one in said:
            data = one.entry(tree.size, day).canonical()
            self.store.write("INSERT INTO entries (seq, said) VALUES (?, ?)", tree.size, data)
            tree.append(data)
            if tree.size - signed >= EVERY:
                self._sign(tree, day)
                signed = tree.size
        self._keep(tree, day)

    def sign(self, day: date) -> Checkpoint:
        """Make a checkpoint over all entries, or give the last one where nothing came after it."""
        tree = self._tree()
        if self.signed_size() < tree.size:
            with self.store.writing():
                self._sign(tree, day)
        return self.checkpoints(since=tree.size)[-1]

    def tell(self) -> None:
        """Hand the witnesses what they have not got. One that cannot be written is named and told the next time."""
        last = self.signed_size()
        for witness in self.witnesses:
            try:
                if witness.upto < last:
                    witness.tell(self.checkpoints(since=witness.upto + 1))
                    witness.upto = last
            except OSError as error:
                _log.warning("%s cannot be written (%s); it is tried again", witness.path.parent.name, error.strerror)

    def size(self) -> int:
        """How many entries there are."""
        return int(self.store.one("SELECT size FROM head")[0])

    def signed_size(self) -> int:
        """How many entries the newest checkpoint covers; 0 where there is none."""
        return int(self.store.one("SELECT coalesce(max(size), 0) FROM checkpoints")[0])

    def checkpoints(self, since: int = 0) -> list[Checkpoint]:
        """The log's own checkpoints, from a size on."""
        rows = self.store.rows(
            "SELECT size, root, day, signature FROM checkpoints WHERE size >= ? ORDER BY size", since
        )
        return [Checkpoint(size, root, date.fromisoformat(day), signature) for size, root, day, signature in rows]

    def _tree(self) -> Tree:
        size, peaks = self.store.one("SELECT size, peaks FROM head")
        return tree_of(size, peaks)

    def _keep(self, tree: Tree, day: date) -> None:
        signed = checkpoint(tree, day, self._key)
        self.store.write(
            "INSERT OR REPLACE INTO head (one, size, peaks, day, signature) VALUES (0, ?, ?, ?, ?)",
            tree.size, b"".join(tree.peaks), day.isoformat(), signed.signature,
        )  # fmt: skip

    def _sign(self, tree: Tree, day: date) -> None:
        one = checkpoint(tree, day, self._key)
        self.store.write(
            "INSERT INTO checkpoints (size, root, day, signature) VALUES (?, ?, ?, ?)",
            one.size, one.root, day.isoformat(), one.signature,
        )  # fmt: skip


def tree_of(size: int, peaks: bytes) -> Tree:
    """The tree again, from its size and the roots of its full parts."""
    tree = Tree()
    tree.size = size
    tree.peaks = [peaks[start : start + ROOT_BYTES] for start in range(0, len(peaks), ROOT_BYTES)]
    return tree
