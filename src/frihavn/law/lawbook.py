"""All law that is loaded: vocabulary and schemes, found by walking folders.

What cannot be read is named; the rest works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from frihavn.law.bind import Bound
from frihavn.law.canonical import canonical_json, digest
from frihavn.law.errors import LawError, Place, SchemeError
from frihavn.law.links import check_line, check_scheme
from frihavn.law.scheme import Scheme
from frihavn.law.schemefile import read_scheme
from frihavn.law.vocabulary import Vocabulary
from frihavn.law.words_file import WordsFile

FILE_BYTES_MAX = 1_000_000


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


@dataclass(frozen=True, slots=True)
class LawBook:
    """The law as loaded.

    Args:
        schemes: By id, in order of id.
        catalogues: Translations as they were found, by language: path and text.
        bindings: Schemes already bound; they depend on no case.
        troubles: What could not be read, with file, line and reason. Nothing in it is used.
    """

    vocabulary: Vocabulary
    schemes: dict[str, Scheme]
    troubles: tuple[LawError, ...]
    hash: str
    catalogues: dict[str, list[tuple[str, str]]] = field(default_factory=dict, repr=False)
    bindings: dict[Any, Bound] = field(default_factory=dict, repr=False, compare=False)


def load(folders: Iterable[Folder]) -> LawBook:
    """Read every vocabulary file, catalogue and scheme below some folders.

    Vocabulary comes first, so that a scheme may use words that stand in any file. A file that fails leaves all
    others usable and is named in `troubles`.
    """
    loader = _Loader()
    files = [found for folder in folders for found in _walk(folder, folder.name)]
    loader.read_vocabulary([(path, file) for path, file in files if path.endswith(".toml")])
    loader.read_schemes([(path, file) for path, file in files if path.endswith(".md")])
    for path, file in files:
        if path.endswith(".po"):
            language = path.rpartition("/")[2].removesuffix(".po").split(".")[-1]
            loader.catalogues.setdefault(language, []).append((path, file.read_text(encoding="utf-8")))
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
            return raw.decode("utf-8")
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
        domains: dict[str, tuple[str, ...]] = {}
        readers: list[WordsFile] = []
        for path, file in files:
            text = self.text(path, file)
            if text is None:
                continue
            try:
                reader = WordsFile(text, path, domains)
            except LawError as error:
                self.troubles.append(error)
                continue
            domains.update(reader.own_domains())
            readers.append(reader)
        for reader in readers:
            for kind, shelf in (
                ("facts", self.words.facts),
                ("findings", self.words.findings),
                ("points", self.words.points),
                ("sources", self.words.sources),
                ("lines", self.words.lines),
            ):
                self.keep(reader, kind, shelf)
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

    def read_schemes(self, files: list[tuple[str, Folder]]) -> None:
        for path, file in files:
            text = self.text(path, file)
            if text is None or "```toml scheme" not in text:
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
        words = canonical_json(
            {
                "facts": {fact.id: [fact.type.value, fact.values] for fact in self.words.facts.values()},
                "findings": {finding.id: finding.favour for finding in self.words.findings.values()},
                "lines": {
                    line.id: {point: reading.value for point, reading in line.reads.items()}
                    for line in self.words.lines.values()
                },
                "schemes": {scheme.id: scheme.hash for scheme in schemes.values()},
            }
        )
        return LawBook(self.words, schemes, tuple(self.troubles), digest(words), self.catalogues)
