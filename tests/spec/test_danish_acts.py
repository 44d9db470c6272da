"""Who is covered by the Danish acts, as tables."""

from __future__ import annotations

from datetime import date

from tests.cast import SPRING_2022
from tests.spec.conftest import Spec


def test_who_the_proposal_for_soldiers_covers(spec: Spec) -> None:
    """One line is one applicant. Silence neither grants nor refuses, and what the proposal left open stays open."""
    spec(
        "dk/soldiers-special-act",
        """
        present_in | forces_of | serves_in_forces | refuses_to_fight | deployed_to_war | service_kind | papers          | soldier
        DK         | RU        | yes              | yes              | no              | conscript    | military_papers | met
        DK         | RU        | yes              | ?                | no              | conscript    | military_papers | open
        DK         | BY        | yes              | yes              | no              | conscript    | military_papers | met
        DK         | BY        | yes              | yes              | yes             | conscript    | military_papers | open
        DK         | UA        | yes              | ?                | no              | conscript    | military_papers | not_met
        DK         | ?         | yes              | yes              | no              | conscript    | military_papers | open
        KZ         | RU        | yes              | yes              | no              | conscript    | military_papers | open
        DK         | RU        | no               | yes              | no              | reserve      | military_papers | open
        """,  # noqa: E501
        on=SPRING_2022,
    )


def test_the_cut_off_day_moved_in_june_2022(spec: Spec) -> None:
    spec(
        "dk/special-act-ukraine",
        """
        nationality | residence_in_ukraine | departure  | decision   | citizen
        UA          | until_leaving        | 2022-02-10 | 2022-06-15 | not_met
        UA          | until_leaving        | 2022-02-10 | 2022-06-16 | met
        UA          | until_leaving        | 2022-01-31 | 2022-06-16 | not_met
        UA          | until_leaving        | 2022-02-10 | ?          | open
        UA          | until_leaving        | 2022-02    | 2022-05-01 | open
        UA          | until_leaving        | 2022-02    | 2022-07-01 | met
        """,
        on=date(2022, 9, 1),
    )


def test_a_second_nationality_decides_only_where_the_law_says_so(spec: Spec) -> None:
    spec(
        "un/refugee",
        """
        nationality | present_in | outside_own_country
        RU          | AM         | met
        RU+AM       | AM         | not_met
        ~RU         | AM         | open
        ~RU ^AM     | AM         | met
        RU          | AM/KZ      | met
        RU+KZ       | AM/KZ      | open
        """,
        on=date(2026, 2, 1),
    )
