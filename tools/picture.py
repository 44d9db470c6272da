"""Draw docs/pictures/proof.svg: what `frihavn check ... --why` prints, as a picture.

python tools/picture.py            writes it (`make docs` does too)
"""

from __future__ import annotations

import io
import re
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

sys.path.insert(0, str(Path(__file__).parent.parent))

from frihavn.app.casefile import read_case_file
from frihavn.app.show import Page
from frihavn.law.check import check_all
from frihavn.law.lawbook import LawBook, load
from frihavn.law.reading import Question
from frihavn.web.speech.language import Language

TARGET = Path("docs") / "pictures" / "proof.svg"
ON = date(2026, 2, 1)
CASE = "protester.yaml"
SCHEMES = ("un/refugee",)
COLUMNS = 96


def proof_svg(book: LawBook) -> str:
    """The picture. The same law gives the same bytes."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    chosen = " ".join(f"--scheme {id_}" for id_ in SCHEMES)
    console.print(
        Text(f"$ frihavn check frihavn-examples/{CASE} --on {ON.isoformat()} --why \\\n    {chosen}\n", style="dim")
    )
    case = read_case_file(str(files("frihavn.app").joinpath("examples", CASE)), book.vocabulary)
    question = Question(ON)
    Page(console, book, Language("en", book)).answer(case, check_all(case, book, question, SCHEMES), question, why=True)
    # a picture asks nobody's server for a font
    form = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code, ", "")
    drawn = console.export_svg(title="frihavn check", code_format=form, unique_id="proof")
    return "\n".join(line.rstrip() for line in drawn.splitlines()).rstrip("\n") + "\n"


def main() -> int:
    """Write the picture."""
    target = Path(__file__).parent.parent / TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(proof_svg(load([files("frihavn.schemes")])), encoding="utf-8")
    print(f"wrote {TARGET}, {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
