"""Each contract and banned call is broken once on purpose, in a copy, and must bite."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def copy(to: Path) -> Path:
    """The project's source and settings, to be broken."""
    shutil.copytree(ROOT / "src", to / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def plant(root: Path, file: str, line: str) -> None:
    path = root / "src" / "frihavn" / file
    text = path.read_text(encoding="utf-8")
    marker = "from __future__ import annotations\n"
    path.write_text(
        text.replace(marker, f"{marker}\n{line}\n", 1) if marker in text else f"{text}\n{line}\n", encoding="utf-8"
    )


def contracts(root: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(root / "src"), "PATH": str(BIN)}
    return subprocess.run(
        [BIN / "lint-imports", "--no-cache"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def ruff(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "ruff", "check", "--no-cache", "--output-format", "concise", "src"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_as_it_stands_keeps_every_contract(tmp_path: Path) -> None:
    found = contracts(copy(tmp_path))
    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("logic/truth.py", "import frihavn.law.values", "An import only goes down"),
        ("law/values.py", "import frihavn.web.speech.texts", "An import only goes down"),
        ("law/values.py", "import rich", "Only app talks to a terminal"),
        ("law/values.py", "import click", "Only app talks to a terminal"),
        ("law/values.py", "import sqlite3", "Pure floors are pure"),
        ("law/values.py", "import socket", "Pure floors are pure"),
        ("law/values.py", "import urllib.request", "Pure floors are pure"),
        ("law/values.py", "import subprocess", "Pure floors are pure"),
        ("law/values.py", "import babel", "Pure floors are pure"),
        ("vault/suite.py", "import frihavn.law.values", "An import only goes down"),
        ("vault/suite.py", "import sqlite3", "Pure floors are pure"),
        ("law/values.py", "import cryptography", "Only vault imports cryptography"),
        ("law/values.py", "import secrets", "Only vault imports cryptography"),
        ("app/show.py", "import nacl.secret", "Only vault imports cryptography"),
        ("keyholder/people.py", "import secrets", "Only vault imports cryptography"),
        ("keyholder/store.py", "import django", "Only web imports Django and speaks to a database server"),
        ("keyholder/acts.py", "import frihavn.web", "An import only goes down"),
        ("keyholder/main.py", "import click", "Only app talks to a terminal"),
        ("schemes/__init__.py", "import importlib", "Pure floors are pure"),
        ("logic/truth.py", "import ruamel.yaml", "Logic needs nothing but Python"),
        ("logic/truth.py", "import os", "Logic needs nothing but Python"),
    ],
)
def test_a_forbidden_import_is_caught(tmp_path: Path, file: str, line: str, contract: str) -> None:
    root = copy(tmp_path)
    plant(root, file, line)
    found = contracts(root)
    assert found.returncode != 0
    assert f"{contract} BROKEN" in found.stdout


def test_a_new_folder_has_to_say_which_floor_it_is(tmp_path: Path) -> None:
    root = copy(tmp_path)
    (root / "src" / "frihavn" / "attic").mkdir()
    (root / "src" / "frihavn" / "attic" / "__init__.py").write_text('"""Nobody knows."""\n')
    assert "An import only goes down BROKEN" in contracts(root).stdout


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("import datetime; NOW = datetime.date.today()", "TID251"),
        ("import datetime; NOW = datetime.datetime.now(datetime.UTC)", "TID251"),
        ("import time; NOW = time.time()", "TID251"),
        ("import os; HOME = os.environ", "TID251"),
        ("import os; HOME = os.getenv('HOME')", "TID251"),
        ("import socket", "TID251"),
        ("import subprocess", "TID251"),
        ("import importlib", "TID251"),
        ("import random; LUCK = random.random()", "TID251"),
        ("import urllib.request", "TID251"),
        ("import uuid; ID = uuid.uuid4()", "TID251"),
        ("RULE = eval('1')", "S307"),
        ("exec('1')", "S102"),
        ("print('hello')", "T201"),
    ],
)
def test_a_banned_call_is_caught_below_app(tmp_path: Path, line: str, rule: str) -> None:
    root = copy(tmp_path)
    plant(root, "law/values.py", line)
    found = ruff(root)
    assert found.returncode != 0
    assert "law/values.py" in found.stdout
    assert rule in found.stdout


def test_what_is_banned_below_is_allowed_in_app(tmp_path: Path) -> None:
    root = copy(tmp_path)
    plant(root, "app/show.py", "import os")
    assert "TID251" not in ruff(root).stdout
