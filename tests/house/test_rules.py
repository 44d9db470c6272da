"""House rules that no other tool holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from frihavn.law.expression import RuleRef, walk
from frihavn.law.links import SHARED, citations_of, expressions_of
from frihavn.law.scheme import Role
from frihavn.law.values import Grade
from frihavn.law.vocabulary import AskedOf, Sensitivity
from tests.cast import EVERYBODY, book

ROOT = Path(__file__).parents[2]
PYTHON = sorted(path for folder in ("src", "tests", "tools", "bench") for path in (ROOT / folder).rglob("*.py"))
TEXTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*")]
    if path.is_file() and "__pycache__" not in path.parts and ".egg-info" not in str(path)
)
LINES_MAX, FUNCTION_LINES_MAX = 400, 50


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LINES_MAX
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES_MAX, f"{node.name} is too long"


def test_words_we_do_not_use_do_not_appear() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    block = re.search(r"```not-used\n(.*?)```", glossary, re.DOTALL)
    assert block, "GLOSSARY.md lists the words we do not use in a fenced block"
    banned = [word.strip() for word in block[1].split("\n") if word.strip()]
    assert len(banned) >= 10
    for path in [*PYTHON, *TEXTS]:
        if path.name == "GLOSSARY.md":
            continue
        text = path.read_text(encoding="utf-8", errors="replace").casefold()
        for word in banned:
            assert not re.search(rf"(?<![a-z]){re.escape(word.casefold())}(?![a-z])", text), (
                f"{path.relative_to(ROOT)} says {word!r}"
            )


def test_countries_do_not_know_each_other() -> None:
    for scheme in book().schemes.values():
        for clause in scheme.clauses:
            for expression in expressions_of(clause):
                for node in walk(expression):
                    if isinstance(node, RuleRef) and node.scheme and node.scheme != scheme.id:
                        assert node.scheme.partition("/")[0] in SHARED


def test_every_clause_is_cited_and_never_graded_above_its_source() -> None:
    sources = book().vocabulary.sources
    for scheme in book().schemes.values():
        for clause in scheme.clauses:
            assert citations_of(clause), f"{scheme.id}.{clause.name}"
            for citation in citations_of(clause):
                assert citation.grade.weakness >= sources[citation.source].grade.weakness


def test_a_source_that_was_seen_says_when() -> None:
    for source in book().vocabulary.sources.values():
        assert (source.seen is None) == (source.grade is Grade.M), source.id


def test_nothing_built_in_is_left_out_for_an_error() -> None:
    assert [trouble.rendered() for trouble in book().troubles] == []


def test_a_person_s_findings_decide_nothing_by_themselves_in_an_indicator() -> None:
    """Indicators and warnings are never grounds, exclusions or findings, so they cannot reach a verdict."""
    for scheme in book().schemes.values():
        for name in [*scheme.rule_names(Role.INDICATOR), *scheme.rule_names(Role.WARNING)]:
            for clause in scheme.clauses:
                if clause.role in (Role.GROUND, Role.EXCLUSION, Role.FINDING):
                    assert f'rule("{name}")' not in str(clause.expression)


def test_no_code_path_leads_from_an_eligibility_to_a_determination() -> None:
    """Nothing below or beside the engine makes a determination; the word itself is only in texts that deny it."""
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert not {
            name for name in names if re.search(r"determin|refus(e|al)_|approve|reject|deny", name, re.IGNORECASE)
        }, path


def test_facts_that_could_hurt_are_not_asked_of_the_person() -> None:
    for fact in book().vocabulary.facts.values():
        if fact.sensitivity in (Sensitivity.INCRIMINATING, Sensitivity.IDENTITY):
            assert fact.asked_of is AskedOf.OFFICER, fact.id


def test_the_cast_carries_first_names_only() -> None:
    for person in EVERYBODY:
        assert re.fullmatch(r"[A-Z][a-z]+", person.name)
        assert person.case.label.startswith(person.name)


def test_no_address_of_a_registry_is_locked() -> None:
    for path in ROOT.glob("requirements*.lock"):
        assert "http" not in path.read_text(encoding="utf-8")
