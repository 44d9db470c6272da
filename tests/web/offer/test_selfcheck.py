"""The self-check as somebody on a borrowed phone walks through it: no script, no cookie, nothing kept or shown."""

from __future__ import annotations

import logging
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape

import pytest

from frihavn.web.headers import packed
from frihavn.web.language import LANGUAGES
from frihavn.web.offer.law import reading
from frihavn.web.offer.state import CannotReadStateError, State, opened, sealed
from frihavn.web.texts import TEXTS
from tests.web.person import HIDDEN, OURS, Person

BYTES_MAX = 14_336
CHOICE = re.compile(r'<input type="(radio|checkbox)" name="(\w+)" value="(\w+)"[^>]*><label[^>]*>(.*?)</label>')
SELECT = re.compile(r'<select name="(\w+)".*?</select>', re.DOTALL)
OPTION = re.compile(r'<option value="(\w+)"[^>]*>(.*?)</option>')
DAY = date(2026, 11, 24)
NOTHING = TEXTS["offer.silence.does_not_know"]
REST = TEXTS["offer.rest.none"]


@dataclass
class Walker(Person):
    """Somebody who answers by what the page says, as people do."""

    seen: list[str] = field(default_factory=list)

    def begin(self, country: str = "KZ") -> Walker:
        """As far as the first question."""
        self.send(
            {"page": "country", "language": "en", "state": sealed(State(), today()), "country": country, "go": "x"}
        )
        self.press("phone")
        self.press("continue")
        return self

    def answer(self, **means: object) -> str:
        """Answer a page: by default that one does not know. `means`: label -> chosen, for labels that are there."""
        sent: dict[str, object] = {}
        wanted = [str(label) for label in means.values()]
        for _, name, value, label in CHOICE.findall(self.html):
            if unescape(label) in wanted:
                sent.setdefault(name, value)
        parts = set(re.findall(r'<fieldset id="(\w+)"', self.html))
        for name, block in ((one[1], one[0]) for one in SELECT.finditer(self.html)):
            for value, label in OPTION.findall(block):
                if unescape(label) in wanted:
                    sent[name] = value
        for part in parts:
            if not any(name.startswith(part) for name in sent) or self.is_list_to_tick(part):
                sent |= self.silent(part)
        self.seen.append(self.heading)
        return self.press("continue", **sent)

    def is_list_to_tick(self, part: str) -> bool:
        return any(unescape(label) == REST for _, name, _, label in CHOICE.findall(self.html) if name == f"{part}n")

    def silent(self, part: str) -> dict[str, str]:
        """What says that one does not know, or that the rest of a list is not so."""
        for _, name, value, label in CHOICE.findall(self.html):
            if name in (part, f"{part}n") and unescape(label) in (NOTHING, REST):
                return {name: value}
        raise AssertionError(f"one cannot be silent about {part} on {self.heading}")

    def to_the_end(self, pages_max: int = 40, **means: object) -> Walker:
        """Answer until the result is there."""
        for _ in range(pages_max):
            if self.heading == TEXTS["offer.result.heading"]:
                return self
            self.answer(**means)
        raise AssertionError("it does not end")

    @property
    def state(self) -> str:
        """The hidden field."""
        return dict(HIDDEN.findall(self.html))["state"]


SOLDIER = {"nationality": "Russia", "fight": "yes", "border": TEXTS["offer.no_border"]}


def today() -> date:
    from frihavn.web.intake.visit import Visit  # noqa: PLC0415 - the clock of the site itself

    return Visit.today.fget(None)  # type: ignore[attr-defined]


@pytest.fixture
def soldier() -> Walker:
    return Walker()


# ------------------------------------------------------------------------------------------------------- the way


def test_a_soldier_in_almaty_reads_words_and_dangers_first(soldier: Walker) -> None:
    soldier.begin("KZ")
    assert soldier.heading == "Are you in danger in the country where you are now, or could you be handed over from it?"
    soldier.to_the_end(**SOLDIER)
    text = unescape(soldier.html)
    assert text.index("People were handed over or sent away from Kazakhstan") < text.index(TEXTS["offer.group.ways"])
    assert TEXTS["offer.result.no_contacts"] in text
    assert "Who would learn of you" not in text
    assert len(soldier.seen) <= 20


def test_one_word_a_scheme_and_those_of_check(soldier: Walker) -> None:
    soldier.begin("KZ").to_the_end(**SOLDIER)
    said = opened(soldier.state, today())
    shown = set(re.findall(r"<h3[^>]*>(.*?)</h3>", soldier.html))
    with reading() as law:
        words = law.selfcheck(today()).words(known_of(said))
        ways = {
            law.book.schemes[id_].name for id_, word in words.items() if word.value in ("could", "favour", "practice")
        }
    assert ways <= {unescape(name) for name in shown} or len(shown) == 6


def known_of(said: State) -> dict[str, object]:
    from frihavn.web.offer.options import known  # noqa: PLC0415

    with reading() as law:
        return dict(known(said, law, today()))


def test_back_takes_the_last_answer_back_and_the_first_page_leads_to_the_phone(soldier: Walker) -> None:
    soldier.begin()
    first = soldier.heading
    soldier.answer()
    second = soldier.heading
    assert second != first
    soldier.press("back")
    assert soldier.heading == first
    assert opened(soldier.state, today()).answers == {}
    soldier.press("back")
    assert soldier.heading == TEXTS["offer.phone.heading"]


def test_nothing_has_to_be_answered(soldier: Walker) -> None:
    soldier.begin().to_the_end()
    assert len(soldier.seen) <= 30


def test_one_may_stop_and_go_on(soldier: Walker) -> None:
    soldier.begin()
    soldier.answer()
    soldier.press("result")
    assert TEXTS["offer.result.unasked"] in unescape(soldier.html)
    soldier.press("ask")
    assert "<fieldset" in soldier.html


def test_an_empty_page_is_shown_again_with_what_was_chosen(soldier: Walker) -> None:
    soldier.begin()
    soldier.press("continue")
    assert soldier.status == 422
    assert "There is a problem" in soldier.html
    yes = next(value for _, name, value, label in CHOICE.findall(soldier.html) if label == "yes")
    soldier.press("continue", q0=yes)
    assert soldier.status == 422
    assert re.search(rf'value="{yes}"[^>]*checked', soldier.html)


def test_every_group_can_be_read_to_its_end(soldier: Walker) -> None:
    soldier.begin("DE").to_the_end(**SOLDIER)
    names: set[str] = set()
    for group in ("ways:0", "elsewhere:0", "shut:0", "history:0"):
        if f'value="{group}"' in soldier.html:
            soldier.press(group)
        while True:
            names |= set(re.findall(r"<h3[^>]*>(.*?)</h3>", soldier.html))
            more = re.findall(r'value="(\w+:\d+)">' + TEXTS["offer.result.more"], soldier.html)
            if not more:
                break
            soldier.press(more[0])
    with reading() as law:
        assert len(names) == len(law.selfcheck(today()).words(known_of(opened(soldier.state, today()))))


def test_in_germany_one_reads_who_would_learn(soldier: Walker) -> None:
    soldier.begin("DE").to_the_end(**SOLDIER)
    assert "Who would learn of you: " in unescape(soldier.html)


# ---------------------------------------------------------------------------------------------------- at home


@pytest.mark.parametrize("country", ["RU", "BY", "UA"])
def test_whoever_is_where_no_step_is_safe_is_asked_nothing_and_offered_no_file(soldier: Walker, country: str) -> None:
    soldier.send(
        {"page": "phone", "language": "en", "state": sealed(State(country=country), today()), "go": "continue"}
    )
    assert TEXTS["offer.result.inside"] in unescape(soldier.html)
    for forbidden in (
        'value="about"',
        'value="here"',
        'value="ask"',
        "<fieldset",
        "awful steps ahead",
        "Who would learn",
    ):
        assert forbidden not in soldier.html


def test_whoever_names_the_country_they_are_in_as_their_own_gets_information_only(soldier: Walker) -> None:
    soldier.begin("KZ")
    soldier.answer()
    soldier.answer(nationality="Kazakhstan")
    assert TEXTS["offer.result.inside"] in unescape(soldier.html)


# ------------------------------------------------------------------------------------------------- the state


def test_the_state_cannot_be_read() -> None:
    text = sealed(State(country="KZ", phone=True, answers={"refuses_to_fight": True}), DAY)
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert b"KZ" not in raw
    assert b"refuses" not in raw
    assert text != sealed(State(country="KZ", phone=True, answers={"refuses_to_fight": True}), DAY)


def test_its_length_says_little() -> None:
    few = sealed(State(), DAY)
    many = sealed(State(answers={"refuses_to_fight": True, "nationality": ["RU"]}, country="KZ"), DAY)
    assert len(few) == len(many)


def test_yesterday_s_opens_and_no_other_day_s() -> None:
    state = State(country="AM", answers={"papers": []}, done=(("papers",),), asked=("papers",))
    assert opened(sealed(state, DAY - timedelta(days=1)), DAY) == state
    for days in (-2, 1, 400):
        with pytest.raises(CannotReadStateError):
            opened(sealed(state, DAY + timedelta(days=days)), DAY)


def test_every_changed_byte_is_noticed() -> None:
    text = sealed(State(country="KZ"), DAY)
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(CannotReadStateError):
            opened(urlsafe_b64encode(changed).decode().rstrip("="), DAY)
    for place in range(0, len(text), 7):
        for sign in "A-_!=é ":
            other = text[:place] + sign + text[place + 1 :]
            if other != text:
                with pytest.raises(CannotReadStateError):
                    opened(other, DAY)
    for wrong in ("", "x", text[:-1], text + "A", text * 40):
        with pytest.raises(CannotReadStateError):
            opened(wrong, DAY)


def test_a_changed_state_gives_a_calm_page_from_which_one_begins_again(soldier: Walker) -> None:
    soldier.begin()
    text = soldier.state
    for changed in (text[:40] + ("A" if text[40] != "A" else "B") + text[41:], "", "nonsense", "é" * 30):
        html = soldier.send({"page": "ask", "language": "en", "state": changed, "go": "continue"})
        assert soldier.status == 200
        assert TEXTS["offer.again"] in unescape(html)


def test_an_answer_of_another_page_means_nothing_here(soldier: Walker) -> None:
    soldier.begin()
    before = [value for *_, value, _ in CHOICE.findall(soldier.html)]
    soldier.press("back")
    soldier.press("continue")
    assert not set(before) & {value for *_, value, _ in CHOICE.findall(soldier.html)}
    soldier.press("continue", q0=before[0])
    assert soldier.status == 422


# ------------------------------------------------------------------------------------------- nothing is left


def test_no_cookie_no_address_and_no_log_says_what_was_answered(
    soldier: Walker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        soldier.begin("KZ")
        for _ in range(40):
            if soldier.heading == TEXTS["offer.result.heading"]:
                break
            sent = [value for *_, value, _ in CHOICE.findall(soldier.html)]
            assert all(re.fullmatch(r"[0-9a-f]{10}", value) for value in sent)
            assert not set(re.findall(r'action="([^"]*)"', soldier.html)) - {"/", "/leave"}
            assert not re.search(r"<(a|img|link)[^>]+(href|src)=\"(?!data:|#)", soldier.html)
            soldier.answer(**SOLDIER)
            assert not soldier.client.cookies
    said = [record.getMessage() for record in caplog.records]
    for trace in ("RU", "Russia", "refuses", "nationality", "KZ"):
        assert not any(trace in line for line in said)


def test_a_page_never_says_which_fact_it_asks(soldier: Walker) -> None:
    soldier.begin("LT")
    with reading() as law:
        names = set(law.selfcheck(today()).facts)
    while soldier.heading != TEXTS["offer.result.heading"]:
        form = next(one for one in re.findall(r"<form.*?</form>", soldier.html, re.DOTALL) if "fieldset" in one)
        tags = " ".join(re.findall(r"<(?:input|select|option|button|fieldset)[^>]*>", form))
        assert not [name for name in names if re.search(rf'"{name}\b', tags)]
        soldier.answer(**SOLDIER)


# ----------------------------------------------------------------------------------------- weight, languages


@pytest.mark.parametrize("country", ["KZ", "DE"])
def test_every_page_is_light(soldier: Walker, country: str) -> None:
    soldier.begin(country)
    for _ in range(40):
        size = len(packed(soldier.html.rstrip(" ").encode()))
        assert size <= BYTES_MAX, f"{soldier.heading}: {size}"
        if soldier.heading == TEXTS["offer.result.heading"]:
            break
        soldier.answer(**SOLDIER)
    for group in ("elsewhere:0", "shut:0", "history:0"):
        if f'value="{group}"' in soldier.html:
            soldier.press(group)
            assert len(packed(soldier.html.rstrip(" ").encode())) <= BYTES_MAX


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_shows_every_page(soldier: Walker, code: str) -> None:
    soldier.begin("KZ")
    for _ in range(3):
        own = [form for form in re.findall(r"<form.*?</form>", soldier.html, re.DOTALL) if "set_language" in form]
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(own[0])}
        response = soldier.client.post("/", {**hidden, "set_language": code}, headers=OURS)
        page = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{code}"' in page
        assert len(packed(page.rstrip(" ").encode())) <= BYTES_MAX
        soldier.answer(**SOLDIER)


# ---------------------------------------------------------------------------------------------------- answers


def test_a_date_may_be_a_year_and_a_date_that_cannot_be_is_asked_again(soldier: Walker) -> None:
    dates = {"q0d": "", "q0m": "", "q0y": ""}
    soldier.begin("DE")
    for _ in range(40):
        if 'name="q0y"' in soldier.html:
            break
        assert soldier.heading != TEXTS["offer.result.heading"], "no date was asked"
        soldier.answer(nationality="Ukraine", border=TEXTS["offer.no_border"])
    for wrong in (
        {},
        {"q0y": "20x3"},
        {"q0y": "2023", "q0m": "2", "q0d": "31"},
        {"q0y": "9999"},
        {"q0d": "3", "q0y": "2023"},
    ):
        soldier.press("continue", **{**dates, **wrong})
        assert soldier.status == 422
    soldier.press("continue", **{**dates, "q0y": "2023"})
    assert soldier.status == 200
    assert "2023" in opened(soldier.state, today()).answers.values()
