"""The walls around the child. `limit` stands before anything is read, `lock` before anything is decoded.

After `lock` a process can compute, take memory up to its limit, and write to its standard output. It has no call left
with which to open, connect, start, watch or signal anything, and can make no more memory executable.
"""

from __future__ import annotations

import ctypes
import math
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass

from frihavn.web.cleaning.cleaned import Limits

_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 4, 22, 38
_FILTER_MODE = 2
_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_OUT_OF_MEMORY_FIRST = "1000"
_STANDARD_OUTPUT = 1
_PROT_EXEC = 4
_FILES_MAX = 32


@dataclass(frozen=True, slots=True)
class _Calls:
    """Numbers of the calls of a process that only computes; those with a name of their own come with a condition."""

    audit: int
    write: int
    mmap: int
    mprotect: int
    free: tuple[int, ...]


_MACHINES = {
    # close munmap brk rt_sigaction rt_sigprocmask rt_sigreturn sched_yield mremap madvise exit gettimeofday getrusage
    # sysinfo futex restart_syscall clock_gettime exit_group getrandom
    "x86_64": _Calls(
        audit=0xC000003E,
        write=1,
        mmap=9,
        mprotect=10,
        free=(3, 11, 12, 13, 14, 15, 24, 25, 28, 60, 96, 98, 99, 202, 219, 228, 231, 318),
    ),
    # close munmap brk rt_sigaction rt_sigprocmask rt_sigreturn sched_yield mremap madvise exit gettimeofday getrusage
    # sysinfo futex restart_syscall clock_gettime exit_group getrandom
    "aarch64": _Calls(
        audit=0xC00000B7,
        write=64,
        mmap=222,
        mprotect=226,
        free=(57, 215, 214, 134, 135, 139, 124, 216, 233, 93, 169, 165, 179, 98, 128, 113, 94, 278),
    ),
}


def limit(limits: Limits) -> None:
    """Limit memory, time, files and children, for good; die with the parent; leave no picture of the memory behind."""
    seconds = math.ceil(limits.cpu_seconds)
    for name, most in (
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_FSIZE, (0, 0)),
        (resource.RLIMIT_CPU, (seconds, seconds + 1)),
        (resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes)),
        (resource.RLIMIT_NOFILE, (_FILES_MAX, _FILES_MAX)),
        (resource.RLIMIT_NPROC, (0, 0)),  # no hold on root; `lock` has
    ):
        hard = resource.getrlimit(name)[1]
        resource.setrlimit(name, most if hard == resource.RLIM_INFINITY else (min(most[0], hard), min(most[1], hard)))
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def lock() -> bool:
    """Give up every call that is not on the list; true where the kernel holds us to it."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    # A user without rights outside, in a network without cables. Where that is not allowed the list is enough.
    library.unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC)
    if library.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    code = _program(platform.machine())
    kept = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(kept)))
    return bool(library.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) == 0)


def walls_hold() -> bool:
    """Try to get out after `lock`: open, connect, signal, start, make memory executable. True where all of it fails."""
    import mmap  # noqa: PLC0415 - loaded by the report only
    import socket  # noqa: PLC0415 - the same

    if not lock():
        return False
    for way in (
        lambda: os.open("/", os.O_RDONLY),
        lambda: socket.socket(socket.AF_INET),
        lambda: socket.socket(socket.AF_UNIX),
        lambda: os.kill(os.getppid(), 0),
        lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
        lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),  # noqa: S606 - it must fail
        os.fork,
    ):
        with suppress(OSError):
            way()
            return False
    return True


def _program(machine: str) -> bytes:
    """The list as a program for the kernel's packet filter: what is not allowed fails with EPERM."""
    calls = _MACHINES[machine]
    load, equal, has_bits, give = 0x20, 0x15, 0x45, 0x06
    kill, refuse, allow = 0x80000000, 0x00050001, 0x7FFF0000
    number, architecture, first, third = 0, 4, 16, 32  # where the kernel puts them; the lower half of an argument
    steps = [(load, 0, 0, architecture), (equal, 1, 0, calls.audit), (give, 0, 0, kill), (load, 0, 0, number)]
    for call in calls.free:
        steps += [(equal, 0, 1, call), (give, 0, 0, allow)]
    for call, argument, test, yes, no in (
        (calls.write, first, (equal, _STANDARD_OUTPUT), 0, 1),
        (calls.mmap, third, (has_bits, _PROT_EXEC), 1, 0),
        (calls.mprotect, third, (has_bits, _PROT_EXEC), 1, 0),
    ):
        steps += [(equal, 0, 4, call), (load, 0, 0, argument), (test[0], yes, no, test[1])]
        steps += [(give, 0, 0, allow), (give, 0, 0, refuse)]
    steps.append((give, 0, 0, refuse))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
