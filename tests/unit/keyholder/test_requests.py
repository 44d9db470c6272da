"""Whatever a line holds, one line comes back: what was asked for, or one of eleven words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frihavn.keyholder.acts import ACTS, LINE_BYTES_MAX, PARTS, answered
from frihavn.keyholder.errors import MEANS, WORDS
from frihavn.keyholder.files import NOTES, REASONS
from frihavn.keyholder.store import Store
from tests.keyholder import PASSPHRASE, Harbour, a_harbour, an_office

FUZZED = 600


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    found = a_harbour(an_office(tmp_path_factory.mktemp("home")))
    yield found
    found.office.keyholder.store.close()


@pytest.fixture(autouse=True)
def _no_stumbling(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The last fence must have nothing to catch."""
    with caplog.at_level(logging.INFO, "frihavn.keyholder"):
        yield
        said = [one.getMessage() for one in caplog.get_records("call")]
        assert not [one for one in said if "stumbled" in one]


def word(harbour: Harbour, line: bytes) -> str:
    found = json.loads(answered(harbour.office.keyholder, line))
    assert set(found) == {"error"}, line[:200]
    assert found["error"] in WORDS
    return str(found["error"])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" ",
        b"open",
        b"{",
        b"[]",
        b"null",
        b'"health"',
        b"{}",
        b'{"do": null}',
        b'{"do": "no such thing"}',
        b'{"do": ["health"]}',
        b'{"do": {"health": 1}}',
        b'{"do": "health", "more": 1}',
        b'{"do": "health"} {"do": "health"}',
        b'{"do": "who"}',
        b'{"do": "who", "session": NaN}',
        b'{"do": "who", "session": 1e999}',
        b'{"do": "who", "session": ' + b"9" * 5000 + b"}",
        b'{"do": "who", "session": "\xff\xfe"}',
        b'{"do": "who", "session": "\\ud800"}',
        b"\xef\xbb\xbf" + b'{"do": "health"}',
        b"[" * 200_000,
        b'{"do":' * 100_000,
        b'{"do": "health"' + b" " * LINE_BYTES_MAX + b"}",
    ],
    ids=lambda line: line[:30],
)
def test_what_is_no_request_is_a_bad_request(shared: Harbour, line: bytes) -> None:
    assert word(shared, line) == "bad_request"


def a_request(shared: Harbour, do: str) -> dict[str, Any]:
    """One that fits, for every act."""
    session, supervisor, team = shared.mads, shared.sofie, shared.team
    file = shared.file()
    wants: dict[str, dict[str, Any]] = {
        "sign_in": {"name": "nobody here", "passphrase": PASSPHRASE, "code": "000000"},
        "sign_out": {"session": "ended"},
        "who": {"session": session},
        "officers": {"session": session},
        "add_officer": {
            "session": supervisor, "name": "ida", "shown_name": "Ida", "passphrase": PASSPHRASE,
            "roles": ["supervisor"],
        },
        "add_team": {"session": supervisor, "name": "quay"},
        "add_member": {"session": supervisor, "team": team, "officer": shared.office.ids["mads"]},
        "revoke_officer": {"session": supervisor, "officer": shared.office.ids["anna"]},
        "regrant": {
            "session": session, "team": team, "reason": REASONS[0], "grants": [{"case": file.case, **file.grants[0]}],
        },
        "open": file.opening(session, team),
        "note": {"entries": [{"action": NOTES[0], "case": file.case}]},
    }  # fmt: skip
    return {"do": do, **wants.get(do, {})}


ODD = [
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "x" * 5000, "\x00", "\n", "\ud800", "a\u202eb", "../../etc",
    "é" * 60,
    "' OR 1=1 --", [], {}, [[]], [None], {"do": "health"}, ["statement"] * 600,
]  # fmt: skip


@pytest.mark.parametrize("do", list(ACTS))
def test_every_field_of_every_act_may_be_odd_or_missing(shared: Harbour, do: str) -> None:
    whole = a_request(shared, do)
    assert set(whole) - {"do"} == {field.name for field in ACTS[do].fields}
    for field in ACTS[do].fields:
        without = {name: value for name, value in whole.items() if name != field.name}
        if not field.optional:
            assert word(shared, json.dumps(without).encode()) == "bad_request"
        for odd in ODD:
            found = json.loads(answered(shared.office.keyholder, json.dumps({**whole, field.name: odd}).encode()))
            assert set(found) <= {"ok", "error"}
            assert found.get("error", WORDS[0]) in WORDS
    assert word(shared, json.dumps({**whole, "more": 1}).encode()) == "bad_request"


@pytest.mark.parametrize("name", ["part", "epoch", "holder", "sealed"])
def test_every_field_of_a_grant_may_be_odd_or_missing(shared: Harbour, name: str) -> None:
    whole = a_request(shared, "open")
    (grant,) = whole["grants"]
    for odd in ODD:
        line = json.dumps({**whole, "grants": [{**grant, name: odd}]}).encode()
        assert word(shared, line) in ("bad_request", "cannot_open"), odd
        if odd is True:
            assert word(shared, line) == "bad_request"  # yes is no number, whatever Python says
    del grant[name]
    assert word(shared, json.dumps(whole).encode()) == "bad_request"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
WORDS_OF_OURS = st.sampled_from([*ACTS, *PARTS, *REASONS, *NOTES, "session", "grants", "entries", "", "a.1", "AAAA"])


@settings(max_examples=FUZZED, deadline=None)
@given(data=st.data())
def test_a_request_with_anything_in_it_is_answered(shared: Harbour, data: st.DataObject) -> None:
    whole = a_request(shared, data.draw(st.sampled_from([one for one in ACTS if one != "add_officer"])))
    for name in data.draw(st.lists(st.sampled_from(sorted(whole)), max_size=3)):
        whole[name] = data.draw(JSON | WORDS_OF_OURS)
    if "grants" in whole and isinstance(whole["grants"], list) and whole["grants"] and data.draw(st.booleans()):
        grant = whole["grants"][0]
        if isinstance(grant, dict):
            grant[data.draw(st.sampled_from(sorted(grant) or ["part"]))] = data.draw(JSON | WORDS_OF_OURS)
    assert_answered(shared, json.dumps(whole).encode())


@settings(max_examples=FUZZED, deadline=None)
@given(data=st.data())
def test_a_request_with_wrong_bytes_in_it_is_answered(shared: Harbour, data: st.DataObject) -> None:
    line = bytearray(
        json.dumps(a_request(shared, data.draw(st.sampled_from(["open", "note", "who", "regrant"])))).encode()
    )
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(line) - 1))
        line[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    assert_answered(shared, bytes(line))


@settings(max_examples=FUZZED, deadline=None)
@given(line=st.binary(max_size=400) | JSON.map(lambda value: json.dumps(value).encode()))
def test_anything_at_all_is_answered(shared: Harbour, line: bytes) -> None:
    assert_answered(shared, line)


def assert_answered(shared: Harbour, line: bytes) -> None:
    answer = answered(shared.office.keyholder, line)
    assert b"\n" not in answer
    found = json.loads(answer)
    assert len(found) == 1
    assert "ok" in found or found["error"] in WORDS
    assert not shared.office.keyholder.store.db.in_transaction


def test_an_error_nobody_foresaw_is_one_word_and_its_kind_in_the_log(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("mads looked at a secret")

    monkeypatch.setattr(Store, "one", breaks)
    assert word(harbour, b'{"do": "health"}') == "bad_request"
    assert [one.getMessage() for one in caplog.records] == ["stumbled over RuntimeError"]
    caplog.clear()


def test_every_word_is_explained() -> None:
    assert tuple(MEANS) == WORDS
    assert {word for act in ACTS.values() for word in act.fails} <= set(WORDS)
