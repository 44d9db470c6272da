"""The real command: in a process of its own, or, much faster, its `main` in this one with streams of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from frihavn.app.main import main

FRIHAVN = Path(sys.executable).parent / "frihavn"
SECONDS_MAX = 60


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


def in_a_process(
    *arguments: object,
    cwd: Path | None = None,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    prepare: Any = None,
) -> Ran:
    """Run the installed command as a person would.

    Args:
        prepare: Called in the new process before the command (a limit on memory, where a test wants one).
    """
    run = subprocess.run(
        [str(FRIHAVN), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        timeout=SECONDS_MAX,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100", **(env or {})},
        preexec_fn=prepare,
    )
    return Ran(run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8"))


def frihavn(*arguments: object, cwd: Path | None = None, stdin: bytes = b"") -> Ran:
    """Run what the installed command runs, without starting a process: nothing of it is replaced but the streams."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    code: Any = 0
    with (
        mock.patch.object(sys, "argv", ["frihavn", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
        mock.patch.dict(os.environ, {"COLUMNS": "100"}),
        contextlib.chdir(cwd or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code
    texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
    return Ran(code or 0, *texts)
