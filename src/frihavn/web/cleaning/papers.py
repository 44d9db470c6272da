"""PDF files, each page drawn as a picture: what shows on it stays, and whatever else the file held is gone."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # the same

from frihavn.web.cleaning.booklet import DOTS_PER_INCH
from frihavn.web.cleaning.cleaned import CleaningError, Limits
from frihavn.web.cleaning.pictures import jpeg_of, thumbnail_of

_PAGE_PIXELS_MAX = 4_000_000
_PAGE_SIDE_PIXELS_MAX = 3_000
_BOOKLET_BYTES_OF_A_PAGE = 1024
_OBJECTS_LOOKED_AT_MAX = 2_000
_INVISIBLE = 3
_LAST_DRAWABLE_LETTER = "\u024f"
_SCRIPTS = re.compile(rb"/(?:JavaScript|JS|Launch|OpenAction|AA|RichMedia|SubmitForm|ImportData)\b")
_METADATA = re.compile(rb"/(?:Metadata|Info|PieceInfo)\b")
_ATTACHMENTS = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment)\b")


@dataclass(slots=True)
class DrawnPages:
    """A JPEG for each page, a PNG of the first, and what was noticed."""

    pages: list[bytes] = field(default_factory=list)
    thumbnail: bytes = b""
    removed: set[str] = field(default_factory=set)


def drawn(content: bytes, *, limits: Limits) -> DrawnPages:
    """Every page of a PDF file as a picture. A file that opens without a password is drawn even if it is encrypted.

    Raises:
        CleaningError: `encrypted`, `damaged`, `too_many_pages` or `too_large`.
    """
    document = _opened(content)
    document.init_forms()
    count = len(document)
    if count > limits.pages_max:
        raise CleaningError("too_many_pages")
    if count < 1:
        raise CleaningError("damaged")
    found = DrawnPages(removed=_noticed_in_file(content, document))
    left = limits.bytes_out_max - _BOOKLET_BYTES_OF_A_PAGE * (count + 1)
    for number in range(count):
        page = document[number]
        picture = page.render(scale=_scale(page.get_size())).to_pil().convert("RGB")
        found.removed |= _noticed_on_page(page)
        page.close()
        found.pages.append(jpeg_of(picture, bytes_max=left // (count - number)))
        left -= len(found.pages[-1])
        if number == 0:
            found.thumbnail = thumbnail_of(picture)
    return found


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise CleaningError("encrypted" if locked else "damaged") from error


def _scale(size: tuple[float, float]) -> float:
    """150 dots an inch, or fewer where the page is a wall."""
    width, height = size
    if not (width > 0 and height > 0 and math.isfinite(width * height)):
        raise CleaningError("damaged")
    most = min(_PAGE_SIDE_PIXELS_MAX / max(width, height), math.sqrt(_PAGE_PIXELS_MAX / (width * height)))
    return min(DOTS_PER_INCH / 72, most)


def _noticed_in_file(content: bytes, document: pypdfium2.PdfDocument) -> set[str]:
    """What the file says of itself in clear. A file may hide it better, and it is gone all the same."""
    removed = set()
    if any(document.get_metadata_dict().values()) or _METADATA.search(content):
        removed.add("metadata")
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or _SCRIPTS.search(content):
        removed.add("scripts")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0 or _ATTACHMENTS.search(content):
        removed.add("attachments")
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        removed.add("forms")
    if content[content.rfind(b"%%EOF") + 5 :].strip(b"\x00\r\n "):
        removed.add("appended")
    return removed


def _noticed_on_page(page: pypdfium2.PdfPage) -> set[str]:
    removed = set()
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _OBJECTS_LOOKED_AT_MAX)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if note:
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            pdfium.FPDFPage_CloseAnnot(note)
            known = {pdfium.FPDF_ANNOT_LINK: "links", pdfium.FPDF_ANNOT_WIDGET: "forms"}
            removed.add({**known, pdfium.FPDF_ANNOT_FILEATTACHMENT: "attachments"}.get(kind, "comments"))
    text = page.get_textpage()
    objects = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], textpage=text)
    for _, each in zip(range(_OBJECTS_LOOKED_AT_MAX), objects, strict=False):
        if pdfium.FPDFTextObj_GetTextRenderMode(each) == _INVISIBLE:
            removed.add("hidden_text")
        elif not pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(each)) and _has_far_letters(each.extract()):
            removed.add("letters_not_drawn")
    text.close()
    return removed


def _has_far_letters(text: str) -> bool:
    """Whether there are letters that the built-in fonts, which are Latin, do not have."""
    return any(letter > _LAST_DRAWABLE_LETTER and letter.isalpha() for letter in text)
