"""Write files whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from frihavn.law.errors import LawError


def write_whole(target: Path, content: bytes) -> None:
    """Write one file; whoever reads meanwhile sees the old content or the new, never a part.

    Raises:
        LawError: it cannot be written; what was there stays as it was.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _cannot_write(target, error) from None


def write_folder(target: Path, contents: Mapping[str, str]) -> None:
    """Write a new folder of files, by name.

    Raises:
        LawError: it cannot be written; nothing of it is left behind.
    """
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # what an earlier run, killed halfway, left behind
    try:
        part.mkdir(parents=True)
        for name, text in contents.items():
            (part / name).write_text(text, encoding="utf-8")
        part.rename(target)
    except OSError as error:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        raise _cannot_write(target, error) from None


def _cannot_write(target: Path, error: OSError) -> LawError:
    return LawError(f"{target} cannot be written ({error.strerror})", hint="Nothing was written. Choose another place.")
