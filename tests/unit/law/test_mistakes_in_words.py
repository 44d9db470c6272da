"""Mistakes planted in files of shared words: each is named, and hurts no scheme that does without the word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import book
from tests.unit.law.planted import WORDS, Mistake, broken, named, own, plant

IN_THE_WORDS = [
    Mistake("unknown table", "[finding.xx_true]", "[findings.xx_true]", "'findings' is not a kind of shared word",
            "'finding'", line="findings"),
    Mistake("unknown type", 'type = "enum"\nlabel = "bond"', 'type = "enumm"\nlabel = "bond"',
            "'enumm' is not one of the words for 'type'", "'enum'", "enumm"),
    Mistake("unknown sensitivity", '"safe"', '"save"', "'save' is not one of the words for 'sensitivity'", "'safe'",
            "save"),
    Mistake("unknown key of a fact", "why =", "whi =", "fact 'xx_bond' has no entry 'whi'", "'why'", "whi"),
    Mistake("no question", 'question = "Which bond?"\n', "", "fact 'xx_bond' has no question", "question =",
            line="[fact.xx_bond]"),
    Mistake("no values", 'values = { close = "close", loose = "loose" }\n', "", "fact 'xx_bond' needs its values",
            "values = {", line="[fact.xx_bond]"),
    Mistake("empty values", 'values = { close = "close", loose = "loose" }', "values = {}",
            "fact 'xx_bond' needs its values", "values = {", line="values = {}"),
    Mistake("unknown shared domain", 'values = { close = "close", loose = "loose" }', 'values = "contries"',
            "no shared domain is called 'contries'", "'countries'", "contries"),
    Mistake("unknown shared domain in a list", 'values = { close = "close", loose = "loose" }',
            'values = ["none", "@contries"]', "no shared domain is called 'contries'", "'countries'", "contries"),
    Mistake("no favour", "favour = true\n", "", "finding 'xx_true' says not which value favours", "favour = true",
            line="[finding.xx_true]"),
    Mistake("favour in words", "favour = true", 'favour = "yes"', "finding 'xx_true' says not which value favours",
            "favour = true", line='favour = "yes"'),
    Mistake("bad grade of a source", 'seen = 2026-11-24\ngrade = "B"', 'seen = 2026-11-24\ngrade = "S"',
            "'S' is not one of the words for 'grade'", "A, B, C, M", line='grade = "S"'),
    Mistake("bad date of a source", "date = 2022-03-16", 'date = "2022-13"', "there is no month 13", "", "2022-13"),
    Mistake("seen in quotation marks", "seen = 2026-11-24", 'seen = "2026-11-24"', "'seen' wants a day",
            "without quotation marks", line="seen ="),
    Mistake("line without its day", "from = 2022-05-05\n", "", "line 'xx-court' needs the day", "",
            line="[line.xx-court]"),
    Mistake("line reads no point", "xx_open = { value", "xx_opne = { value",
            "line 'xx-court' reads 'xx_opne', which is no open point", "'xx_open'", line="[line.xx-court]"),
    Mistake("line reads a wrong value", 'value = "mild"', 'value = "mlid"', "'mlid' is not a value of 'xx_open'",
            "'mild'", line="[line.xx-court]"),
    Mistake("line cites no source", 'cite = "xx-act", at', 'cite = "xx-akt", at', "there is no source 'xx-akt'",
            "'xx-act'", line="[line.xx-court]"),
    Mistake("line graded stronger than its source", 'at = "para 1", grade = "B"', 'at = "para 1", grade = "A"',
            "grade A is stronger than the grade B", "never better sourced", line="[line.xx-court]"),
    Mistake("reading without grade", ', grade = "B" }', " }", "the reading of 'xx_open' needs a grade", "A, B, C or M",
            "xx_open", "xx_open ="),
    Mistake("bad TOML in words", 'label = "bond"', "label = bond", "this TOML cannot be read", line="label = bond"),
    Mistake("a word that is no table", '[finding.xx_true]\nlabel = "true"\nquestion = "True?"\nfavour = true\n'
            'who = "case officer"\n', "[finding]\nxx_true = true\n", "finding 'xx_true' wants a table", "",
            line="xx_true = true"),
    Mistake("a kind that is no table", WORDS[: WORDS.index("[fact.")], 'source = "xx-act"\n', "source",
            line='source = "xx-act"'),
    Mistake("a domain that is no table", WORDS[WORDS.index("[fact.") : WORDS.index("[finding.")],
            '[domain]\nxx_bonds = ["close"]\n', "xx_bonds", line="xx_bonds ="),
    Mistake("readings that are no table", WORDS[WORDS.index("[line.xx-court.reads]") :], 'reads = "xx_open"\n',
            "reads", line='reads = "xx_open"'),
    Mistake("a bound of another type", 'sensitivity = "safe"\n', 'sensitivity = "safe"\nmin = 5\n',
            "'min' wants a number for a number", "", "min", "min = 5"),
    Mistake("governing in words", 'sensitivity = "safe"\n', 'sensitivity = "safe"\ngoverning = "no"\n',
            "'governing' wants true or false", "", "governing"),
    Mistake("a clock in the words", "seen = 2026-11-24", "seen = 07:30:00", "'seen' cannot be 07:30:00", "a day",
            "07:30:00"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", IN_THE_WORDS, ids=lambda mistake: mistake.name)
def test_a_mistake_in_the_words_is_named_and_hurts_no_scheme_without_them(mistake: Mistake, tmp_path: Path) -> None:
    text = broken(WORDS, mistake)
    found = plant(tmp_path, words=text)
    named([one for one in own(found) if str(one.place).startswith("law/words.toml")], mistake, text, "law/words.toml")
    assert set(book().schemes) <= set(found.schemes)
    assert all(found.schemes[id_].hash == one.hash for id_, one in book().schemes.items())


def test_a_word_defined_twice_is_named_and_the_first_one_stands(tmp_path: Path) -> None:
    found = plant(tmp_path, words=WORDS.replace("[fact.xx_bond]", "[fact.sex]"))
    twice = [trouble.rendered() for trouble in own(found)]
    assert len(twice) == 1
    assert twice[0].startswith("law/words.toml:7: 'sex' is defined twice; it also stands in schemes/facts/person.toml")
    assert found.vocabulary.facts["sex"] == book().vocabulary.facts["sex"]


def test_a_shared_domain_defined_twice_is_named_and_the_first_one_stands(tmp_path: Path) -> None:
    found = plant(tmp_path, words=WORDS + '\n[domain.countries]\nvalues = ["RU", "UA", "KZ"]\n')
    assert found.vocabulary.facts["nationality"] == book().vocabulary.facts["nationality"]
    assert any("'countries' is defined twice" in trouble.message for trouble in own(found))
