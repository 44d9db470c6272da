"""All law that is loaded: vocabulary and schemes, found by walking folders.

What cannot be read is named; the rest works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from frihavn.law.bind import Bound
from frihavn.law.blocks import RULE_KINDS
from frihavn.law.canonical import canonical_json, digest
from frihavn.law.case import FINDING_PREFIX
from frihavn.law.citation import write_citation
from frihavn.law.errors import LawError, Place, SchemeError
from frihavn.law.links import check_line, check_scheme
from frihavn.law.scheme import Scheme
from frihavn.law.schemefile import read_scheme
from frihavn.law.vocabulary import Line, Vocabulary
from frihavn.law.words_file import Domain, WordsFile
from frihavn.logic import State
from frihavn.logic.state import exactly

FILE_BYTES_MAX = 1_000_000
_LAW = re.compile(rf"^```(toml +\S|({'|'.join(RULE_KINDS)})\b)", re.MULTILINE)
"""What makes a Markdown file a scheme: a block of data or a rule, even one whose word is misspelt."""


class Folder(Protocol):
    """A folder or file that can be walked: a Path, or a folder inside an installed package."""

    @property
    def name(self) -> str:
        """Its last part."""

    def iterdir(self) -> Iterator[Folder]:
        """What is in it."""

    def is_dir(self) -> bool:
        """Whether it is a folder."""

    def read_bytes(self) -> bytes:
        """Its content."""

    def read_text(self, encoding: str | None = None) -> str:
        """Its content as text."""


@dataclass(frozen=True)
class LawBook:
    """The law as loaded.

    Args:
        schemes: By id, in order of id.
        catalogues: Translations as they were found, by language: path and text.
        bindings, decks, edges: Schemes already bound, as diagrams, and the days their texts change; of no case.
        shortcuts: Decks again, by what chooses them: the question and what is known of the governing dates.
        troubles: What could not be read, with file, line and reason. Nothing in it is used.
    """

    vocabulary: Vocabulary
    schemes: dict[str, Scheme]
    troubles: tuple[LawError, ...]
    hash: str
    catalogues: dict[str, list[tuple[str, str]]] = field(default_factory=dict, repr=False)
    bindings: dict[Any, Bound] = field(default_factory=dict, repr=False, compare=False)
    decks: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    edges: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    shortcuts: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def governing(self) -> tuple[str, ...]:
        """Ids of the dates that choose versions."""
        return tuple(fact.id for fact in self.vocabulary.facts.values() if fact.governing)

    @cached_property
    def favoured(self) -> Mapping[str, State]:
        """Every finding, as a variable, as it favours the person."""
        return {FINDING_PREFIX + one.id: exactly(one.favour) for one in self.vocabulary.findings.values()}

    @cached_property
    def presumable(self) -> Mapping[str, State]:
        """The same without what a State gives as a favour: that an account is accepted does not make it give that."""
        gifts = {FINDING_PREFIX + one.id for one in self.vocabulary.findings.values() if one.gift}
        return {name: state for name, state in self.favoured.items() if name not in gifts}


def load(folders: Iterable[Folder]) -> LawBook:
    """Read every vocabulary file, catalogue and scheme below some folders.

    Vocabulary comes first, so that a scheme may use words that stand in any file. A file that fails leaves all
    others usable and is named in `troubles`.
    """
    loader = _Loader()
    files = [found for folder in folders for found in _walk(folder, folder.name)]
    loader.read_vocabulary([(path, file) for path, file in files if path.endswith(".toml")])
    loader.read_schemes([(path, file) for path, file in files if path.endswith(".md")])
    loader.read_catalogues([(path, file) for path, file in files if path.endswith(".po")])
    return loader.book()


def _walk(folder: Folder, path: str) -> Iterator[tuple[str, Folder]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        here = f"{path}/{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            yield from _walk(entry, here)
        else:
            yield here, entry


class _Loader:
    """Collects words and schemes; keeps going after an error."""

    def __init__(self) -> None:
        self.words = Vocabulary({}, {}, {}, {}, {})
        self.schemes: dict[str, Scheme] = {}
        self.troubles: list[LawError] = []
        self.catalogues: dict[str, list[tuple[str, str]]] = {}

    def text(self, path: str, file: Folder) -> str | None:
        try:
            raw = file.read_bytes()
            if len(raw) > FILE_BYTES_MAX:
                raise SchemeError(f"this file has {len(raw):,} bytes; {FILE_BYTES_MAX:,} are the limit", Place(path))
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.troubles.append(
                SchemeError("this file is not UTF-8 text", Place(path), f"Byte {error.start} cannot be read.")
            )
        except OSError as error:
            self.troubles.append(SchemeError(f"this file cannot be opened ({error.strerror})", Place(path)))
        except LawError as error:
            self.troubles.append(error)
        return None

    def read_vocabulary(self, files: list[tuple[str, Folder]]) -> None:
        domains: dict[str, Domain] = {}
        readers: list[WordsFile] = []
        for path, file in files:
            text = self.text(path, file)
            if text is None:
                continue
            try:
                readers.append(WordsFile(text, path, domains))
            except LawError as error:
                self.troubles.append(error)
        shelves: dict[str, dict[str, Any]] = {
            "domains": domains,
            "facts": self.words.facts,
            "findings": self.words.findings,
            "points": self.words.points,
            "sources": self.words.sources,
            "lines": self.words.lines,
        }
        for kind, shelf in shelves.items():
            for reader in readers:
                self.keep(reader, kind, shelf)
        for reader in readers:
            self.keep_priors(reader)
        for line in list(self.words.lines.values()):
            for trouble in check_line(line, self.words):
                self.troubles.append(trouble)
                self.words.lines.pop(line.id, None)

    def keep(self, reader: WordsFile, kind: str, shelf: dict[str, Any]) -> None:
        try:
            found = getattr(reader, kind)()
        except LawError as error:
            self.troubles.append(error)
            return
        for item in found:
            if item.id in shelf:
                place = Place(item.where.rpartition(":")[0], int(item.where.rpartition(":")[2]))
                self.troubles.append(
                    SchemeError(f"{item.id!r} is defined twice; it also stands in {shelf[item.id].where}", place)
                )
            else:
                shelf[item.id] = item

    def keep_priors(self, reader: WordsFile) -> None:
        """Priors order questions; one about a fact or source that does not exist is named and left out."""
        try:
            found = reader.priors()
        except LawError as error:
            self.troubles.append(error)
            return
        for prior in found:
            if prior.fact not in self.words.facts or prior.citation.source not in self.words.sources:
                message = f"prior {prior.fact!r} is about no known fact, or cites no known source"
                self.troubles.append(SchemeError(message, Place(reader.path)))
            else:
                self.words.priors[prior.fact] = prior

    def read_catalogues(self, files: list[tuple[str, Folder]]) -> None:
        for path, file in files:
            text = self.text(path, file)
            if text is not None:
                language = path.rpartition("/")[2].removesuffix(".po").split(".")[-1]
                self.catalogues.setdefault(language, []).append((path, text))

    def read_schemes(self, files: list[tuple[str, Folder]]) -> None:
        for path, file in files:
            text = self.text(path, file)
            if text is None or not _LAW.search(text):
                continue
            try:
                scheme = read_scheme(text, path)
                if scheme.id in self.schemes:
                    raise SchemeError(f"{scheme.id!r} also stands in {self.schemes[scheme.id].path}", Place(path))
                self.schemes[scheme.id] = scheme
            except LawError as error:
                self.troubles.append(error)
        self.drop_broken()

    def drop_broken(self) -> None:
        """Take out schemes whose references lead nowhere, until all that is left holds together."""
        while True:
            broken = {scheme.id: check_scheme(scheme, self.schemes, self.words) for scheme in self.schemes.values()}
            broken = {id_: found for id_, found in broken.items() if found}
            if not broken:
                return
            for id_, found in broken.items():
                self.troubles.extend(found)
                del self.schemes[id_]

    def book(self) -> LawBook:
        schemes = dict(sorted(self.schemes.items()))
        words = self.words
        content = {
            "facts": {
                fact.id: [fact.type.value, fact.values, fact.minimum, fact.maximum] for fact in words.facts.values()
            },
            "findings": {finding.id: [finding.favour, finding.gift] for finding in words.findings.values()},
            "points": {point.id: [point.type.value, point.values] for point in words.points.values()},
            "lines": {line.id: _content(line) for line in words.lines.values()},
            "schemes": {scheme.id: scheme.hash for scheme in schemes.values()},
        }
        return LawBook(words, schemes, tuple(self.troubles), digest(canonical_json(content)), self.catalogues)


def _content(line: Line) -> list[Any]:
    """What a line of authority says, on what it rests, and while it stands."""
    reads = {point: [reading.value, write_citation(reading.citation)] for point, reading in line.reads.items()}
    return [line.start, line.end, reads]
