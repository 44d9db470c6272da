"""Whole files that cannot be used: each is named, and all others work."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from frihavn.law.lawbook import FILE_BYTES_MAX, load
from tests.cast import book
from tests.unit.law.planted import BAD, WORDS, beside, others_stay, own, plant


def test_a_scheme_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    found = beside(tmp_path, "bad.md", BAD.replace("A harbour", "Ærø").encode("latin-1"))
    assert [trouble.rendered() for trouble in own(found)] == [
        "law/bad.md: this file is not UTF-8 text\n  Byte 2 cannot be read."
    ]
    others_stay(found)


def test_words_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    found = beside(tmp_path, "strange.toml", '[source.x]\ntitle = "Ærø"\n'.encode("latin-1"))
    assert [trouble.rendered().splitlines()[0] for trouble in own(found)] == [
        "law/strange.toml: this file is not UTF-8 text"
    ]
    assert {"xx/bad", "xx/good", *book().schemes} == set(found.schemes)


def test_a_catalogue_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    found = beside(tmp_path, "da.po", 'msgid "a"\nmsgstr "Ærø"\n'.encode("latin-1"))
    assert [trouble.rendered().splitlines()[0] for trouble in own(found)] == ["law/da.po: this file is not UTF-8 text"]
    assert {"xx/bad", "xx/good", *book().schemes} == set(found.schemes)


@pytest.mark.parametrize(
    "text",
    ["deep = " + "[" * 5_000 + "]" * 5_000, "[fact.x]\nmin = " + "9" * 5_000, "\ufeff[source.x]\ntitle = 'x'\n"],
    ids=["nested deep", "a number of five thousand digits", "a mark before the first letter"],
)
def test_words_that_break_the_reader_of_toml_are_named(text: str, tmp_path: Path) -> None:
    found = beside(tmp_path, "strange.toml", text.encode())
    assert {trouble.place.path for trouble in own(found) if trouble.place} <= {"law/strange.toml"}
    assert {"xx/bad", "xx/good", *book().schemes} == set(found.schemes)


def test_a_scheme_whose_toml_breaks_the_reader_is_named(tmp_path: Path) -> None:
    text = BAD.replace("months = 12", "months = " + "[" * 5_000 + "]" * 5_000)
    found = beside(tmp_path, "bad.md", text.encode())
    assert own(found)
    others_stay(found)


def test_a_file_too_large_is_named(tmp_path: Path) -> None:
    found = beside(tmp_path, "bad.md", BAD.encode() + b"x" * FILE_BYTES_MAX)
    assert "1,000,000 are the limit" in own(found)[0].rendered()
    others_stay(found)


def test_an_id_used_twice_is_named_and_the_first_one_stands(tmp_path: Path) -> None:
    found = plant(tmp_path, BAD.replace("xx/bad", "un/refugee"))
    assert [trouble.rendered() for trouble in own(found)] == [
        "law/bad.md: 'un/refugee' also stands in schemes/un/refugee.md"
    ]
    others_stay(found)
    assert found.schemes["un/refugee"].path == "schemes/un/refugee.md"


def test_a_scheme_that_rests_on_a_broken_one_is_left_out_and_says_why(tmp_path: Path) -> None:
    law = tmp_path / "law"
    law.mkdir()
    (law / "words.toml").write_text(WORDS, encoding="utf-8")
    (law / "base.md").write_text(BAD.replace("xx/bad", "eu/base").replace("called_up", "caled_up"), encoding="utf-8")
    (law / "top.md").write_text(BAD.replace('rule("citizen")', 'rule("eu/base.citizen")'), encoding="utf-8")
    found = load([files("frihavn.schemes"), law])
    assert set(found.schemes) == set(book().schemes)
    messages = [trouble.rendered().splitlines()[0] for trouble in own(found)]
    assert any(line.startswith("law/base.md:") and "unknown fact 'caled_up'" in line for line in messages)
    assert any(line.startswith("law/top.md:") and "no usable scheme 'eu/base'" in line for line in messages)


def test_a_markdown_file_without_law_in_it_is_no_mistake(tmp_path: Path) -> None:
    assert beside(tmp_path, "README.md", b"# Notes\n\nNothing here.\n").schemes.keys() >= {"xx/bad", "xx/good"}


def test_a_scheme_two_steps_from_a_broken_one_is_left_out_too_and_nothing_breaks(tmp_path: Path) -> None:
    law = tmp_path / "law"
    law.mkdir()
    (law / "words.toml").write_text(WORDS, encoding="utf-8")
    for name, reference in (("a", "eu/b.citizen"), ("b", "eu/c.citizen"), ("c", "eu/none.citizen")):
        text = BAD.replace("xx/bad", f"eu/{name}").replace('nationality.includes("RU")', f'rule("{reference}")')
        (law / f"{name}.md").write_text(text, encoding="utf-8")
    found = load([files("frihavn.schemes"), law])
    assert set(found.schemes) == set(book().schemes)
    assert {trouble.place.path for trouble in own(found) if trouble.place} == {"law/a.md", "law/b.md", "law/c.md"}


@pytest.mark.parametrize("order", [1, -1], ids=["the deepest last", "the deepest first"])
def test_a_chain_of_rules_too_long_to_be_read_is_named(order: int, tmp_path: Path) -> None:
    chain = [f'```rule r{number}\nrule("r{number + 1}")\ncite: xx-act s. 1, grade B\n```\n\n' for number in range(1500)]
    last = "```rule r1500\ncalled_up\ncite: xx-act s. 1, grade B\n```\n\n"
    found = plant(tmp_path, BAD.replace("## Section 1\n", "".join([*chain, last][::order])))
    assert "more than 100 steps deep" in own(found)[0].message
    others_stay(found)


def test_a_mark_before_the_first_letter_is_no_mistake(tmp_path: Path) -> None:
    found = beside(tmp_path, "bad.md", b"\xef\xbb\xbf" + BAD.encode())
    assert own(found) == []
    assert "xx/bad" in found.schemes
