"""Decided cases: the retold ones hold, and a wrong result, a wrong entry and a point closed too early are noticed."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from frihavn.app.commands.casebook import mapping_table
from frihavn.law.decided import Outcome, figures, run
from frihavn.law.locate import Locator
from frihavn.law.mapping import POINTS, RESULTS, TRUTHS, Decided, MappingTable, meet, read_decided
from frihavn.law.values import Grade
from frihavn.logic import UNKNOWN, YES
from tests.cast import book

RETOLD = Path(__file__).parents[3] / "bench" / "decided" / "cases.json"
KEYS = {
    *("id", "date", "country", "outcome", "court", "docket", "facts", "elements", "points", "summary"),
    *("source", "address", "grade", "outcome_grade", "linked_with"),
}
OPTIONAL = {"points", "outcome_grade", "linked_with"}


@cache
def retold() -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(RETOLD.read_text(encoding="utf-8"))["cases"]}


def mapped(raw: dict[str, Any], mapping: MappingTable | None = None) -> Decided:
    return read_decided(raw, mapping or mapping_table(), book(), Locator("cases", ""))


def read(raw: dict[str, Any], mapping: MappingTable | None = None) -> Outcome:
    return run(mapped(raw, mapping), mapping or mapping_table(), book())


@cache
def outcomes() -> tuple[Outcome, ...]:
    return tuple(read(raw) for raw in retold().values())


@cache
def found() -> dict[str, Any]:
    return figures(list(outcomes()))


def invented(outcome: str = "refused", facts: Any = None, elements: Any = None, country: str = "Norway") -> Any:
    return {
        "id": "invented",
        "date": "2025-02-03",
        "country": country,
        "outcome": outcome,
        "facts": facts or {},
        "elements": elements or {},
    }


# ---------------------------------------------------------------------------------------------- the retold cases


def test_every_result_is_in_its_range_and_every_definite_one_is_right() -> None:
    for reading in ("range", "with_findings", "elements", "elements_strict"):
        block = found()[reading]
        assert block["of"] == block["hits"] == 26, (reading, block["misses"])
        assert block["misses"] == []
        assert block["definite"] == block["definite_right"]


def test_the_more_a_court_found_the_narrower_the_range() -> None:
    facts, judged, elements = (found()[reading] for reading in ("range", "with_findings", "elements"))
    assert elements["mean_width"] <= 2.0
    assert elements["definite"] >= 9
    assert elements["mean_width"] < judged["mean_width"] < facts["mean_width"] < facts["mean_width_no_facts"]


def test_results_of_other_cases_fit_clearly_worse() -> None:
    assert found()["elements"]["shuffled_hit_rate"] <= 0.65
    assert found()["with_findings"]["shuffled_hit_rate"] <= 0.82
    assert found()["range"]["shuffled_hit_rate"] < 0.93


def test_facts_alone_never_leave_one_result() -> None:
    """Four findings are a person's, so one result from facts alone would mean that the program decides."""
    assert found()["range"]["definite"] == 0


def test_points_left_open_by_courts_are_open_here() -> None:
    assert found()["points"] == {"of": 12, "hits": 12, "misses": []}
    assert found()["restated"] == ["de-bverwg-1c39-21: refusal_established"]


def test_no_element_is_contrary_to_what_a_court_found() -> None:
    derived = found()["derived"]
    assert derived["contrary"] == []
    assert derived["same"] >= 49
    assert derived["same"] + derived["open"] == derived["of"] == 63


def test_every_word_of_the_retold_cases_is_read() -> None:
    assert found()["unread"] == []


def test_a_retold_case_has_the_documented_form() -> None:
    points, grades = set(book().vocabulary.points), {grade.name for grade in Grade}
    assert len(retold()) == 42
    for id_, raw in retold().items():
        assert set(raw) <= KEYS, id_
        assert set(raw) >= KEYS - OPTIONAL, id_
        assert raw["outcome"] in (*RESULTS, *POINTS)
        assert set(raw["elements"].values()) <= set(TRUTHS), id_
        assert set(raw.get("points", ())) <= points, id_
        assert {raw["grade"], raw.get("outcome_grade", "M")} <= grades, id_
        assert raw["address"].startswith(("https://", "http://")), id_
        for other in raw.get("linked_with", ()):
            assert id_ in retold()[other]["linked_with"], f"{id_} and {other} are the same person"


def test_a_retold_case_names_its_court_and_nobody() -> None:
    for id_, raw in retold().items():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", id_)
        assert not re.search(r"\bv\.? [A-Z]", json.dumps(raw)), f"{id_} reads like the names of parties"
        assert 1 <= len(re.findall(r"[.!?](?= |$)", raw["summary"])) <= 2, f"{id_}: one or two sentences"
        assert len(raw["summary"]) <= 300, id_


def test_what_a_court_left_open_is_not_written_down_as_a_fact() -> None:
    """But for the group somebody is said to belong to, without which a case cannot be told."""
    for id_, raw in retold().items():
        for name in (name for name, value in raw["elements"].items() if value == "undecided"):
            for key in set(mapping_table().elements[name].get("restated_by", ())) & set(raw["facts"]) - {"group"}:
                assert mapping_table().facts(key, raw["facts"][key]) == {}, (id_, name, key)


# ------------------------------------------------------------------------------------------------- does it bite


@pytest.mark.parametrize(
    ("id_", "planted", "reading"),
    [
        ("hr-zagreb-euaa5590", "refugee", "range"),
        ("hr-zagreb-euaa5590", "subsidiary", "elements"),
        ("echr-2345-02", "refused", "range"),
        ("lv-art-2023-04", "refused", "with_findings"),
        ("dk-fln-syri-2024-4", "refused", "elements"),
        ("ca-fca-2007-171", "refugee", "elements"),
    ],
)
def test_a_planted_result_falls_out_of_the_range(id_: str, planted: str, reading: str) -> None:
    raw = {**retold()[id_], "outcome": planted}
    assert figures([read(raw)])[reading]["misses"] == [id_]
    assert figures([read(retold()[id_])])[reading]["misses"] == []


def test_an_entry_turned_round_is_contrary_to_courts() -> None:
    table = copy.deepcopy(mapping_table().table)
    entries = table["facts"]["prosecution_risk"]
    entries["true"], entries["false"] = entries["false"], entries["true"]
    turned = MappingTable(table)
    contrary = figures([read(raw, turned) for raw in retold().values()])["derived"]["contrary"]
    assert "uk-ukut-2018-241: prosecution_or_punishment_risk" in contrary
    assert len(contrary) >= 10


def test_a_point_that_another_fact_closes_is_a_miss() -> None:
    """Without any risk of punishment, punishment is not too harsh: law closes what the court left open."""
    open_ = {"punishment_disproportionate_or_discriminatory": "undecided"}
    assert figures([read(invented("remitted", {}, open_))])["points"]["misses"] == []
    closed = figures([read(invented("remitted", {"prosecution_risk": False}, open_))])
    assert closed["points"] == {"of": 1, "hits": 0, "misses": ["invented"]}
    assert closed["restated"] == []


def test_a_fact_that_answers_what_the_court_left_open_is_set_aside_and_named() -> None:
    raw = invented("remitted", {"political_opinion_imputed": True}, {"nexus_to_convention_ground": "undecided"})
    assert figures([read(raw)])["points"]["hits"] == 1
    assert figures([read(raw)])["restated"] == ["invented: nexus_to_convention_ground"]


# ---------------------------------------------------------------------------------------------------- elements


def test_a_fear_found_well_founded_is_one_of_persecution_and_a_presumed_one_is_not() -> None:
    linked = {"nexus_to_convention_ground": "satisfied"}
    assert read(invented("refugee", {}, linked)).from_elements == {"refugee", "subsidiary", "refused"}
    assert read(invented("refugee", {}, {**linked, "well_founded_fear": "satisfied"})).from_elements == {"refugee"}
    assert "refugee" not in read(invented("refused", {}, {**linked, "well_founded_fear": "not"})).from_elements


def test_refuge_that_nobody_contested_does_not_undo_protection_by_the_home_state() -> None:
    protected = {"state_protection_available": "satisfied"}
    assert "refugee" not in read(invented("refused", {}, protected)).from_elements
    assert "refugee" not in read(invented("refused", {}, {"internal_protection_available": "satisfied"})).from_elements
    neither = {"state_protection_available": "not", "internal_protection_available": "not"}
    assert "refugee" in read(invented("refused", {}, neither)).from_elements


def test_a_finding_written_down_as_a_fact_is_not_presumed_away() -> None:
    disbelieved = read(invented("refused", {"core_account_credible": False}))
    assert disbelieved.with_findings == {"subsidiary", "refused"}
    found_otherwise = read(invented("refused", {"core_account_credible": False}, {"credibility": "satisfied"}))
    assert "refugee" in found_otherwise.with_findings


def test_findings_never_include_a_rule_or_a_fact() -> None:
    """The reading with findings leaves the rules to the law: an element that is a rule is not taken from the court."""
    elements = {"nexus_to_convention_ground": "not", "prosecution_or_punishment_risk": "not"}
    assert "refugee" in read(invented("refused", {}, elements)).with_findings
    assert "refugee" not in read(invented("refused", {}, elements)).from_elements


# ------------------------------------------------------------------------------------------------- the mapping


def test_two_entries_on_one_fact_leave_what_both_allow() -> None:
    case = mapped(invented(facts={"conscript_or_contract": "conscript", "role": "reservist"})).case
    assert (
        case.answers["service_kind"].state
        == mapped(invented(facts={"role": "reservist"})).case.answers["service_kind"].state
    )
    inhuman = invented(facts={"punishment": "torture", "punishment_severity": "disproportionate"})
    turned = invented(facts={"punishment_severity": "disproportionate", "punishment": "torture"})
    assert mapped(inhuman).case.answers["punishment"] == mapped(turned).case.answers["punishment"]


def test_facts_that_contradict_each_other_are_unknown_and_listed() -> None:
    found = mapped(invented(facts={"punishment": "torture", "punishment_severity": "ordinary"}))
    assert "punishment" not in found.case.answers
    assert found.unread == ("punishment_severity: ordinary (against another fact of the same case)",)


def test_a_fact_may_hold_several_words() -> None:
    found = mapped(invented(facts={"role": ["police", "reservist", "drummer"]}))
    assert {"state_employee", "service_kind"} <= set(found.case.answers)
    assert found.unread == ("role: drummer",)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (True, True, True),
        (True, False, None),
        ("a", {"one_of": ["a", "b"]}, "a"),
        ({"one_of": ["a", "b", "c"]}, {"one_of": ["c", "b"]}, {"one_of": ["b", "c"]}),
        ({"one_of": ["a"]}, "b", None),
        ({"includes": ["a"]}, {"includes": ["b"]}, {"includes": ["a", "b"]}),
        ({"includes": ["a"]}, {"excludes": ["b"]}, {"includes": ["a"], "excludes": ["b"]}),
        ({"includes": ["a"]}, {"excludes": ["a"]}, None),
        (["RU"], ["RU"], ["RU"]),
        (["RU"], {"includes": ["RU"]}, None),
    ],
)
def test_what_is_left_of_two_answers(first: Any, second: Any, both: Any) -> None:
    assert meet(first, second) == both


def test_every_entry_of_the_table_is_a_fact_a_finding_or_a_rule() -> None:
    """Each entry alone makes a readable case; a typing error in the table would be an error here."""
    table = mapping_table().table
    for part in ("facts", "findings"):
        for key, values in table[part].items():
            for word in values:
                assert mapped(invented(facts={key: word})).unread == (), f"{key}: {word}"
    for name, entry in mapping_table().elements.items():
        assert set(entry.get("restated_by", ())) <= {*table["facts"], *table["findings"]}, name
        assert entry.get("finding", "credible") in book().vocabulary.findings, name
    held = [one["rule"] for one in (*table["implied"], *table["composite"])]
    held += [entry["is"].removeprefix("rule:") for entry in mapping_table().elements.values() if "rule:" in entry["is"]]
    for rule in held:
        scheme, _, name = rule.rpartition(".")
        assert name in {clause.name for clause in book().schemes[scheme].clauses}, rule


def test_an_element_derived_from_its_own_fact_does_not_count_as_law_alone() -> None:
    outcome = read(invented("refused", {"prosecution_risk": True}, {"prosecution_or_punishment_risk": "satisfied"}))
    (one,) = outcome.derived
    assert (one.court, one.ours, one.alone) == (YES, YES, UNKNOWN)
    assert figures([outcome])["derived"] == {"of": 1, "same": 1, "same_alone": 0, "open": 0, "contrary": []}
