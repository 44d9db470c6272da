"""A person's own file, from the start to its end."""

from __future__ import annotations

import re

import pytest

from frihavn.web.intake.models import Draft, File, Grant, Piece, Record, Session
from tests.web.person import Person


def test_no_cookie_is_set_before_a_file_is_started(person: Person) -> None:
    person.look()
    person.press("about")
    person.press("where")
    assert not person.client.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("place", ["inside", "relative_inside"])
def test_whoever_is_inside_gets_information_only(person: Person, place: str) -> None:
    person.look()
    person.press("about")
    person.press("where")
    person.press("continue", place=place)
    assert person.heading == "Do not start a file from there"
    assert not person.client.cookies
    assert not Session.objects.exists()


def test_there_is_no_file_before_the_phrase_is_typed_back(person: Person) -> None:
    person.look()
    person.press("about")
    person.press("where")
    person.press("continue", place="outside")
    assert person.heading == "Your receipt phrase"
    person.press("written")
    person.press("ready", part1="0000", part4="0000")
    assert person.notes == ["This is not what stands there. Look at your paper again."]
    assert not File.objects.exists()


def test_what_was_written_is_there_when_the_person_comes_back(person: Person, another: Person) -> None:
    person.start()
    person.press("to:statement")
    person.press("save", text="Я отказался стрелять.\nВторая строка", language_of_text="русский")
    assert person.notes == ["Saved."]
    another.come_back(person.phrase)
    another.press("to:statement")
    assert "Я отказался стрелять.\nВторая строка" in another.html


def test_a_phrase_works_as_words_too(person: Person, another: Person) -> None:
    person.look()
    person.press("about")
    person.press("where")
    person.press("continue", place="outside")
    person.press("ru")
    person.write_phrase_down()
    assert len(person.groups) == 8
    another.come_back(person.phrase.upper())
    assert another.heading == "Your file"


def test_wrong_phrases_and_erased_files_have_one_answer(person: Person, another: Person) -> None:
    person.start()
    person.press("to:erase")
    person.press("do", sure="yes")
    assert person.heading == "Your file is erased"
    another.come_back(person.phrase)
    erased = another.notes
    another.come_back("1234 1234 1234 1234 1234 1234 128")
    assert erased == ["This phrase opens nothing. It may be mistyped, or its file was erased or has expired."]
    for model in (File, Grant, Record, Piece):
        assert not model.objects.exists()


def test_a_form_sent_twice_is_taken_once(person: Person) -> None:
    person.start()
    person.press("to:messages")
    before = person.html
    person.press("send", text="Здравствуйте")
    person.html = before
    person.press("send", text="Здравствуйте")
    assert person.notes == ["This was saved before; nothing was done twice."]
    person.html = before
    person.press("send", text="Здравствуйте! Ещё одно слово.")  # Back, and something else typed: it is not lost
    assert person.html.count('<div class="message') == 2


def test_two_tabs_keep_both_versions(person: Person) -> None:
    person.start()
    person.press("to:statement")
    other_tab = person.html
    person.press("save", text="first tab", language_of_text="")
    person.html = other_tab
    person.press("save", text="second tab", language_of_text="")
    assert person.notes == ["Saved. It had been changed in another window meanwhile: both versions are kept."]
    person.press("to:statement")
    assert "second tab" in person.html
    assert "first tab" in person.html


def test_what_was_typed_when_the_file_closed_comes_back(person: Person) -> None:
    person.start()
    person.press("to:statement")
    Session.objects.all().delete()
    person.press("save", text="typed for an hour", language_of_text="")
    assert person.notes == ["Your file had closed. What you typed is kept: open your file and it comes back."]
    assert Draft.objects.count() == 1
    person.press("open", phrase=person.phrase)
    assert "typed for an hour" in person.html
    person.press("save", text="typed for an hour", language_of_text="")
    assert person.notes == ["Saved."]
    assert not Draft.objects.exists()


def test_a_relative_starts_a_file_that_sleeps_until_it_is_taken_over(person: Person, another: Person) -> None:
    person.start("relative_abroad")
    person.press("to:statement")
    person.press("save", text="My brother called me.", language_of_text="")
    assert File.objects.get().state == "sleeping"
    another.come_back(person.phrase)
    another.press("to:take_over")
    another.press("over")
    another.write_phrase_down()
    assert another.notes == ["The file is yours. The old phrase opens nothing any more."]
    assert File.objects.get().state == "open"
    assert person.look()
    assert person.notes == ["Your file is closed."]
    person.come_back(person.phrase)
    assert person.notes == ["This phrase opens nothing. It may be mistyped, or its file was erased or has expired."]
    another.come_back(another.phrase)
    another.press("to:statement")
    assert "My brother called me." in another.html


@pytest.mark.parametrize("text", ["я" * 100_000, "ა" * 66_000, "שלום" * 25_000, "\u202e\u0000\ufeff𐍈" * 9_000])
def test_200_kilobytes_in_any_script(person: Person, text: str) -> None:
    person.start()
    person.press("to:statement")
    person.press("save", text=text, language_of_text="")
    assert person.notes == ["Saved."]


def test_a_text_that_is_too_long_is_not_lost(person: Person) -> None:
    person.start()
    person.press("to:statement")
    person.press("save", text="я" * 100_001, language_of_text="")
    assert person.notes == ["This text is too long. Save it in two parts."]
    assert "я" * 100_001 in person.html


def test_broken_utf_8_is_no_reason_to_lose_the_rest(person: Person) -> None:
    person.start()
    person.press("to:statement")
    hidden = dict(re.findall(r'name="(page|ticket|proof|language|revision)" value="([^"]*)"', person.html))
    body = (
        "&".join(f"{name}={value}" for name, value in hidden.items()).encode()
        + b"&go=save&text=ab%ff%fecd&language_of_text="
    )
    response = person.client.post("/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303
    person.look()
    person.press("to:statement")
    assert "ab\ufffd\ufffdcd" in person.html


def test_a_form_from_elsewhere_does_nothing(person: Person) -> None:
    person.start()
    person.press("to:erase")
    foreign = person.client.post(
        "/",
        {"page": "erase", "go": "do", "sure": "yes"},
        headers={"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert foreign.status_code == 403
    assert File.objects.exists()


def test_a_form_without_a_ticket_of_ours_does_nothing(person: Person) -> None:
    person.start()
    person.send({"page": "erase", "go": "do", "sure": "yes", "ticket": "made.up", "proof": "x"})
    assert person.status == 400
    assert File.objects.exists()
