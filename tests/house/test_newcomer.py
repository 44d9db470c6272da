"""A newcomer adds a scheme: one folder, nothing else touched, and it answers in three languages."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import frihavn as the_package
from tests.cast import book
from tests.command import Ran, frihavn, in_a_process

COUNTRY = "nr"  # Nauru; no existing scheme may be of it, and a test says so
ID = f"{COUNTRY}/quiet-harbour"
FACT = f"in_class_of_{COUNTRY}_quiet_harbour"
ENGLISH = "What binds you to the harbour?"
PACKAGE = Path(the_package.__file__).parent


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"the skeleton of {path.name} no longer has {old!r}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def done(ran: Ran) -> str:
    assert ran.code == 0, (ran.out, ran.err)
    assert ran.err == "" or "nr/" not in ran.err, ran.err
    return ran.out


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A fresh skeleton in a folder of the newcomer's own."""
    done(frihavn("scheme", "new", ID, "--into", "my-law", cwd=tmp_path))
    return tmp_path / "my-law"


def translate(folder: Path) -> None:
    """Write the words of the scheme in its two other languages."""
    for language, name, question, sailor in (
        ("da", "Nauru: den stille havn", "Hvad binder dig til havnen?", "sejler fra den"),
        ("ru", "Науру: тихая гавань", "Что связывает вас с гаванью?", "ходит оттуда в море"),
    ):
        (folder / f"{language}.po").write_text(
            f'''msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "scheme:{ID}:name"
msgid "Nauru: the quiet harbour"
msgstr "{name}"

msgctxt "fact:bond_with_harbour:question"
msgid "{ENGLISH}"
msgstr "{question}"

msgctxt "fact:bond_with_harbour:value:sailor"
msgid "sails from it"
msgstr "{sailor}"
''',
            encoding="utf-8",
        )


@pytest.fixture
def edited(law: Path) -> Path:
    """The skeleton, made into a scheme with a fact that has values, a source, and words in two languages."""
    folder = law / COUNTRY / "quiet-harbour"
    edit(
        folder / "facts.toml",
        ('type = "bool"', 'type = "enum"'),
        ("belongs to the class of this scheme", "bond with the harbour"),
        ("Do you belong to the class this scheme describes?", ENGLISH),
        (
            'sensitivity = "safe"',
            'sensitivity = "safe"\nvalues = { sailor = "sails from it", kin = "kin of a sailor", none = "nothing" }',
        ),
        (f"[fact.{FACT}]", "[fact.bond_with_harbour]"),
    )
    edit(
        folder / "sources.toml",
        (f"[source.{COUNTRY}-quiet-harbour-act]", "[source.nr-harbour-act-2021]"),
        ("Title of the act", "Harbour Act 2021"),
        ('grade = "M"', 'grade = "B"\ndate = 2021-05-01\nseen = 2026-11-01'),
    )
    edit(
        folder / "quiet-harbour.md",
        (f"all_of({FACT}, nationality", 'all_of(bond_with_harbour in ["sailor", "kin"], nationality'),
        (f"{COUNTRY}-quiet-harbour-act", "nr-harbour-act-2021"),
        ("grade M", "grade B"),
        (f"| {FACT} |", "| bond_with_harbour |"),
        (f"| {'-' * len(FACT)} |", "| ----------------- |"),
        (f"| {'yes'.ljust(len(FACT))} |", "| sailor            |"),
        (f"| {'no'.ljust(len(FACT))} |", "| none              |"),
        (f"| {'?'.ljust(len(FACT))} |", "| ?                 |"),
        ("NR: quiet harbour", "Nauru: the quiet harbour"),
    )
    translate(folder)
    return law


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(
        "answers:\n  bond_with_harbour: sailor\n  nationality: [RU]\n  present_in: NR\n"
        "findings:\n  exclusion_1f: false\n  credible: true\n",
        encoding="utf-8",
    )
    return path


def test_no_scheme_of_this_country_exists_yet() -> None:
    assert not [id_ for id_ in book().schemes if id_.startswith(f"{COUNTRY}/")]


def test_a_fresh_skeleton_lints_clean_and_is_one_folder(law: Path) -> None:
    folder = law / COUNTRY / "quiet-harbour"
    assert {path.name for path in folder.iterdir()} == {
        "quiet-harbour.md",
        "facts.toml",
        "sources.toml",
        "da.po",
        "ru.po",
    }
    assert [path for path in law.rglob("*") if path.is_file() and path.parent != folder] == []
    out = done(in_a_process("--law", law, "scheme", "lint", folder / "quiet-harbour.md"))
    assert "1 scheme, 10 cases, 0 errors, 0 pieces of advice" in out


def test_an_edited_scheme_lints_clean(edited: Path) -> None:
    out = done(frihavn("--law", edited, "scheme", "lint", edited / COUNTRY / "quiet-harbour" / "quiet-harbour.md"))
    assert "1 scheme, 10 cases, 0 errors, 0 pieces of advice" in out


def test_a_row_that_no_longer_holds_is_found(edited: Path) -> None:
    target = edited / COUNTRY / "quiet-harbour" / "quiet-harbour.md"
    edit(target, ('["sailor", "kin"]', '["kin"]'))
    ran = frihavn("--law", edited, "scheme", "lint", target)
    assert ran.code == 1
    assert "case 'covered': covered is not_met, not met" in ran.out


def test_the_new_scheme_answers(edited: Path, case: Path) -> None:
    found = json.loads(done(in_a_process("--law", edited, "check", case, "--json")))["schemes"]
    mine = next(one for one in found if one["id"] == ID)
    assert (mine["verdict"], mine["country"], mine["status"]) == ("met", "NR", "in_force")
    assert mine["weakest_grade"] == "B"
    assert {one["id"] for one in found} > {ID}
    cited = json.dumps(mine["proof"])
    assert "nr-harbour-act-2021" in cited


def test_the_new_scheme_stays_open_where_nobody_has_asked(edited: Path, case: Path) -> None:
    edit(case, ("  bond_with_harbour: sailor\n", ""))
    found = json.loads(done(frihavn("--law", edited, "check", case, "--json", "--scheme", ID)))["schemes"]
    assert found[0]["verdict"] == "open"
    assert found[0]["still_matters"] == ["bond_with_harbour"]


def test_its_own_fact_is_asked_and_checked_like_any_other(edited: Path, case: Path) -> None:
    facts = {one["id"]: one for one in json.loads(done(frihavn("--law", edited, "facts", "--json")))["facts"]}
    assert facts["bond_with_harbour"]["values"] == ["sailor", "kin", "none"]
    edit(case, ("sailor", "sailer"))
    ran = frihavn("--law", edited, "check", case)
    assert ran.code == 2
    assert "case.yaml:2:22: 'sailer' is not a value of 'bond_with_harbour'" in ran.err
    assert "Did you mean 'sailor'?" in ran.err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Nauru: the quiet harbour", ENGLISH, "sails from it")),
        ("da", ("Nauru: den stille havn", "Hvad binder dig til havnen?", "sejler fra den")),
        ("ru", ("Науру: тихая гавань", "Что связывает вас с гаванью?", "ходит оттуда в море")),
    ],
)
def test_it_speaks_three_languages(language: str, words: tuple[str, str, str], edited: Path, case: Path) -> None:
    name, question, sailor = words
    out = done(frihavn("--law", edited, "check", case, "--scheme", ID, "--why", "--lang", language))
    assert name in out
    assert sailor in out
    listed = json.loads(done(frihavn("--law", edited, "schemes", "--country", "NR", "--lang", language, "--json")))
    assert [one["name"] for one in listed["schemes"]] == [name]
    facts = json.loads(done(frihavn("--law", edited, "facts", "--lang", language, "--json")))["facts"]
    assert next(one["question"] for one in facts if one["id"] == "bond_with_harbour") == question


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_what_is_not_translated_stays_english_and_is_marked(edited: Path, case: Path) -> None:
    out = done(frihavn("--law", edited, "check", case, "--scheme", ID, "--why", "--lang", "da"))
    assert "bond with the harbour [" in out


def test_without_the_folder_nothing_of_it_is_known(case: Path) -> None:
    ran = frihavn("check", case)
    assert ran.code == 2
    assert "unknown fact 'bond_with_harbour'" in ran.err


def test_nothing_outside_the_one_folder_is_touched(tmp_path: Path, case: Path) -> None:
    before = hashes(PACKAGE / "schemes"), hashes(PACKAGE / "app")
    built_in = book().hash
    law = tmp_path / "my-law"
    done(frihavn("scheme", "new", ID, "--into", law))
    folder = law / COUNTRY / "quiet-harbour"
    done(frihavn("--law", law, "scheme", "lint", folder / "quiet-harbour.md"))
    done(frihavn("--law", law, "scheme", "lint", "--format", folder / "quiet-harbour.md"))
    done(frihavn("--law", law, "schemes"))
    assert (hashes(PACKAGE / "schemes"), hashes(PACKAGE / "app")) == before
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"my-law", "case.yaml"}
    assert {path.parent for path in law.rglob("*") if path.is_file()} == {folder}
    assert book().hash == built_in


def test_a_second_newcomer_beside_the_first_disturbs_nobody(edited: Path, case: Path) -> None:
    done(frihavn("scheme", "new", f"{COUNTRY}/second", "--into", edited))
    found = json.loads(done(frihavn("--law", edited, "check", case, "--json")))["schemes"]
    verdicts = {one["id"]: one["verdict"] for one in found}
    assert verdicts[ID] == "met"
    assert verdicts[f"{COUNTRY}/second"] == "open"
