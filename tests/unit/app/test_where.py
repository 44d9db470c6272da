"""`routes` and `headline`: what is printed for the person on a borrowed phone, and for a lawyer."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from frihavn.app.main import cli
from frihavn.law.scheme import Kind
from tests.cast import book, places

TODAY = ("--on", "2026-11-24")
OPERATOR = str(files("frihavn.app").joinpath("examples", "operator.toml"))
ALMATY = ("routes", "KZ", "--papers", "internal_passport", "--nationality", "RU", *TODAY)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def printed(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def answered(name: str, *arguments: str) -> Any:
    data = json.loads(run(*arguments, "--json").stdout)
    shape = json.loads(files("frihavn.app").joinpath("shapes", f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, shape)
    return data


def test_for_the_soldier_in_almaty_the_hand_overs_of_2026_come_first() -> None:
    text = printed(*ALMATY, "--public", "--operator", OPERATOR)
    first = text.index("Hand-over, January 2026")
    for later in ("Hand-over, 2024", "Wanted list", "Today no country has promised", "six deserters", "90 days"):
        assert first < text.index(later), later


def test_for_the_soldier_in_almaty_no_step_that_exposes_him_is_printed() -> None:
    text = printed(*ALMATY, "--public", "--operator", OPERATOR)
    exposing = [opening.says for opening in places()["KZ"].openings if opening.exposes]
    assert len(exposing) == 6
    assert not [says for says in exposing if says[:40] in text]
    assert "learns of you:" not in text
    assert "Contact no authority before a lawyer has spoken to you." in text
    assert "Lawyers on duty (invented)" in text


def test_for_the_soldier_in_almaty_it_says_what_happened_in_2024_and_to_how_many() -> None:
    text = printed(*ALMATY, "--public")
    assert "France let in six deserters" in text
    assert "People: 6. Last: October 2024. Nobody has a right to it" in text


def test_a_lawyer_gets_the_full_list_with_who_learns_of_him() -> None:
    data = answered("routes", *ALMATY)
    assert data["withheld"] == 0
    assert [step["id"] for step in data["steps"]] == [opening.id for opening in places()["KZ"].openings]
    assert all(step["exposes_to"] for step in data["steps"])
    text = printed(*ALMATY)
    assert "learns of you: the migration service, the police" in text
    assert "may have changed, ask a lawyer: last seen December 2022" in text


def test_the_public_json_holds_no_exposing_step_either() -> None:
    data = answered("routes", *ALMATY, "--public")
    assert (data["steps"], data["withheld"], data["incidents_recorded"]) == ([], 6, True)


@pytest.mark.parametrize("code", sorted(places()))
@pytest.mark.parametrize("public", [[], ["--public"]])
def test_every_place_is_answered_in_its_published_shape(code: str, public: list[str]) -> None:
    data = answered("routes", "routes", code, "--nationality", "RU", *public, *TODAY)
    assert data["from"] == code
    assert printed("routes", code, "--nationality", "RU", *public, *TODAY)


def test_a_place_of_which_nothing_is_known_is_not_called_safe() -> None:
    text = printed("routes", "MD", "--operator", OPERATOR, *TODAY)
    assert "Nothing is known here of Moldova. That is no safety" in text
    assert "Lawyers on duty" in text
    assert answered("routes", "routes", "MD", *TODAY)["silence"] == "no_place"


def test_without_an_operator_no_contact_is_invented() -> None:
    assert "has named no lawyers yet" in printed(*ALMATY, "--public")


def test_the_last_day_of_a_stay_is_reckoned() -> None:
    assert "your last day is 17 January 2027" in printed(*ALMATY, "--entered", "2026-10-20")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("routes", "KAZ"), "'KAZ' is no country's two letters"),
        (("routes", "KZ", "--papers", "pasport"), "'pasport' is not one of the values of 'papers'"),
        (("routes", "KZ", "--nationality", "Russia"), "is no country's two letters"),
        (("routes", "KZ", "--entered", "2026-12-01", *TODAY), "comes after 2026-11-24"),
        (("routes", "KZ", "--operator", "nowhere.toml"), "nowhere.toml"),
        (("headline", "--in", "XX"), "'XX' is no country's two letters"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert message in f"{result.output}{result.exception}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the operator has no name"),
        ('[operator]\nname = "A"\ndecides = ["dk/special"]', "there is no scheme 'dk/special'"),
        ('[operator]\nname = "A"\nemail = "x"', "has no entry 'email'"),
        ('[operator]\nname = "A"\n[[contact]]\nwho = "B"', "a contact has no 'how'"),
        ('[operator]\nname = "A"\n[contact]\nwho = "B"', "contacts stand in a list"),
        ("[operator\n", "cannot be read"),
    ],
)
def test_a_bad_operators_file_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "operator.toml"
    path.write_text(text, encoding="utf-8")
    result = run("headline", "--in", "DK", "--operator", str(path))
    assert result.exit_code != 0
    assert message in str(result.exception)


def test_an_authority_welcomes_in_its_own_country_only(tmp_path: Path) -> None:
    path = tmp_path / "operator.toml"
    path.write_text('[operator]\nname = "Agency (invented)"\ndecides = ["dk/special-act-ukraine"]\n', encoding="utf-8")
    here = printed("headline", "--in", "DK", "--operator", str(path), *TODAY)
    assert "Agency (invented) receives people here. Welcome, if one of these is for you:" in here
    assert "Today no country" not in here
    there = answered("headline", "headline", "--in", "KZ", "--operator", str(path), *TODAY)
    assert there["welcome"] is False
    assert there["helped"][0]["people"] == 6


EVERYTHING = sorted(id_ for id_, scheme in book().schemes.items() if scheme.kind is Kind.SCHEME)
INSIDE = (
    ("headline", "--in", "RU"),
    ("headline", "--in", "ru", "--nationality", "ru"),
    ("headline", "--in", "RU", "--nationality", "BY"),
    ("headline", "--in", "BY"),
    ("headline", "--in", "by", "--nationality", "RU"),
    ("headline", "--in", "UA"),
    ("headline", "--in", "UA", "--nationality", "RU"),
    ("headline", "--in", "KZ", "--nationality", "kz", "--nationality", "ru"),
    ("routes", "KZ", "--nationality", "KZ"),
    ("routes", "kz", "--nationality", "ru", "--nationality", "kz", "--public"),
    ("routes", "RU"),
    ("routes", "by", "--nationality", "RU"),
    ("routes", "front", "--nationality", "UA"),
)


@pytest.mark.parametrize("question", INSIDE)
@pytest.mark.parametrize("day", ["2022-06-01", "2026-11-24", "2027-12-31"])
def test_an_operator_that_decides_everything_welcomes_nobody_inside(
    tmp_path: Path, question: tuple[str, ...], day: str
) -> None:
    """One scheme can be used from anywhere; from inside it is still information only."""
    path = tmp_path / "operator.toml"
    path.write_text(f'[operator]\nname = "Agency (invented)"\ndecides = {json.dumps(EVERYTHING)}\n', encoding="utf-8")
    asked = (*question, "--operator", str(path), "--on", day)
    text = printed(*asked)
    for words in ("Welcome", "receives people here", "Open to you here", "can be used from there", "learns of you:"):
        assert words not in text
    data = answered(question[0], *asked)
    news = data if question[0] == "headline" else data["headline"]
    assert not news or (news["information_only"] and not news["welcome"])


def test_from_ukraine_it_says_that_nothing_is_begun(tmp_path: Path) -> None:
    """The letters UA do not say on which side of the front somebody is."""
    assert "From here this gives information only" in printed("headline", "--in", "UA", *TODAY)


def test_on_a_borrowed_phone_an_earlier_day_prints_nothing_that_has_ended() -> None:
    asked = ("routes", "ME", "--nationality", "RU", "--on", "2026-01-10")
    assert "Russians entered without a visa" not in printed(*asked, "--public")
    assert "Russians entered without a visa" in printed(*asked)


def test_for_other_nationalities_it_says_of_whom_a_step_or_a_duty_is_known() -> None:
    text = printed("routes", "KZ", "--nationality", "UA", "--entered", "2026-10-20", *TODAY)
    assert "your last day is" not in text
    assert (
        "90 days in any 180 days. Whoever hosts you must tell the police within three working days. [known of" in text
    )
    assert "the police · known of citizens of Russia" in text


def test_at_home_nothing_can_be_begun(tmp_path: Path) -> None:
    path = tmp_path / "operator.toml"
    path.write_text('[operator]\nname = "Agency (invented)"\ndecides = ["dk/special-act-ukraine"]\n', encoding="utf-8")
    text = printed("headline", "--in", "RU", "--nationality", "RU", "--operator", str(path), *TODAY)
    assert "Nothing can be begun from the country" in text
    assert "Welcome" not in text
