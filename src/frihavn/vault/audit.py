"""A log that nobody can change quietly: one Merkle tree (RFC 6962) over its entries, and signed checkpoints.

Witnesses keep checkpoints elsewhere. Whoever changes, removes, reorders or adds an entry behind a checkpoint changes
the root it signed; whoever cuts the log short has fewer entries than a witness saw.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ORIGIN = "frihavn/v1/audit"
EMPTY_ROOT = sha256().digest()


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, without content and without a name.

    Args:
        seq: From 0, without a gap. `day`: no time finer than a day.
        actor: A pseudonym. `action`: a word. `thing`: a keyed id of what it was done to, hex.
        detail: Hash of what else there is to say, hex, or empty.
    """

    seq: int
    day: date
    actor: str
    action: str
    thing: str
    detail: str = ""

    def canonical(self) -> bytes:
        """The entry as JSON with sorted keys and no spaces: equal entries are equal bytes."""
        table = {
            "seq": self.seq, "day": self.day.isoformat(), "actor": self.actor, "action": self.action,
            "thing": self.thing, "detail": self.detail,
        }  # fmt: skip
        return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry. Source: RFC 6962, section 2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes. Source: RFC 6962, section 2.1."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree that only grows: it keeps the roots of its full parts, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, data: bytes) -> None:
        """Add an entry."""
        found, size = leaf_hash(data), self.size
        while size & 1:
            found = node_hash(self.peaks.pop(), found)
            size >>= 1
        self.peaks.append(found)
        self.size += 1

    def root(self) -> bytes:
        """The root over all entries so far."""
        if not self.peaks:
            return EMPTY_ROOT
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node_hash(peak, found)
        return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed: so many entries have this root."""

    size: int
    root: bytes
    day: date
    signature: bytes

    def signed(self) -> bytes:
        """The text that the signature is over."""
        return statement(self.size, self.root, self.day)


def statement(size: int, root: bytes, day: date) -> bytes:
    """The lines of a checkpoint: origin, size, root, day."""
    return f"{ORIGIN}\n{size}\n{root.hex()}\n{day.isoformat()}\n".encode()


def checkpoint(tree: Tree, day: date, key: Ed25519PrivateKey) -> Checkpoint:
    """Sign the tree as it is."""
    root = tree.root()
    return Checkpoint(tree.size, root, day, key.sign(statement(tree.size, root, day)))


def is_signed(one: Checkpoint, key: Ed25519PublicKey) -> bool:
    """Whether a checkpoint carries the log's signature."""
    try:
        key.verify(one.signature, one.signed())
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that does not fit, and the number of entries up to which the log is affected; None: all of it."""

    says: str
    entry: int | None


def verify(
    entries: Iterable[tuple[int, bytes]],
    checkpoints: Sequence[Checkpoint],
    key: Ed25519PublicKey,
    witnessed: Sequence[Checkpoint] = (),
) -> list[Trouble]:
    """Follow a log and every checkpoint of it.

    Args:
        entries: Sequence number and canonical bytes, in the order of the log.
        checkpoints: The log's own. `witnessed`: those that somebody else kept.

    Returns:
        Everything that does not fit; empty where all does.
    """
    troubles = [
        Trouble(f"the checkpoint over {one.size} entries does not carry the log's signature", one.size)
        for one in (*checkpoints, *witnessed)
        if not is_signed(one, key)
    ]
    wanted: dict[int, set[bytes]] = {}
    for one in (*checkpoints, *witnessed):
        wanted.setdefault(one.size, set()).add(one.root)
    tree = Tree()
    troubles += _at(tree, wanted)
    for place, (seq, data) in enumerate(entries):
        if seq != place:
            troubles.append(Trouble(f"entry {place} calls itself {seq}", place))
        tree.append(data)
        troubles += _at(tree, wanted)
    longest = max((one.size for one in (*checkpoints, *witnessed)), default=0)
    if longest > tree.size:
        troubles.append(Trouble(f"a checkpoint covers {longest} entries, and the log has {tree.size}", tree.size))
    return troubles


def _at(tree: Tree, wanted: dict[int, set[bytes]]) -> list[Trouble]:
    roots = wanted.get(tree.size, set())
    if not roots or roots == {tree.root()}:
        return []
    return [Trouble(f"the first {tree.size} entries are not those that were signed", tree.size)]
