"""The worker, dying of SIGKILL in the middle of the outbox: after it told the audit log, before it removed the rows."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from frihavn.web.start import ready


def main(home: Path, log: Path, batches: int) -> None:
    """Work off the outbox; die while telling of the batch after so many."""
    ready(home)
    from frihavn.web.jobs import work_off  # noqa: PLC0415 - after the settings

    told = 0

    def tell(said: Sequence[tuple[str, str]]) -> None:
        nonlocal told
        with log.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one) + "\n" for one in said)
        told += 1
        if told > batches:
            os.kill(os.getpid(), signal.SIGKILL)

    while work_off(tell):
        pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
