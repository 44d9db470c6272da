"""The cast: eight invented people, shaped like those in the news of 2022 to 2024, who walk through tests and manuals.

Their case files are the examples that come with the command. Nobody here exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import as_file, files

from frihavn.app.casefile import read_case_file
from frihavn.law.case import Case
from frihavn.law.check import check, scheme_named
from frihavn.law.eligibility import Eligibility
from frihavn.law.lawbook import LawBook, load
from frihavn.law.reading import Question
from frihavn.routes.place import Place
from frihavn.routes.placefile import load_places

SPRING_2022 = date(2022, 3, 10)
FEBRUARY_2026 = date(2026, 2, 1)
AUTUMN_2026 = date(2026, 11, 24)


@dataclass(frozen=True)
class Person:
    """One of the cast, by first name, and the file that holds their case."""

    name: str
    file: str

    @property
    def case(self) -> Case:
        """What is known of them."""
        with as_file(files("frihavn.app").joinpath("examples", self.file)) as path:
            return read_case_file(str(path), book().vocabulary)

    def reads(self, scheme: str, on: date, *, line: str | None = None, assume: tuple[str, ...] = ()) -> Eligibility:
        """What a scheme says to them on a day."""
        return reads(self.case, scheme, on, line=line, assume=assume)


def reads(case: Case, scheme: str, on: date, *, line: str | None = None, assume: tuple[str, ...] = ()) -> Eligibility:
    """What a scheme says to a case on a day."""
    question = Question(on, assume=assume, lines=(line,) if line else None)
    return check(scheme_named(book(), scheme), case, book(), question)


@cache
def book() -> LawBook:
    """The law that comes with Frihavn."""
    return load([files("frihavn.schemes")])


ALEKSEI = Person("Aleksei", "almaty.json")  # contract soldier, left in summer 2023, Almaty, internal passport
MAKSIM = Person("Maksim", "brest.yaml")  # Belarusian conscript who refused an order
IRINA = Person("Irina", "ministry.toml")  # official who resigned
DANILA = Person("Danila", "mother.json")  # conscript whose mother calls
TIMUR = Person("Timur", "protester.yaml")  # protester recruited by force
OKSANA = Person("Oksana", "kharkiv.json")  # displaced family
VERA = Person("Vera", "researcher.toml")  # human-rights researcher, examined
ROMAN = Person("Roman", "officer.yaml")  # serious exclusion question

EVERYBODY = (ALEKSEI, MAKSIM, IRINA, DANILA, TIMUR, OKSANA, VERA, ROMAN)


@cache
def places() -> dict[str, Place]:
    """What comes with Frihavn about countries where people wait."""
    folder = files("frihavn.routes").joinpath("places")
    return load_places(
        [file for file in folder.iterdir() if file.name.endswith(".toml")], book().vocabulary, book().schemes
    )
