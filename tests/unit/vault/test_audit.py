"""Whatever is done to the log behind a checkpoint is found."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from frihavn.vault.audit import Checkpoint, Entry, Tree, checkpoint, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
EVERY = 256
DAY = date(2026, 11, 24)


def log(size: int) -> tuple[list[tuple[int, bytes]], list[Checkpoint]]:
    """A log with a checkpoint every 256 entries and at its end."""
    tree, entries, checkpoints = Tree(), [], []
    for seq in range(size):
        entry = Entry(seq, DAY + timedelta(days=seq // 500), f"officer-{seq % 7}", "read", f"{seq * 31 % 97:08x}")
        entries.append((seq, entry.canonical()))
        tree.append(entries[-1][1])
        if tree.size % EVERY == 0 or tree.size == size:
            checkpoints.append(checkpoint(tree, entry.day, KEY))
    return entries, checkpoints


ENTRIES, CHECKPOINTS = log(1_000)
PUBLIC = KEY.public_key()


def test_a_log_nobody_touched_has_no_trouble() -> None:
    assert verify(ENTRIES, CHECKPOINTS, PUBLIC, CHECKPOINTS) == []
    assert verify([], [], PUBLIC) == []


def test_a_thousand_random_changes_are_all_found() -> None:
    chance = random.Random(3)
    for _ in range(1_000):
        assert verify(changed(chance), CHECKPOINTS, PUBLIC)


def changed(chance: random.Random) -> list[tuple[int, bytes]]:
    """The log with an entry changed, removed, repeated, moved, or made up; numbers put right afterwards."""
    entries = [data for _, data in ENTRIES]
    place = chance.randrange(len(entries))
    match chance.randrange(5):
        case 0:
            data = bytearray(entries[place])
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
            entries[place] = bytes(data)
        case 1:
            del entries[place]
        case 2:
            entries.insert(place, entries[place])
        case 3:
            other = (place + chance.randrange(1, len(entries))) % len(entries)
            entries[place], entries[other] = entries[other], entries[place]
        case _:
            entries.insert(place, Entry(place, DAY, "nobody", "read", "00").canonical())
    return list(enumerate(entries))


def test_a_log_cut_behind_a_witnessed_checkpoint_is_found_though_its_own_checkpoints_were_cut_too() -> None:
    kept = [one for one in CHECKPOINTS if one.size <= 512]
    assert verify(ENTRIES[:512], kept, PUBLIC) == []  # this is why there are witnesses
    troubles = verify(ENTRIES[:512], kept, PUBLIC, CHECKPOINTS)
    assert any("the log has 512" in one.says for one in troubles)


def test_a_log_written_anew_with_the_key_itself_is_found_by_a_witness() -> None:
    tree, entries = Tree(), []
    for seq, data in ENTRIES:
        other = data.replace(b"officer-3", b"officer-4")
        tree.append(other)
        entries.append((seq, other))
    own = [checkpoint(tree, DAY, KEY)]
    assert verify(entries, own, PUBLIC) == []
    assert verify(entries, own, PUBLIC, CHECKPOINTS)


def test_a_checkpoint_nobody_signed_is_found() -> None:
    forged = replace(CHECKPOINTS[0], signature=bytes(64))
    assert "signature" in verify(ENTRIES, [forged], PUBLIC)[0].says
    later = replace(CHECKPOINTS[0], day=DAY + timedelta(days=1))
    assert "signature" in verify(ENTRIES, [later], PUBLIC)[0].says
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert verify(ENTRIES, [CHECKPOINTS[0]], other.public_key())


def test_an_entry_with_a_wrong_number_is_found() -> None:
    entries = [*ENTRIES[:5], (7, ENTRIES[5][1]), *ENTRIES[6:]]
    assert [one.entry for one in verify(entries, CHECKPOINTS, PUBLIC)] == [5]
