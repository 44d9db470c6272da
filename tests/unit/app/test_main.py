"""The last fence: whatever was not foreseen ends in a sentence, without a trace of anybody's answers."""

from __future__ import annotations

import sys

import pytest

from frihavn.app import main as entry
from frihavn.app.commands import check as command

ANSWER = "a name that must not be repeated"


def test_the_last_fence_says_nothing_of_the_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Break the engine on purpose: an error whose text holds an answer must not reach anybody."""

    def stumble(*arguments: object, **named: object) -> None:
        raise RuntimeError(ANSWER)

    monkeypatch.setattr(command, "check_all", stumble)
    monkeypatch.setattr(command, "read_case_file", lambda *arguments: object())
    monkeypatch.delenv("FRIHAVN_TRACEBACK", raising=False)
    monkeypatch.setattr(sys, "argv", ["frihavn", "check", "somebody.json"])
    with pytest.raises(SystemExit) as stopped:
        entry.main()
    said = capsys.readouterr()
    assert stopped.value.code == 3
    assert ANSWER not in said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert "RuntimeError" in said.err
