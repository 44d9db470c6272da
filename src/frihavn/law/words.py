"""Every text of the law that people read, with the context under which it is translated.

A translation is found by context and English text; when the English changes, the old translation no longer fits and is
missing, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from frihavn.law.lawbook import LawBook
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import Vocabulary


class Text(NamedTuple):
    """One text: its context ("fact:nationality:label") and the English."""

    context: str
    english: str


def texts_of(book: LawBook) -> list[Text]:
    """All texts of vocabulary and schemes, each once, in a stable order."""
    found: dict[Text, None] = {}
    for text in _vocabulary(book.vocabulary):
        found[text] = None
    for scheme in book.schemes.values():
        for text in _scheme(scheme):
            found[text] = None
    return [text for text in found if text.english]


def _vocabulary(words: Vocabulary) -> Iterator[Text]:
    for fact in words.facts.values():
        for field in ("label", "question", "why", "help"):
            yield Text(f"fact:{fact.id}:{field}", getattr(fact, field))
        for value, label in zip(fact.values, fact.value_labels, strict=False):
            yield Text(f"fact:{fact.id}:value:{value}", label)
    for finding in words.findings.values():
        for field in ("label", "question", "who"):
            yield Text(f"finding:{finding.id}:{field}", getattr(finding, field))
    for point in words.points.values():
        for field in ("label", "question"):
            yield Text(f"point:{point.id}:{field}", getattr(point, field))
        for value, label in zip(point.values, point.value_labels, strict=False):
            yield Text(f"point:{point.id}:value:{value}", label)
    for line in words.lines.values():
        yield Text(f"line:{line.id}:court", line.court)


def _scheme(scheme: Scheme) -> Iterator[Text]:
    yield Text(f"scheme:{scheme.id}:name", scheme.name)
    for clause in scheme.clauses:
        yield Text(f"scheme:{scheme.id}:title", clause.title)
    for parameter in scheme.parameters.values():
        yield Text(f"scheme:{scheme.id}:parameter:{parameter.name}", parameter.says)
    for assumption in scheme.assumptions.values():
        yield Text(f"scheme:{scheme.id}:assumption:{assumption.name}", assumption.says)
    for helped in scheme.helped:
        yield Text(f"scheme:{scheme.id}:helped", helped.says)
    for grant in scheme.grants:
        yield Text(f"scheme:{scheme.id}:grant", str(grant.fields["kind"]))
