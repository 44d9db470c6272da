"""A scheme and words to plant mistakes in, and what a well-named mistake looks like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from frihavn.law.errors import LawError
from frihavn.law.lawbook import LawBook, load
from tests.cast import book

TODAY = date(2026, 11, 24)

BAD = """# A harbour

```toml scheme
id = "xx/bad"
country = "NR"
governs = "application"
lines = ["fr-*"]

[[status]]
from = 2022-03-17
to = 2023-12-31
is = "in_force"
cite = "xx-act s. 1, grade B"

[[status]]
from = 2024-01-01
is = "repealed"
cite = "xx-act s. 9, grade B"

[[where]]
name = "applicant"
places = ["territory"]
cite = "xx-act s. 1, grade B"

[[era]]
name = "old"
to = 2022-06-15
cite = "xx-act s. 1, grade B"

[[era]]
name = "new"
from = 2022-06-16
cite = "xx-act s. 1, grade B"

[[recheck]]
by = 2027-01-01
why = "New law."
```

```toml params
[cutoff]
says = "the cut-off"
values = [
    { from = 2022-03-17, to = 2022-12-31, value = 2022-02-24, cite = "xx-act s. 3, grade B" },
    { from = 2023-01-01, value = 2022-02-01, cite = "xx-act s. 3, grade B" },
]
```

```toml assume
[wide]
says = "read widely"
params = { cutoff = 2022-01-01 }
```

## Section 1

```rule citizen
nationality.includes("RU")
cite: xx-act s. 1, grade B
```

```ground covered
all_of(rule("citizen"), departure >= param("cutoff"), age >= 18)
cite: xx-act s. 1(1), grade B
era: old
```

```ground covered
all_of(rule("citizen"), departure >= param("cutoff"), at_least(1, called_up, refuses_to_fight))
cite: xx-act s. 1(1), grade B
era: new
unless: present_in == "UA"
cite: xx-act s. 2, grade B
```

| case         | on         | application | nationality | departure  | age | present_in | covered |
| ------------ | ---------- | ----------- | ----------- | ---------- | --- | ---------- | ------- |
| grown up     | 2023-03-01 | 2022-04-01  | RU          | 2022-03-01 | 20  | KZ         | met     |
| not old      | 2023-03-01 | 2022-04-01  | RU          | 2022-03-01 | 17  | KZ         | not_met |
| nobody asked | 2023-03-01 | 2022-04-01  | RU          | 2022-03-01 | ?   | KZ         | open    |

```exclusion excluded
any_of(finding("exclusion_1f"), finding("serious_crime"))
cite: xx-act s. 4, grade B
```

| case  | on         | finding exclusion_1f | finding serious_crime | excluded |
| ----- | ---------- | -------------------- | --------------------- | -------- |
| found | 2023-03-01 | yes                  | ?                     | met      |

```toml grants
[[grant]]
kind = "residence permit"
months = 12
cite = "xx-act s. 5, grade B"
```

```toml procedure
class = "individual"
appeal = "automatic"
cite = "xx-act s. 6, grade B"
```

## What this file leaves out

* Much.
"""

WORDS = """[source.xx-act]
title = "Act of the harbour"
date = 2022-03-16
seen = 2026-11-24
grade = "B"

[fact.xx_bond]
type = "enum"
label = "bond"
question = "Which bond?"
why = "It counts."
sensitivity = "safe"
values = { close = "close", loose = "loose" }

[finding.xx_true]
label = "true"
question = "True?"
favour = true
who = "case officer"

[point.xx_open]
type = "enum"
label = "open"
question = "How?"
values = { strict = "strictly", mild = "mildly" }

[line.xx-court]
court = "Court"
country = "NR"
docket = "1/22"
decided = 2022-05-05
from = 2022-05-05
says = "Mildly."
[line.xx-court.reads]
xx_open = { value = "mild", cite = "xx-act", at = "para 1", grade = "B" }
"""

GOOD = BAD.replace("xx/bad", "xx/good").replace("A harbour", "Another harbour")


@dataclass(frozen=True)
class Mistake:
    """What is replaced by what, and the error it must give.

    Args:
        word: Stands under the caret; "" where the error names a line, or the file, only.
        line: A text of the line the error must name; "" where it can name the file only.
        after: The line comes after the first line with this text.
    """

    name: str
    old: str
    new: str
    message: str
    hint: str = ""
    word: str = ""
    line: str = ""
    after: str = ""


def plant(tmp_path: Path, scheme: str = BAD, words: str = WORDS) -> LawBook:
    law = tmp_path / "law"
    law.mkdir()
    (law / "bad.md").write_text(scheme, encoding="utf-8")
    (law / "good.md").write_text(GOOD, encoding="utf-8")
    (law / "words.toml").write_text(words, encoding="utf-8")
    return load([files("frihavn.schemes"), law])


def broken(text: str, mistake: Mistake) -> str:
    assert mistake.old in text, f"{mistake.name}: the test's own text has changed"
    return text.replace(mistake.old, mistake.new, 1)


def named(troubles: list[LawError], mistake: Mistake, text: str, path: str) -> None:
    """Assert that one of the troubles is the expected one, at the right place, with its caret and hint."""
    found = [trouble for trouble in troubles if mistake.message in trouble.message]
    assert found, [trouble.rendered() for trouble in troubles]
    rendered = found[0].rendered().splitlines()
    lines = text.splitlines()
    if mistake.line or mistake.word:
        sought = mistake.line or mistake.word
        first = next(number for number, line in enumerate(lines) if mistake.after in line)
        first += bool(mistake.after)
        index = next(number for number in range(first, len(lines)) if sought in lines[number])
        assert rendered[0].startswith(f"{path}:{index + 1}:"), (rendered, f"line {index + 1}: {lines[index]}")
        assert rendered[1] == f"{index + 1:>6} | {lines[index]}" or " | " not in rendered[1]
        if mistake.word:
            column = lines[index].index(mistake.word)
            assert rendered[2] == f"       | {' ' * column}{'^' * len(mistake.word)}"
    else:
        assert rendered[0].startswith(f"{path}:"), rendered
    assert mistake.hint in found[0].hint, rendered


def own(found: LawBook) -> list[LawError]:
    """The troubles of the planted folder; whether the built-in law is whole is tested elsewhere."""
    return [trouble for trouble in found.troubles if not str(trouble.place).startswith("schemes/")]


def others_stay(found: LawBook, *, without: str = "xx/bad", path: str = "law/bad.md") -> None:
    """Assert that the broken scheme is left out and named, and that everything else is as it was."""
    assert without not in found.schemes or found.schemes[without].path.startswith("schemes/")
    rendered = [trouble.rendered() for trouble in own(found)]
    assert len(set(rendered)) == len(rendered), "one mistake is named once"
    assert {trouble.place.path for trouble in own(found) if trouble.place} == {path}
    assert set(book().schemes) | {"xx/good"} == set(found.schemes)
    assert all(found.schemes[id_].hash == one.hash for id_, one in book().schemes.items())


def beside(tmp_path: Path, name: str, raw: bytes) -> LawBook:
    law = tmp_path / "law"
    law.mkdir()
    (law / "bad.md").write_text(BAD, encoding="utf-8")
    (law / "good.md").write_text(GOOD, encoding="utf-8")
    (law / "words.toml").write_text(WORDS, encoding="utf-8")
    (law / name).write_bytes(raw)
    return load([files("frihavn.schemes"), law])
