"""The self-check: its words are those of `check`, it asks what can change one and nothing else, and it always ends."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from frihavn.law.bind import NATIONALITY, PRESENT
from frihavn.law.check import check_all
from frihavn.law.interview import Audience, may_be_asked
from frihavn.law.reading import Question
from frihavn.law.scheme import Kind
from frihavn.law.selfcheck import questions
from frihavn.law.selfcheck.questions import Said, SelfCheck, facts_in, is_at_home
from frihavn.law.vocabulary import FactType, Sensitivity
from frihavn.law.word import Word
from frihavn.logic import OneOf, State
from frihavn.logic.state import bounds, exactly
from frihavn.web.speech.wording import word_for
from tests.cast import AUTUMN_2026, FEBRUARY_2026, book

WAITING = ("KZ", "AM", "GE", "TR", "RS", "KG", "IL", "AE", "DE", "FR", "LT", "LV", "EE", "FI", "NO", "SE", "DK", "GB")
BRUTE_MAX = 3_000
OFFERS = [id_ for id_, scheme in book().schemes.items() if scheme.kind is Kind.SCHEME]


@cache
def selfcheck() -> SelfCheck:
    return SelfCheck(book(), Question(AUTUMN_2026))


def answers(name: str) -> list[State]:
    """What people may answer to a fact, besides nothing."""
    return [state for state, _ in selfcheck().answers[name] if state is not None]


def asked_facts() -> list[str]:
    """The facts that some offer looks at."""
    return [name for name, found in selfcheck().answers.items() if found]


def somebody(source: random.Random) -> dict[str, State]:
    """Answers to everything: one kind is as likely as another, but where the vocabulary has shares."""
    whole = {name: source.choice(answers(name)) for name in asked_facts()}
    for name in selfcheck().book.vocabulary.priors.keys() & whole.keys():
        options = [(state, share) for state, share in selfcheck().answers[name] if state is not None]
        whole[name] = source.choices(*zip(*options, strict=True))[0]
    whole[PRESENT] = exactly(source.choice(WAITING))
    return whole


def said_in_part(source: random.Random) -> dict[str, State | None]:
    """Somebody who was asked about some things, and did not know others."""
    share = source.choice((0.2, 0.5, 0.8, 1.0))
    silent = source.choice((0.0, 0.1, 0.4))
    return {
        name: None if source.random() < silent else state
        for name, state in somebody(source).items()
        if source.random() < share
    }


def words_of_check(said: Said) -> dict[str, str]:
    """What `check` and the page would say to the same answers."""
    found = check_all(selfcheck().case(said), book(), selfcheck().question, OFFERS)
    return {one.scheme.id: word_for(one)[0] for one in found}


def agree(said: Said) -> None:
    """Words of the self-check and of `check` are the same; what is history may have no text for some dates."""
    ours = {id_: f"word.{word.value}" for id_, word in selfcheck().words(said).items()}
    theirs = words_of_check(said)
    history = {id_ for id_, word in ours.items() if word == "word.history"}
    assert {id_: word for id_, word in ours.items() if id_ not in history} == {
        id_: word for id_, word in theirs.items() if id_ not in history
    }
    assert all(theirs.get(id_, "word.history") == "word.history" for id_ in history)


def run(
    full: dict[str, State], source: random.Random, *, silent: float = 0.0, start: tuple[str, ...] = (PRESENT,)
) -> Iterator[tuple[str, ...]]:
    """The questions that somebody is asked, page by page."""
    said: dict[str, State | None] = {name: full[name] for name in start}
    while ask := selfcheck().next(said, phone=True):
        names = tuple(fact.id for fact in ask.facts)
        yield names
        nothing = source.random() < silent
        said.update({name: None if nothing else full.get(name) for name in names})


# ------------------------------------------------------------------------------------------------------- words


def test_the_words_are_those_of_check() -> None:
    source = random.Random(71)
    for _ in range(12):
        agree(said_in_part(source))


@pytest.mark.soak
def test_the_words_are_those_of_check_for_hundreds() -> None:
    source = random.Random(72)
    for _ in range(700):
        agree(said_in_part(source))


def test_no_offer_is_left_out() -> None:
    assert selfcheck().left_out == []
    assert set(selfcheck().desks) == set(OFFERS)


# ---------------------------------------------------------------------------------------------- what is asked


def test_nothing_that_identifies_or_incriminates_can_be_asked_on_any_path() -> None:
    """Every state that can be reached restricts one of these diagrams, and can ask of nothing that is not in it."""
    check = selfcheck()
    for desk in check.desks.values():
        for name in (*desk.offer.fields, *facts_in(desk.offer, desk.offer.root)):
            fact = book().vocabulary.facts[name]
            assert fact.sensitivity in (Sensitivity.SAFE, Sensitivity.REFUSAL)
            assert may_be_asked(fact, Audience.PUBLIC)
    assert set(check.facts) == {
        name for name, fact in book().vocabulary.facts.items() if may_be_asked(fact, Audience.PUBLIC)
    }


def test_before_the_page_on_safe_phones_nothing_is_asked_about_refusing() -> None:
    source = random.Random(73)
    for _ in range(40):
        said = {
            name: state
            for name, state in said_in_part(source).items()
            if book().vocabulary.facts[name].sensitivity is Sensitivity.SAFE
        }
        found = selfcheck().matters(said, phone=False)
        assert all(book().vocabulary.facts[name].sensitivity is Sensitivity.SAFE for name in found)


def test_place_and_danger_come_first() -> None:
    ask = selfcheck().next({}, phone=True)
    assert ask is not None
    assert [fact.id for fact in ask.facts] == [PRESENT, "danger_where_now", "at_border_of"]
    said: dict[str, State | None] = {fact.id: None for fact in ask.facts}
    then = selfcheck().next(said, phone=True)
    assert then is not None
    assert [fact.id for fact in then.facts] == [NATIONALITY]


def test_what_was_asked_is_not_asked_again_and_it_always_ends() -> None:
    source = random.Random(74)
    for silent in (0.0, 0.1, 0.5, 1.0):
        for _ in range(25):
            pages = list(run(somebody(source), source, silent=silent))
            names = [name for page in pages for name in page]
            assert len(names) == len(set(names)) <= len(asked_facts())


def test_no_more_is_asked_than_was_said_to_be_left() -> None:
    source = random.Random(75)
    for _ in range(30):
        said: dict[str, State | None] = {}
        full, before = somebody(source), None
        while ask := selfcheck().next(said, phone=True):
            assert before is None or set(ask.left) < before
            before = set(ask.left)
            said.update({fact.id: full.get(fact.id) for fact in ask.facts})


def test_at_the_end_no_answer_changes_a_word() -> None:
    source = random.Random(76)
    for _ in range(4):
        full = somebody(source)
        said: dict[str, State | None] = {PRESENT: full[PRESENT]}
        while ask := selfcheck().next(said, phone=True):
            said.update({fact.id: full.get(fact.id) for fact in ask.facts})
        words = words_of_check(said)
        more = {name: state for name, state in somebody(source).items() if name not in said}
        now = {id_: word for id_, word in words_of_check({**said, **more}).items() if words.get(id_) != "word.history"}
        assert now == {id_: word for id_, word in words.items() if word != "word.history"}


# -------------------------------------------------------------------------------------------- exact, by force


def by_force(said: Said, names: list[str]) -> dict[str, set[str]]:
    """For every offer the facts of which two answers, the same about all else, give two words."""
    check, found = selfcheck(), dict[str, set[str]]()
    options: list[list[State | None]] = [[None, *every_answer(name)] for name in names]
    table = {}
    for row in itertools.product(*options):
        table[row] = check.words({**said, **dict(zip(names, row, strict=True))})
    for place, name in enumerate(names):
        groups: dict[tuple[State | None, ...], dict[str, set[Word | None]]] = {}
        for row, words in table.items():
            rest = groups.setdefault(row[:place] + row[place + 1 :], {})
            for id_ in check.desks:
                rest.setdefault(id_, set()).add(words.get(id_))
        for rest in groups.values():
            for id_, seen in rest.items():
                if len(seen) > 1:
                    found.setdefault(id_, set()).add(name)
    return found


def every_answer(name: str) -> list[State]:
    """All that can be told apart, sets with every choice of members."""
    fact = book().vocabulary.facts[name]
    if fact.type is FactType.DATE:
        return [*answers(name), *days_near(name)]
    if fact.type is not FactType.SET:
        return answers(name)
    members = sorted(
        {str(value) for state in answers(name) if isinstance(state, OneOf) for one in state.values for value in one}
    )  # type: ignore[union-attr]
    return [
        exactly(frozenset(chosen))
        for size in range(len(members) + 1)
        for chosen in itertools.combinations(members, size)
    ]


def days_near(name: str) -> list[State]:
    """Days on both sides of everything that a comparison with another date looks at."""
    found: set[date] = set()
    for desk in selfcheck().desks.values():
        for pair in desk.offer.days:
            if name not in (pair.first, pair.second):
                continue
            other = pair.second if name == pair.first else pair.first
            edges = {day for state in answers(other) for day in bounds(state) if isinstance(day, date)} | {
                date(2023, 5, 5)
            }
            sign = 1 if name == pair.first else -1
            steps = {sign * (start + more) for start in pair.line.starts if start is not None for more in (-1, 0)}
            found |= {edge + timedelta(days=step) for edge in edges for step in steps}
    return [exactly(day) for day in sorted(found)]


def states_for_force(count: int, seed: int) -> Iterator[tuple[dict[str, State | None], list[str]]]:
    """People about whom only so much is open that everything can be tried."""
    source = random.Random(seed)
    while count:
        full = somebody(source)
        left = source.sample([name for name in asked_facts() if name not in (PRESENT, NATIONALITY)], 30)
        names: list[str] = []
        size = 1
        for name in left:
            more = len(every_answer(name)) + 1
            if size * more <= BRUTE_MAX and len(names) < 5:
                names.append(name)
                size *= more
        said: dict[str, State | None] = {
            name: None if source.random() < 0.2 else state for name, state in full.items() if name not in names
        }
        count -= 1
        yield said, names


def exact(count: int, seed: int) -> int:
    """What matters equals brute force, offer by offer. Returns how many facts mattered."""
    seen = 0
    for said, names in states_for_force(count, seed):
        wanted = by_force(said, names)
        got: dict[str, set[str]] = {}
        for name, offers in selfcheck().matters(said, phone=True).items():
            for id_ in offers:
                got.setdefault(id_, set()).add(name)
        assert got == wanted, f"{said} with {names} open"
        seen += sum(map(len, wanted.values()))
    return seen


def test_what_can_change_a_word_equals_brute_force() -> None:
    assert exact(12, seed=77) > 5


@pytest.mark.soak
def test_what_can_change_a_word_equals_brute_force_for_hundreds() -> None:
    assert exact(400, seed=78) > 200


def test_leaving_one_fact_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break it on purpose: forget the last fact of every offer. Brute force must bite."""
    honest = facts_in
    monkeypatch.setattr(questions, "facts_in", lambda offer, root: honest(offer, root)[:-1])
    with pytest.raises(AssertionError):
        exact(40, seed=77)


# ------------------------------------------------------------------------------------------------------ figures


def like_the_news(source: random.Random) -> dict[str, State]:
    """Somebody of those who wait: most are of Russia, and what is special about few is true of one in ten."""
    full = somebody(source)
    full[NATIONALITY] = exactly(frozenset({source.choices(("RU", "BY", "UA"), (7, 2, 1))[0]}))
    for name in full:
        fact = book().vocabulary.facts[name]
        if fact.type is FactType.BOOL and fact.sensitivity is Sensitivity.SAFE and name != "danger_where_now":
            full[name] = exactly(source.random() < 0.1)
        if name in USUAL and source.random() < 0.9:
            full[name] = exactly(USUAL[name])
    return full


USUAL = {
    "family_relation": "none",
    "ukraine_permission_uk": "none",
    "british_sponsor": "none",
    "residence_in_ukraine": "never",
}
Draw = Callable[[random.Random], dict[str, State]]


def lengths(count: int, seed: int, silent: float, draw: Draw = somebody) -> tuple[list[int], list[int]]:
    """How many pages, and how many facts on them, people are asked; the country where they stay is known before."""
    source = random.Random(seed)
    found = [list(run(draw(source), source, silent=silent)) for _ in range(count)]
    return sorted(map(len, found)), sorted(sum(map(len, pages)) for pages in found)


def are_few(pages: list[int]) -> None:
    """At most twelve for half of all people, and twenty for nineteen in twenty."""
    assert statistics.median(pages) <= 12
    assert pages[len(pages) * 95 // 100] <= 20


@pytest.mark.parametrize("draw", [somebody, like_the_news])
def test_few_questions_are_enough(draw: Draw) -> None:
    are_few(lengths(100, 79, 0.1, draw)[0])


@pytest.mark.soak
@pytest.mark.parametrize("draw", [somebody, like_the_news])
@pytest.mark.parametrize("silent", [0.0, 0.1, 0.3])
def test_ten_thousand_people_are_asked_little(silent: float, draw: Draw) -> None:
    are_few(lengths(10_000, 80, silent, draw)[0])


def test_what_a_question_speaks_of_was_introduced_before() -> None:
    source = random.Random(81)
    for fact in book().vocabulary.facts.values():
        assert not fact.after or fact.after in book().vocabulary.facts
    for _ in range(30):
        full = somebody(source)
        said: dict[str, State | None] = {PRESENT: full[PRESENT]}
        while ask := selfcheck().next(said, phone=True):
            assert not {fact.after for fact in ask.facts if fact.after}.intersection(ask.left)
            said.update({fact.id: full.get(fact.id) for fact in ask.facts})


# --------------------------------------------------------------------------------------------------- at home


def test_whoever_is_inside_the_state_they_refuse_to_serve_is_known() -> None:
    here = {PRESENT: exactly("RU")}
    assert is_at_home({**here, NATIONALITY: exactly(frozenset({"RU", "UA"}))})
    assert is_at_home({**here, "forces_of": exactly("RU")})
    assert not is_at_home(here)
    assert not is_at_home({PRESENT: exactly("KZ"), NATIONALITY: exactly(frozenset({"RU"}))})
    assert not is_at_home({NATIONALITY: exactly(frozenset({"RU"}))})


def test_what_is_settled_by_the_status_of_the_law_asks_nothing() -> None:
    past = SelfCheck(book(), Question(FEBRUARY_2026))
    assert past.words({})["dk/soldiers-special-act"] is Word.HISTORY
    assert past.desks["dk/soldiers-special-act"].offer.fields == {}
