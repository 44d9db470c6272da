"""Citations as they are written: `source-id pinpoint, grade B`."""

from __future__ import annotations

import re
from collections.abc import Callable

from frihavn.law.errors import SchemeError
from frihavn.law.values import Grade
from frihavn.law.vocabulary import Citation

_CITATION = re.compile(r"^(\S+)\s*(.*?),\s*grade\s+(\S+)$")
EXAMPLE = "Write it as: source-id s. 1(2), grade B"


def read_citation(text: str, error: Callable[[str, str], SchemeError]) -> Citation:
    """Read one citation.

    Args:
        error: Builds the error to raise, from a message and a hint.
    """
    found = _CITATION.match(text.strip())
    if not found:
        raise error(f"this citation cannot be read: {text.strip()!r}", EXAMPLE)
    if found[3] not in Grade.__members__:
        raise error(f"{found[3]!r} is not a grade", "A official text seen, B official body seen, C press, M not seen.")
    return Citation(found[1], found[2].strip(), Grade[found[3]])


def write_citation(citation: Citation) -> str:
    """A citation in its written form."""
    return f"{citation.source} {citation.at}".strip() + f", grade {citation.grade.value}"
