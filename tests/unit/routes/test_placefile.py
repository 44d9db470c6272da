"""Files of places: cited, dated, and refused with a sentence where they say what cannot be."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from frihavn.law.errors import LawError
from frihavn.routes.place import Place
from frihavn.routes.placefile import load_places
from tests.cast import book, places

GOOD = """
[place]
code = "KZ"
name = "Kazakhstan"
looked_at = "2026-02-24"

[danger.taken]
kind = "hand_over"
when = "2026-01"
says = "Somebody was handed over."
cite = "kz-zona-2026 whole report, grade C"

[danger.list]
kind = "wanted_list"
when = "2023"
says = "Lists are shared."
cite = "kz-zona-2026 whole report, grade C"

[opening.asylum]
kind = "asylum"
as_of = 2026-01-05
exposes_to = ["police"]
says = "Asylum is asked for at the police."
cite = "kz-zona-2026 whole report, grade C"
"""


@dataclass
class Text:
    """A file that is only a text."""

    text: str
    name: str = "kz.toml"

    def read_text(self, encoding: str | None = None) -> str:
        assert encoding == "utf-8"
        return self.text


def read(text: str) -> Place:
    return load_places([Text(text)], book().vocabulary, book().schemes)["KZ"]


def test_a_good_file_is_read() -> None:
    place = read(GOOD)
    assert (place.code, place.has_incidents, place.information_only) == ("KZ", True, False)
    assert [danger.id for danger in place.dangers] == ["taken", "list"]
    assert place.openings[0].as_of == "2026-01-05"
    assert place.openings[0].exposes


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code = "KZ"\n', "", "has no code"),
        ('kind = "hand_over"', 'kind = "handover"', "not one of the words"),
        ('when = "2026-01"\n', "", "an incident needs its date"),
        ('when = "2026-01"', 'when = "January"', "is not a date"),
        ('says = "Somebody was handed over."\n', "", "has no says"),
        ('says = "Lists are shared."', 'says = "x"\nage = 3', "has no entry 'age'"),
        ("kz-zona-2026 whole report, grade C", "kz-nobody whole report, grade C", "no source 'kz-nobody'"),
        ("kz-zona-2026 whole report, grade C", "kz-zona-2026 whole report, grade A", "better than that"),
        ('cite = "kz-zona-2026 whole report, grade C"\n', "", "has no citation"),
        ('exposes_to = ["police"]\n', "", "does not say who learns"),
        ('exposes_to = ["police"]', 'exposes_to = ["neighbours"]', "not one of the words"),
        ('exposes_to = ["police"]', 'exposes_to = ["police"]\nscheme = "kz/none"', "no scheme 'kz/none'"),
        ('exposes_to = ["police"]', 'exposes_to = ["police"]\npapers = ["pasport"]', "no value of 'papers'"),
        ('exposes_to = ["police"]', 'exposes_to = ["police"]\nwhom = ["XX"]', "no value of 'nationality'"),
        ("[opening.asylum]", "[openings.asylum]", "has no entry 'openings'"),
    ],
)
def test_what_cannot_be_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(LawError) as error:
        read(GOOD.replace(old, new))
    assert message in error.value.rendered()
    assert "places/kz.toml" in error.value.rendered()


LIFT = """
[danger.{name}.lifted]
by = "Mira, lawyer"
on = {day}
why = "The list is no longer shared."
cite = "kz-zona-2026 whole report, grade C"
"""


def test_a_named_person_lifts_a_danger_with_something_newer() -> None:
    place = read(GOOD + LIFT.format(name="list", day="2026-11-24"))
    lifted = place.dangers[1].lifted
    assert lifted is not None
    assert lifted.by == "Mira, lawyer"


def test_an_incident_is_never_lifted() -> None:
    with pytest.raises(LawError, match="it happened"):
        read(GOOD + LIFT.format(name="taken", day="2026-11-24"))


def test_what_is_older_lifts_nothing() -> None:
    with pytest.raises(LawError, match="newer than it"):
        read(GOOD + LIFT.format(name="list", day="2023-06-01"))


def test_what_nobody_has_seen_has_no_day_on_which_it_was_seen() -> None:
    with pytest.raises(LawError, match="nobody has seen"):
        read(GOOD.replace("kz-zona-2026 whole report, grade C", "places-memory, grade M"))


def test_a_duty_that_nobody_has_seen_has_no_such_day_either() -> None:
    duty = '\n[duty.stay]\nkind = "clock"\nas_of = "2026-11-21"\nsays = "365 days."\ncite = "places-memory, grade M"\n'
    with pytest.raises(LawError, match="nobody has seen"):
        read(GOOD + duty)


@pytest.mark.parametrize("source", ["csto-trap-2023 on shared lists, grade C", "places-memory, grade M"])
def test_an_older_source_or_none_lifts_nothing(source: str) -> None:
    lift = LIFT.format(name="list", day="2026-11-24").replace("kz-zona-2026 whole report, grade C", source)
    with pytest.raises(LawError, match="newer than it"):
        read(GOOD + lift)


def test_two_files_of_one_place_are_refused() -> None:
    with pytest.raises(LawError, match="both about KZ"):
        load_places([Text(GOOD), Text(GOOD, "other.toml")], book().vocabulary, book().schemes)


def test_every_place_that_comes_with_frihavn_is_read() -> None:
    assert {"KZ", "AM", "GE", "TR", "RS", "KG", "UZ", "MN", "ME", "IL", "AE", "BY", "RU", "FRONT"} == set(places())
    for place in places().values():
        assert place.dangers, place.code
