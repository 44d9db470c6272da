"""The child behind its walls: what it cannot do, and that its parent outlives whatever it does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from frihavn.web.cleaning import Limits, sandbox_report

BEFORE = """
import ctypes, json, mmap, os, resource, signal, socket, sys
from frihavn.web.cleaning import sandbox
from frihavn.web.cleaning.cleaned import Limits
sandbox.limit(Limits(cpu_seconds=1, memory_bytes=400 << 20))
EARLY = socket.socket()
"""
AFTER = "sandbox.lock()\n"
TRY = """
try:
    {what}
except OSError as error:
    os.write(1, b"refused" if error.errno == 1 else repr(error).encode())
except MemoryError:
    os.write(1, b"no memory")
else:
    os.write(1, b"done")
os._exit(0)
"""


def inside(what: str, *, lock: bool = True) -> tuple[str, int]:
    """What a statement comes to behind the walls, and how the process ended."""
    code = BEFORE + (AFTER if lock else "") + TRY.format(what=what)
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False, env={}, timeout=30)
    return ran.stdout.decode(), ran.returncode


def test_the_walls_stand_on_this_machine() -> None:
    assert sandbox_report() == "full"


def test_it_cannot_reach_a_server_that_listens_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        reach = f"EARLY.connect(('127.0.0.1', {server.getsockname()[1]}))"
        assert inside(reach, lock=False) == ("done", 0)
        server.accept()[0].close()
        assert inside(reach) == ("refused", 0)
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "what",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.open('/etc/passwd', os.O_RDONLY)",
        "os.open('/tmp/x', os.O_WRONLY | os.O_CREAT)",
        "os.listdir('/')",
        "os.stat('/etc/passwd')",
        "os.unlink('/tmp/nothing')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "os.read(0, 1)",
        "os.write(2, b'x')",
        "os.pipe()",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
    ],
)
def test_it_can_open_start_signal_and_read_nothing(what: str) -> None:
    assert inside(what) == ("refused", 0)


def test_it_cannot_trace_anybody_or_move_the_walls() -> None:
    for call in ("ptrace(0, 0, 0, 0)", "unshare(0)", "prctl(3, 0, 0, 0, 0)", "prlimit(0, 9, None, None)"):
        what = f"os.write(1, repr((ctypes.CDLL(None, use_errno=True).{call}, ctypes.get_errno())).encode())"
        assert inside(what) == ("(-1, 1)done", 0), call
        assert inside(what, lock=False) != ("(-1, 1)done", 0), call


def test_it_can_still_compute_and_take_memory() -> None:
    assert inside("sum(bytearray(50 << 20))") == ("done", 0)


def test_memory_has_an_end() -> None:
    assert inside("bytearray(500 << 20)") == ("no memory", 0)


def test_time_has_an_end() -> None:
    began = time.monotonic()
    assert inside("exec('while True: pass')") == ("", -signal.SIGXCPU)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("lock", [True, False])
def test_it_writes_no_file_even_where_only_the_limits_stand(lock: bool, tmp_path: Path) -> None:
    said, _ = inside(f"open({str(tmp_path)!r} + '/note', 'wb', buffering=0).write(b'x')", lock=lock)
    assert said == ("refused" if lock else "OSError(27, 'File too large')")


def test_it_dies_with_its_parent() -> None:
    code = (
        BEFORE.replace("cpu_seconds=1", "cpu_seconds=60")
        + "print(os.getpid(), flush=True)\nsys.stdin.read()\nwhile True: pass"
    )
    starts = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-I', '-c', {code!r}], stdin=subprocess.PIPE)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", starts], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _ in range(200):
        try:
            os.kill(child, 0)
            if Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    pytest.fail("it outlived its parent")


def test_the_child_loads_nothing_of_the_sites() -> None:
    code = (
        "import sys, frihavn.web.cleaning.child, frihavn.web.cleaning.papers, frihavn.web.cleaning.texts\n"
        "print(sorted({'django', 'socket', 'sqlite3', 'psycopg', 'frihavn.vault'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, env={})
    assert ran.stdout == "[]\n"


def test_limits_are_never_wider_than_what_was_there_already() -> None:
    code = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))\n" + BEFORE
    code += "print(resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_CORE))"
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, env={})
    assert ran.stdout == "(9, 9) (0, 0)\n"
    assert Limits().memory_bytes == 1 << 30
