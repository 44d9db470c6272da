"""What the handbooks show: every `console` block is run, and the output in the page is what came out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS_MAX = 120


def handbooks() -> list[Path]:
    """The hand-written pages: those at the top, and all of docs but what is generated."""
    below = (path for path in sorted((ROOT / "docs").rglob("*.md")) if "reference" not in path.relative_to(ROOT).parts)
    return [*sorted(ROOT.glob("*.md")), *below]


def refreshed(path: Path) -> str:
    """A page with the output of its commands as it is now.

    Blocks of one page share one new folder, with `frihavn-examples` (the cast), `docs/examples` and `bench/decided`.
    """
    text = path.read_text(encoding="utf-8")
    if "```console" not in text:
        return text
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src" / "frihavn" / "app" / "examples", Path(folder, "frihavn-examples"))
        for part in ("docs/examples", "bench/decided"):
            shutil.copytree(ROOT / part, Path(folder, part))
        return BLOCK.sub(lambda found: f"```console\n{_run_block(found[1], folder)}```", text)


def commands_in(block: str) -> list[str]:
    """The commands of a block: lines after `$ `, with their continuations."""
    return [found.replace("\\\n", "") for found in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)]


def _run_block(block: str, folder: str) -> str:
    shown = re.findall(r"^\$ (?:.*\\\n)*.*$", block, re.MULTILINE)
    return "".join(
        f"{written}\n{_run(command, folder)}" for written, command in zip(shown, commands_in(block), strict=True)
    )


def _run(command: str, folder: str) -> str:
    """What a command prints, errors included, without the spaces that pad its lines."""
    here = Path(sys.executable).parent
    environment = {
        "PATH": f"{here}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": folder,
        "COLUMNS": "96",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS_MAX,
        check=False,
    )
    text = done.stdout.decode("utf-8")
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
