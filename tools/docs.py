"""Keep the manual true: docs/reference, the picture, and the output that hand-written pages show.

    python tools/docs.py            write what is stale, remove what should not be there
    python tools/docs.py --check    name it instead; exit 1 if there is any

Nothing in it depends on the day, the machine or the folder it runs in.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from frihavn.law.lawbook import load
from frihavn.routes.placefile import load_places
from tools.catalogue import place_files
from tools.picture import TARGET, proof_svg
from tools.places_page import MAP, countries_svg
from tools.reference import pages, scheme_file
from tools.scheme_page import scheme_page
from tools.shown import ROOT, handbooks, refreshed

REFERENCE = ROOT / "docs" / "reference"


def main() -> int:
    """Write or check; the exit code says whether a check found something stale."""
    check = "--check" in sys.argv[1:]
    book = load([files("frihavn.schemes")])
    if book.troubles:
        print("The law cannot be read whole, so the manual is left as it is:", file=sys.stderr)
        for trouble in book.troubles:
            print(trouble.rendered(), file=sys.stderr)
        return 1
    places = load_places(place_files(), book.vocabulary, book.schemes)
    wanted = {REFERENCE / name: text for name, text in pages(book, places).items()}
    for scheme in book.schemes.values():
        wanted[REFERENCE / "schemes" / scheme_file(scheme)] = scheme_page(scheme, book)
    wanted[ROOT / MAP] = countries_svg(book, places)
    wanted[ROOT / TARGET] = proof_svg(book)
    with ThreadPoolExecutor() as pool:
        written = handbooks()
        wanted |= dict(zip(written, pool.map(refreshed, written), strict=True))
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    extra = [path for path in sorted(REFERENCE.rglob("*")) if path.is_file() and path not in wanted]
    for path in stale:
        print(f"{path.relative_to(ROOT)}: {'stale' if check else 'written'}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
    for path in extra:
        print(f"{path.relative_to(ROOT)}: {'should not be there' if check else 'removed'}")
        if not check:
            path.unlink()
    if check and (stale or extra):
        print("`make docs` puts it right.")
        return 1
    print(f"{len(wanted)} pages, all as the program has them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
