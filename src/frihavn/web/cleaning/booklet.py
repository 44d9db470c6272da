"""A PDF file of pictures only: one JPEG a page, no text, no script, no metadata, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DOTS_PER_INCH = 150
_START = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


@dataclass(frozen=True, slots=True)
class BookletPage:
    """A picture of one page; colours are 1 (grey) or 3."""

    jpeg: bytes
    width: int
    height: int
    colours: int


def booklet(pages: Sequence[BookletPage]) -> bytes:
    """The PDF file. Objects 1 and 2 are the catalogue and the list of pages; each page has the three after them."""
    kids = " ".join(f"{3 + 3 * at} 0 R" for at in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    for at, page in enumerate(pages):
        objects += _page(page, first=3 + 3 * at)
    written, offsets = bytearray(_START), []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)


def _page(page: BookletPage, *, first: int) -> list[bytes]:
    width, height = (f"{side * 72 / DOTS_PER_INCH:.2f}" for side in (page.width, page.height))
    drawing = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
    colours = "DeviceGray" if page.colours == 1 else "DeviceRGB"
    return [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {first + 1} 0 R"
        f"/Resources<</XObject<</I {first + 2} 0 R>>>>>>".encode(),
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawing), drawing),
        f"<</Type/XObject/Subtype/Image/Width {page.width}/Height {page.height}/ColorSpace/{colours}"
        f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(page.jpeg)}>>\nstream\n".encode()
        + page.jpeg
        + b"\nendstream",
    ]
