"""A small scheme for tests of files, hashes and eras."""

from __future__ import annotations

from pathlib import Path

from frihavn.law.lawbook import LawBook, load
from frihavn.law.scheme import Scheme
from frihavn.law.schemefile import read_scheme

FILE = """# A harbour

```toml scheme
id = "xx/harbour"
country = "XX"
governs = "application"

[[status]]
from = 2022-03-17
is = "in_force"
cite = "xx-act s. 1, grade B"

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
```

In our own words.

## Section 1

```ground covered
all_of(called_up, nationality.includes("RU"))
cite: xx-act s. 1(1), grade B
era: old
```

```ground covered
all_of(called_up, any_of(nationality.includes("RU"), nationality.includes("BY")))
cite: xx-act s. 1(1), grade B
era: new
unless: deserted
cite: xx-act s. 2, grade B
```

| case         | application | called_up | nationality | deserted | covered |
| ------------ | ----------- | --------- | ----------- | -------- | ------- |
| called up    | 2022-04-01  | yes       | RU          | no       | met     |
| nobody asked | 2022-04-01  | ?         | RU          | no       | open    |

```toml params
[limit]
says = "the limit"
values = [
    { from = 2022-03-17, value = 90, cite = "xx-act s. 3, grade B" },
]
```

```toml grants
[[grant]]
kind = "residence permit"
months = 12
cite = "xx-act s. 4, grade B"
```

## What this file leaves out

* Much.
"""


def scheme(text: str = FILE) -> Scheme:
    return read_scheme(text, "law/xx/harbour.md")


def law(tmp_path: Path, text: str = FILE, grade: str = "B") -> LawBook:
    """The text beside the words that come with Frihavn."""
    folder = tmp_path / "law"
    folder.mkdir(exist_ok=True)
    (folder / "harbour.md").write_text(text, encoding="utf-8")
    (folder / "sources.toml").write_text(f'[source.xx-act]\ntitle = "Act"\ngrade = "{grade}"\n', encoding="utf-8")
    facts = ("person", "service", "dates", "countries", "findings")
    from_package = Path(load.__code__.co_filename).parents[1] / "schemes" / "facts"
    for name in facts:
        (folder / f"{name}.toml").write_bytes((from_package / f"{name}.toml").read_bytes())
    return load([folder])
