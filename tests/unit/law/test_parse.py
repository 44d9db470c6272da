"""The rule language: what it can say, what it refuses, and that nothing in it ever runs."""

from __future__ import annotations

import keyword
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frihavn.law.errors import SchemeError
from frihavn.law.expression import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Expression,
    Fact,
    Finding,
    Includes,
    Not,
    OpenPoint,
    Param,
    RuleRef,
    write,
)
from frihavn.law.lawbook import load
from frihavn.law.parse import DEPTH_MAX, LENGTH_MAX, parse
from frihavn.logic import Operator

FIRST_LINE = 12


def read(text: str) -> Expression:
    return parse(text, path="law/xx.md", first_line=FIRST_LINE)


def refused(text: str) -> str:
    """The rendered error of a text that must be refused."""
    with pytest.raises(SchemeError) as caught:
        read(text)
    return caught.value.rendered()


def caret(text: str, word: str, *, line: int = 1) -> str:
    """How an error under `word` is rendered: the line, and the caret below it."""
    whole = text.split("\n")[line - 1]
    column = whole.index(word)
    return f"{FIRST_LINE + line - 1:>6} | {whole}\n       | {' ' * column}{'^' * len(word)}"


def points_at(rendered: str, text: str, word: str, *, line: int = 1) -> bool:
    column = text.split("\n")[line - 1].index(word) + 1
    first, _, rest = rendered.partition("\n")
    starts = first.startswith(f"law/xx.md:{FIRST_LINE + line - 1}:{column}: ")
    return starts and (rest + "\n").startswith(caret(text, word, line=line) + "\n")


# --------------------------------------------------------------------------------------------------- what can be said


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("refused_openly", Fact("refused_openly")),
        ('finding("credible")', Finding("credible")),
        ('open_point("mobilisation_over")', OpenPoint("mobilisation_over")),
        ('param("covers_officers")', Param("covers_officers")),
        ('rule("citizen")', RuleRef(None, "citizen")),
        ('rule("un/refugee.persecution")', RuleRef("un/refugee", "persecution")),
        ("all_of(a, b)", AllOf((Fact("a"), Fact("b")))),
        ("any_of(a, b)", AnyOf((Fact("a"), Fact("b")))),
        ("at_least(2, a, b, c)", AtLeast(2, (Fact("a"), Fact("b"), Fact("c")))),
        ("not_(a)", Not(Fact("a"))),
        ("deserted == yes", Compare(Fact("deserted"), Operator.IS, True)),
        ("deserted == no", Compare(Fact("deserted"), Operator.IS, False)),
        ('forces_of == "RU"', Compare(Fact("forces_of"), Operator.IS, "RU")),
        ("forces_of == 'RU'", Compare(Fact("forces_of"), Operator.IS, "RU")),
        ('forces_of != "RU"', Compare(Fact("forces_of"), Operator.IS_NOT, "RU")),
        ("age < 18", Compare(Fact("age"), Operator.BELOW, 18)),
        ("age <= 18", Compare(Fact("age"), Operator.AT_MOST, 18)),
        ("age > -1", Compare(Fact("age"), Operator.ABOVE, -1)),
        ("age >= 18", Compare(Fact("age"), Operator.AT_LEAST, 18)),
        ('present_in in ["AM", "KZ"]', Compare(Fact("present_in"), Operator.IN, ("AM", "KZ"))),
        ('present_in in ("AM", "KZ")', Compare(Fact("present_in"), Operator.IN, ("AM", "KZ"))),
        ("age in [1, -2]", Compare(Fact("age"), Operator.IN, (1, -2))),
        ('present_in in param("places")', Compare(Fact("present_in"), Operator.IN, Param("places"))),
        ('departure >= param("cutoff")', Compare(Fact("departure"), Operator.AT_LEAST, Param("cutoff"))),
        ('departure >= day("2022-02-24")', Compare(Fact("departure"), Operator.AT_LEAST, date(2022, 2, 24))),
        ("departure <= entry", Compare(Fact("departure"), Operator.AT_MOST, Fact("entry"))),
        ("decision - application > 180", Compare(Fact("decision"), Operator.ABOVE, 180, "application")),
        ('open_point("standard") == "proof"', Compare(OpenPoint("standard"), Operator.IS, "proof")),
        ('param("limit") > 3', Compare(Param("limit"), Operator.ABOVE, 3)),
        ('nationality.includes("UA")', Includes("nationality", "UA")),
        ("nationality.includes(present_in)", Includes("nationality", Fact("present_in"))),
        ('nationality.includes(param("home"))', Includes("nationality", Param("home"))),
        ("(deserted)", Fact("deserted")),
        ("all_of(\n    a,\n    b,\n)", AllOf((Fact("a"), Fact("b")))),
        ("all_of(a,  # the reason\n    b)", AllOf((Fact("a"), Fact("b")))),
    ],
)
def test_every_word_of_the_language(text: str, expression: Expression) -> None:
    assert read(text) == expression
    assert read(write(expression)) == expression


def test_a_rule_may_be_nested_as_deep_as_the_limit() -> None:
    text = "not_(" * DEPTH_MAX + "deserted" + ")" * DEPTH_MAX
    assert read(write(read(text))) == read(text)


# ---------------------------------------------------------------------------------------------------- writing it back

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True).filter(
    lambda name: not keyword.iskeyword(name) and name not in ("yes", "no", "true", "false")
)
WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-/:æøåяж", min_size=1, max_size=16)
LITERALS = st.one_of(st.booleans(), st.integers(-(10**9), 10**9), WORDS, st.dates())
PARAMS = st.builds(Param, WORDS)
FACTS = st.builds(Fact, NAMES)
SINGLE = st.sampled_from([operator for operator in Operator if operator not in (Operator.IN, Operator.INCLUDES)])
LISTS = st.lists(LITERALS, min_size=1, max_size=4).map(tuple)
LEFT = st.one_of(FACTS, st.builds(OpenPoint, WORDS), PARAMS)
ATOMS = st.one_of(
    FACTS,
    st.builds(Finding, WORDS),
    st.builds(OpenPoint, WORDS),
    PARAMS,
    st.builds(RuleRef, st.sampled_from([None, "un/refugee", "dk/special-act-ukraine"]), NAMES),
    st.builds(Compare, LEFT, SINGLE, st.one_of(LITERALS, PARAMS, FACTS)),
    st.builds(Compare, LEFT, st.just(Operator.IN), st.one_of(LISTS, PARAMS)),
    st.builds(Compare, FACTS, SINGLE, st.one_of(st.integers(-999, 999), PARAMS), NAMES),
    st.builds(Compare, FACTS, st.just(Operator.IN), st.lists(st.integers(), min_size=1).map(tuple), NAMES),
    st.builds(Includes, NAMES, st.one_of(WORDS, FACTS, PARAMS)),
)


def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    counted = several.flatmap(lambda found: st.builds(AtLeast, st.integers(1, len(found)), st.just(found)))
    return st.one_of(st.builds(AllOf, several), st.builds(AnyOf, several), counted, st.builds(Not, parts))


EXPRESSIONS = st.recursive(ATOMS, joined, max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_reading_what_was_written_gives_the_same_rule(expression: Expression) -> None:
    text = write(expression)
    assert read(text) == expression
    assert write(read(text)) == text


@pytest.mark.parametrize("value", ['a "quoted" word', "back\\slash", "two\nlines", "a tab\t"])
def test_a_word_with_quotation_marks_or_backslashes_is_refused_or_survives(value: str) -> None:
    text = f"forces_of == {value!r}"
    try:
        found = read(text)
    except SchemeError:
        return
    assert read(write(found)) == found == Compare(Fact("forces_of"), Operator.IS, value)


def test_a_long_rule_is_written_one_part_a_line() -> None:
    rule = AllOf(tuple(Fact(f"a_fact_with_a_long_name_{number}") for number in range(6)))
    lines = write(rule).splitlines()
    assert lines[0] == "all_of("
    assert lines[-1] == ")"
    assert len(lines) == 8
    assert max(map(len, lines)) <= 110


# --------------------------------------------------------------------------------------------------- what is refused

FORBIDDEN = [
    # text, the word under the caret, part of the message
    ("lambda: deserted", "lambda: deserted", "never run"),
    ("deserted.real", "deserted.real", "never run"),
    ("().__class__.__bases__", "().__class__.__bases__", "never run"),
    ('nationality.excludes("RU")', 'nationality.excludes("RU")', "never run"),
    ('nationality.includes.real("RU")', 'nationality.includes.real("RU")', "never run"),
    ('f"{deserted}"', 'f"{deserted}"', "never run"),
    ('finding(f"{x}")', 'f"{x}"', "a name in quotation marks"),
    ("[x for x in y]", "[x for x in y]", "never run"),
    ("{x for x in y}", "{x for x in y}", "never run"),
    ("all_of(x for x in y)", "(x for x in y)", "never run"),
    ("{}", "{}", "never run"),
    ('{"a": 1}', '{"a": 1}', "never run"),
    ("[deserted]", "[deserted]", "never run"),
    ("nationality[0]", "nationality[0]", "never run"),
    ("all_of(papers[0:1])", "papers[0:1]", "never run"),
    ("deserted := evaded", "deserted := evaded", "never run"),
    ("deserted if evaded else called_up", "deserted if evaded else called_up", "never run"),
    ("await deserted", "await deserted", "never run"),
    ("...", "...", "never run"),
    ("None", "None", "never run"),
    ("True", "True", "never run"),
    ("18", "18", "never run"),
    ('"RU"', '"RU"', "never run"),
    ("-age", "-age", "never run"),
    ("age + 1", "age + 1", "never run"),
    ("all_of(*parts)", "*parts", "never run"),
    ("all_of(**parts)", "all_of(**parts)", "arguments have no names"),
    ("all_of(part=deserted)", "all_of(part=deserted)", "arguments have no names"),
    ('nationality.includes(country="RU")', 'nationality.includes(country="RU")', "arguments have no names"),
    ("deserted and evaded", "deserted and evaded", "'and', 'or' and 'not' are not used"),
    ("deserted or evaded", "deserted or evaded", "'and', 'or' and 'not' are not used"),
    ("not deserted", "not deserted", "'and', 'or' and 'not' are not used"),
    ("all_of(deserted, not evaded)", "not evaded", "'and', 'or' and 'not' are not used"),
    ("16 < age < 18", "16 < age < 18", "one comparison at a time"),
    ("age > 16 > 18", "age > 16 > 18", "one comparison at a time"),
    ('forces_of is "RU"', 'forces_of is "RU"', "this comparison is not allowed"),
    ('forces_of not in ["RU"]', 'forces_of not in ["RU"]', "this comparison is not allowed"),
    ('"RU" == forces_of', '"RU"', "a comparison begins with a fact"),
    ("age + 1 > 3", "age + 1", "a comparison begins with a fact"),
    ("age - 1 > 3", "age - 1", "a comparison begins with a fact"),
    ('finding("credible") == yes', 'finding("credible")', "a comparison begins with a fact"),
    ("age > 3 + 4", "3 + 4", "a value is wanted here"),
    ("age > 1.5", "1.5", "a value is wanted here"),
    ("age == None", "None", "a value is wanted here"),
    ('forces_of == b"RU"', 'b"RU"', "a value is wanted here"),
    ("age in [age]", "age]", "a value is wanted here"),
    ("deserted == True", "True", "write yes or no"),
    ("deserted == False", "False", "write yes or no"),
    ("forces_of in []", "[]", "this list is empty"),
    ('forces_of in "RU"', '"RU"', "`in` wants a list"),
    ('forces_of == ["RU"]', '["RU"]', "`in` wants a list"),
    ('departure > day("2023-02-30")', 'day("2023-02-30")', "'2023-02-30' is not a day"),
    ("departure > day(2022)", "2022", "a name in quotation marks"),
    ("finding(credible)", "credible", "a name in quotation marks"),
    ("finding()", "finding()", "one argument is wanted here, not 0"),
    ('finding("a", "b")', 'finding("a", "b")', "one argument is wanted here, not 2"),
    ("not_(a, b)", "not_(a, b)", "one argument is wanted here, not 2"),
    ('nationality.includes("RU", "UA")', 'nationality.includes("RU", "UA")', "one argument is wanted here, not 2"),
    ("nationality.includes(7)", "7", "includes(...) takes one value"),
    ("all_of()", "all_of()", "at least one part"),
    ("at_least(0, a)", "at_least(0, a)", "at_least needs a number"),
    ("at_least(3, a, b)", "at_least(3, a, b)", "at_least needs a number"),
    ("at_least(True, a)", "at_least(True, a)", "at_least needs a number"),
    ("at_least(a, b)", "at_least(a, b)", "at_least needs a number"),
    ("yes", "yes", "'yes' alone says nothing"),
    ("all_of(deserted, no)", "no", "'no' alone says nothing"),
    ('__import__("os")', "__import__", "'__import__' is not a word of the rule language"),
    ('__import__("os").system("true")', '__import__("os").system("true")', "never run"),
    ('eval("1")', "eval", "'eval' is not a word of the rule language"),
    ('open("x", "w")', "open", "'open' is not a word of the rule language"),
    ('all_of(deserted, getattr(a, "b"))', "getattr", "'getattr' is not a word of the rule language"),
    ("(lambda: deserted)()", "(lambda: deserted)()", "never run"),
]


@pytest.mark.parametrize(("text", "word", "message"), FORBIDDEN, ids=[text for text, _, _ in FORBIDDEN])
def test_what_is_not_on_the_white_list_is_refused_with_a_caret(text: str, word: str, message: str) -> None:
    rendered = refused(text)
    word = word.removesuffix("]") if word == "age]" else word
    if text == "age in [age]":
        assert rendered.splitlines()[2] == "       | " + " " * 8 + "^^^"
    else:
        assert points_at(rendered, text, word), rendered
    assert message in rendered.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("al_of(a)", "all_of"), ("anyof(a, b)", "any_of"), ("not(a)", None), ('findng("x")', "finding")],
)
def test_a_misspelt_word_is_told_the_nearest_right_one(text: str, nearest: str | None) -> None:
    rendered = refused(text)
    wanted = f"Did you mean '{nearest}'?" if nearest else "Write all_of(...), any_of(...), not_(...)."
    assert rendered.splitlines()[-1].strip() == wanted


@pytest.mark.parametrize("text", ["deserted, evaded", "x for x in y", "yield deserted"])
def test_the_line_is_right_where_the_whole_text_is_at_fault(text: str) -> None:
    rendered = refused(text)
    assert rendered.startswith(f"law/xx.md:{FIRST_LINE}:1: ")
    assert f"{FIRST_LINE:>6} | {text}" in rendered
    assert "       | ^" in rendered


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [
        ("import os", "import", 1),
        ("deserted = yes", "deserted", 1),
        ("all_of(deserted, evaded", "(", 1),
        ("deserted; evaded", ";", 1),
        ("deserted)", ")", 1),
        ("all_of(\n    deserted,\n    evaded called_up,\n)", "evaded", 3),
        ("all_of(\n    deserted,\n    forces_of == 'RU,\n)", "'RU", 3),
    ],
)
def test_what_is_not_even_an_expression_points_at_the_spot(text: str, word: str, line: int) -> None:
    rendered = refused(text)
    whole = text.split("\n")[line - 1]
    assert rendered.splitlines()[1] == f"{FIRST_LINE + line - 1:>6} | {whole}"
    column = rendered.splitlines()[2].index("^") - len("       | ")
    assert abs(column - whole.index(word)) <= len(word), rendered
    assert "this cannot be read as a rule" in rendered
    assert "all_of(...)" in rendered.splitlines()[-1]


def test_the_caret_stands_under_the_right_word_behind_cyrillic_and_on_a_later_line() -> None:
    text = 'all_of(\n    forces_of == "РФ",\n    any_of(forces_of == "Я", evaded + 1),\n)'
    assert points_at(refused(text), text, "evaded + 1", line=3)


def test_a_fault_over_several_lines_is_marked_to_the_end_of_its_first_line() -> None:
    text = "all_of(\n    deserted if evaded\n    else called_up,\n)"
    assert points_at(refused(text), text, "deserted if evaded", line=2)


def test_a_rule_nested_too_deep_is_refused_where_it_gets_too_deep() -> None:
    text = "not_(" * (DEPTH_MAX + 1) + "deserted" + ")" * (DEPTH_MAX + 1)
    rendered = refused(text)
    assert "this rule is nested too deeply" in rendered
    assert points_at(rendered, text, "deserted")


@pytest.mark.parametrize("text", ["not_(" * 5000 + "a" + ")" * 5000, "-" * 9000 + "1", "a" + ".b" * 9000, "(" * 9000])
def test_a_rule_nested_absurdly_is_refused_and_nothing_breaks(text: str) -> None:
    assert refused(text).startswith(f"law/xx.md:{FIRST_LINE}")


def test_a_rule_too_long_is_refused_before_it_is_read() -> None:
    assert refused("a" * (LENGTH_MAX + 1)) == (
        f"law/xx.md:{FIRST_LINE}: this rule is too long\n         Split it; 20,000 characters are the limit."
    )
    assert read("a" * LENGTH_MAX) == Fact("a" * LENGTH_MAX)


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_an_empty_rule_is_refused(text: str) -> None:
    assert refused(text).startswith(f"law/xx.md:{FIRST_LINE}: this rule is empty\n")


def test_a_rule_of_comments_only_is_refused() -> None:
    assert refused("# to be written").startswith(f"law/xx.md:{FIRST_LINE}")


def test_brackets_that_close_what_the_reader_opened_are_refused() -> None:
    assert refused("deserted) == (evaded").startswith(f"law/xx.md:{FIRST_LINE}")


def test_a_zero_byte_is_refused() -> None:
    assert "cannot be read as a rule" in refused("deserted\0")


# ------------------------------------------------------------------------------------------------- nothing ever runs

ATTACKS = [
    'open("{path}", "w")',
    '__import__("pathlib").Path("{path}").touch()',
    "f\"{{open('{path}', 'w')}}\"",
    "finding(f\"{{open('{path}', 'w')}}\")",
    '(lambda: open("{path}", "w"))()',
    '[open("{path}", "w") for x in "a"]',
    'all_of(*[open("{path}", "w")])',
    'nationality.includes(open("{path}", "w"))',
    'departure > day(open("{path}", "w"))',
    '(x := open("{path}", "w"))',
    'param("a") == open("{path}", "w")',
    '().__class__.__base__.__subclasses__()[0].__init__.__globals__["open"]("{path}", "w")',
    "exec(\"open('{path}', 'w')\")",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_rule_is_ever_run(attack: str, tmp_path: Path) -> None:
    target = tmp_path / "made-by-a-rule"
    text = attack.format(path=target.as_posix())
    namespace: dict[str, Any] = {"x": None}
    assert compile(f"(\n{text}\n)", "attack", "eval", dont_inherit=True)  # it is real Python, and would run
    assert namespace
    refused(text)
    assert not target.exists()


def test_nothing_in_a_scheme_file_is_ever_run(tmp_path: Path) -> None:
    target = tmp_path / "made-by-a-scheme"
    law = tmp_path / "law"
    law.mkdir()
    for number, attack in enumerate(ATTACKS):
        rule = attack.format(path=target.as_posix())
        text = (
            f'```toml scheme\nid = "xx/a{number}"\ncountry = "XX"\ngoverns = "law"\n```\n\n```ground g\n{rule}\n```\n'
        )
        (law / f"a{number}.md").write_text(text, encoding="utf-8")
    (law / "python.md").write_text(
        f'```toml scheme\nid = "xx/p"\n```\n\n```python\nopen("{target.as_posix()}", "w")\n```\n', encoding="utf-8"
    )
    book = load([law])
    assert book.schemes == {}
    assert len(book.troubles) == len(ATTACKS) + 1
    assert not target.exists()
