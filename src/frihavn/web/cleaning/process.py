"""Start the child that decodes, give it the file, read back no more than is allowed, and end it in any case."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict

from frihavn.web.cleaning.answer import ANSWER_OVERHEAD_BYTES, cleaned_from
from frihavn.web.cleaning.cleaned import LIMITS, Cleaned, CleaningError, Limits

COMMAND = (sys.executable, "-I", "-B", "-m", "frihavn.web.cleaning.child")
_CHUNK_BYTES = 64 * 1024
_PLACES = threading.BoundedSemaphore(2)
"""Children at a time in one process: each may take as much memory as the limits say."""


def clean(content: bytes, *, limits: Limits = LIMITS) -> Cleaned:
    """Make the display copy of a file that somebody sent, whatever it claims to be.

    Raises:
        CleaningError: there is no copy; `kind` says why, and nothing of the file is in the message.
    """
    if not content:
        raise CleaningError("empty")
    if len(content) > limits.bytes_in_max:
        raise CleaningError("too_large")
    return cleaned_from(_answered("clean", content, limits=limits), limits=limits)


def sandbox_report() -> str:
    """Try the walls around the child: `full` when it can open, start and reach nothing, else `limits_only`.

    `limits_only` means that memory, time and files are limited, but that this kernel, machine or container does not
    let a process give up its other calls.
    """
    try:
        answer = _answered("report", b"", limits=LIMITS)
    except CleaningError:
        return "limits_only"
    return "full" if answer == b"full" else "limits_only"


def _answered(task: str, sent: bytes, *, limits: Limits) -> bytes:
    """What the child answers; it has ended when this returns or raises."""
    deadline = time.monotonic() + limits.wall_seconds
    if not _PLACES.acquire(timeout=limits.wall_seconds):
        raise CleaningError("took_too_long")
    try:
        command = [*COMMAND, task, json.dumps(asdict(limits))]
        child = subprocess.Popen(  # noqa: S603 - our own module, by the Python that runs us; no word of it from outside
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a decoder complains of can hold what it decoded
            bufsize=0,
            cwd="/",
            env={},
            start_new_session=True,
        )
        try:
            # Room for a copy, its thumbnail and a header; an answer that is longer is none.
            answer = _exchanged(child, sent, deadline=deadline, most=limits.bytes_out_max + ANSWER_OVERHEAD_BYTES)
            _wait(child, deadline=deadline)
        finally:
            code = _end(child)
    except (OSError, ValueError) as error:
        raise CleaningError("failed") from error
    finally:
        _PLACES.release()
    if code != 0:
        raise CleaningError({-signal.SIGXCPU: "took_too_long", -signal.SIGKILL: "too_complex"}.get(code, "failed"))
    return answer


def _exchanged(child: subprocess.Popen[bytes], sent: bytes, *, deadline: float, most: int) -> bytes:
    """Write and read at once, so that neither side waits for the other; until the child has said all it has to say."""
    assert child.stdin is not None  # noqa: S101 - for the type checker: both are pipes
    assert child.stdout is not None  # noqa: S101 - the same
    out, back = child.stdin.fileno(), child.stdout.fileno()
    waiting, answer = memoryview(sent), bytearray()
    with selectors.DefaultSelector() as selector:
        for pipe, event in ((out, selectors.EVENT_WRITE), (back, selectors.EVENT_READ)):
            os.set_blocking(pipe, False)
            selector.register(pipe, event)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise CleaningError("took_too_long")
            ready = {key.fd for key, _ in selector.select(left)}
            if out in ready:
                waiting = waiting[_written(out, waiting[:_CHUNK_BYTES]) :]
                if not waiting:
                    selector.unregister(out)
                    child.stdin.close()
            if back in ready:
                piece = os.read(back, _CHUNK_BYTES)
                answer += piece
                if len(answer) > most:
                    raise CleaningError("failed")
                if not piece:
                    return bytes(answer)


def _written(pipe: int, piece: memoryview) -> int:
    """How many bytes went out. A child that no longer listens has had them all; its answer tells what came of it."""
    try:
        return os.write(pipe, piece)
    except BrokenPipeError:
        return len(piece)
    except BlockingIOError:
        return 0


def _wait(child: subprocess.Popen[bytes], *, deadline: float) -> None:
    """Until the child has ended; it keeps its number, so that its group can still be ended and nobody else's."""
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > deadline:
            raise CleaningError("took_too_long")
        time.sleep(0.001)


def _end(child: subprocess.Popen[bytes]) -> int:
    """End the child and whatever it may have started, which all stand in one group; how the child ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    return child.wait()
