"""What the docs say is true: tests they name exist, files they link to exist, the reference is fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_every_test_named_in_a_document_exists() -> None:
    named = {
        name
        for path in DOCS
        for name in re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", path.read_text(encoding="utf-8"))
    }
    assert len(named) >= 8
    for name in named:
        file, _, function = name.partition("::")
        path = ROOT / file
        assert path.exists(), name
        assert not function or re.search(rf"^def {function}\(", path.read_text(encoding="utf-8"), re.MULTILINE), name


def test_every_link_between_documents_leads_somewhere() -> None:
    for path in DOCS:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} links to {target}"


def test_the_reference_is_fresh() -> None:
    found = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_invariant_names_its_test() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    part = text[text.index("## Invariants") :]
    part = part[: part.find("\n## ", 5)] if "\n## " in part[5:] else part
    items = re.split(r"\n(?=\d+\. |### )", part)[1:]
    assert len(items) >= 8
    for item in items:
        assert "`tests/" in item, item.splitlines()[0]
