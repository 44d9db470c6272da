"""What --json prints has the published shape."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from frihavn.app.commands.tour import CAST
from frihavn.app.main import cli

ROOT = Path(__file__).parents[2]
SHAPES = files("frihavn.app").joinpath("shapes")
EXAMPLES = Path(str(files("frihavn.app").joinpath("examples")))


def shape(name: str) -> dict[str, Any]:
    return json.loads(SHAPES.joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))


def printed(*arguments: str) -> Any:
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("path", sorted(SHAPES.iterdir(), key=lambda entry: entry.name), ids=lambda path: path.name)
def test_every_shape_is_itself_a_valid_schema(path: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("facts", ["facts", "--json"]),
        ("schemes", ["schemes", "--json"]),
        ("schemes", ["schemes", "--on", "2022-03-20", "--json"]),
        ("scheme-show", ["scheme", "show", "dk/special-act-ukraine", "--json"]),
        ("scheme-lint", ["scheme", "lint", "--json"]),
        ("scheme-diff", ["scheme", "diff", "eu/qualification", "2026-06-11", "2026-06-12", "--json"]),
        ("scheme-alarms", ["scheme", "alarms", "--json"]),
        ("decided", ["decided", str(ROOT / "docs" / "examples" / "decided.json"), "--json"]),
    ],
)
def test_commands_print_their_published_shape(name: str, arguments: list[str]) -> None:
    jsonschema.validate(printed(*arguments), shape(name))


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize("on", ["2022-03-10", "2026-11-24"])
def test_answers_have_their_published_shape(name: str, on: str) -> None:
    answer = printed("check", str(EXAMPLES / name), "--on", on, "--assume", "like-the-ukrainians", "--json")
    jsonschema.validate(answer, shape("check"))
    assert answer["schemes"]


def test_the_shape_bites() -> None:
    """Break an answer on purpose: an invented verdict must not pass."""
    answer = printed("check", str(EXAMPLES / "mother.json"), "--json")
    answer["schemes"][0]["verdict"] = "likely"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, shape("check"))


def test_example_cases_have_the_published_shape() -> None:
    for name in CAST:
        if not name.endswith(".toml"):
            data = YAML(typ="safe", pure=True).load((EXAMPLES / name).read_text(encoding="utf-8"))
            jsonschema.validate(json.loads(json.dumps(data, default=str)), shape("case"))
