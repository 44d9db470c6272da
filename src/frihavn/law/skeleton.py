"""A new scheme to begin with: one folder with its text, its own words and sources, and nothing else touched."""

from __future__ import annotations

from frihavn.law.errors import LawError
from frihavn.law.tables import ID

SCHEME = """# {title}

```toml scheme
id = "{id}"
name = "{title}"
country = "{country}"
kind = "scheme"
governs = "application"
authority = "who decides"

[[status]]
from = {day}
is = "in_force"
cite = "{source} s. 1, grade M"

[[where]]
name = "applicant"
places = ["territory"]
cite = "{source} s. 1, grade M"

[[recheck]]
by = {recheck}
why = "New file: have somebody who did not write it check it against the law."
```

Say in your own words what this scheme is, for whom, and since when.

## Section 1: who is covered

Paraphrase the section, then encode just that sentence.

```ground covered
all_of({fact}, nationality.includes("RU"))
cite: {source} s. 1, grade M
```

| case             | {fact} | nationality | covered |
| ---------------- | {dashes} | ----------- | ------- |
| covered          | {yes} | RU          | met     |
| not covered      | {no} | RU          | not_met |
| nobody has asked | {unknown} | RU          | open    |
| another nation   | {yes} | UA          | not_met |

## Exclusion

```exclusion excluded
finding("exclusion_1f")
cite: {source} s. 2, grade M
```

| case         | finding exclusion_1f | excluded |
| ------------ | -------------------- | -------- |
| not examined | ?                    | open     |
| found        | yes                  | met      |
| nothing      | no                   | not_met  |

## Credibility

```finding credibility
finding("credible")
cite: {source} s. 3, grade M
```

| case         | finding credible | credibility |
| ------------ | ---------------- | ----------- |
| not examined | ?                | open        |
| believed     | yes              | met         |
| not believed | no               | not_met     |

## What the permit gives

```toml grants
[[grant]]
kind = "residence permit"
months = 12
cite = "{source} s. 4, grade M"
```

## What this file leaves out

* Say what could not be encoded, and why.
"""

FACTS = """# Facts that only this scheme asks for.

[fact.{fact}]
type = "bool"
label = "belongs to the class of this scheme"
question = "Do you belong to the class this scheme describes?"
why = "The scheme covers only that class."
sensitivity = "safe"
"""

SOURCES = """# Sources of this scheme. Grade A official text seen, B official body seen, C press, M not seen.

[source.{source}]
title = "Title of the act"
address = ""
grade = "M"
note = "Not seen yet. When you have read it, add address, date, seen and the grade."
"""

WORDS = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "scheme:{id}:name"
msgid "{title}"
msgstr ""

msgctxt "fact:{fact}:question"
msgid "Do you belong to the class this scheme describes?"
msgstr ""
"""


def new_scheme(id_: str, *, day: str, recheck: str) -> dict[str, str]:
    """The files of a new scheme, by path below the law folder.

    Args:
        id_: "cc/short-name".
        day, recheck: Days as 2026-11-24.

    Raises:
        LawError: the id cannot be one.
    """
    if not ID.fullmatch(id_):
        raise LawError(
            f"{id_!r} cannot be the id of a scheme", hint="Write it as country/short-name, for example dk/quota."
        )
    country, _, name = id_.partition("/")
    word = f"{country}_{name.replace('-', '_')}"
    fact = f"in_class_of_{word}"
    values = {
        "id": id_,
        "country": country.upper(),
        "title": f"{country.upper()}: {name.replace('-', ' ')}",
        "source": f"{country}-{name}-act",
        "fact": fact,
        "day": day,
        "recheck": recheck,
        "dashes": "-" * len(fact),
        **{key: key.ljust(len(fact)) for key in ("yes", "no")},
        "unknown": "?".ljust(len(fact)),
    }
    folder = f"{country}/{name}"
    return {
        f"{folder}/{name}.md": SCHEME.format(**values),
        f"{folder}/facts.toml": FACTS.format(**values),
        f"{folder}/sources.toml": SOURCES.format(**values),
        f"{folder}/da.po": WORDS.format(language="da", **values),
        f"{folder}/ru.po": WORDS.format(language="ru", **values),
    }
