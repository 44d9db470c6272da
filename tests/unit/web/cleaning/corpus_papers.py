"""Odd and hostile PDF files, made by pikepdf and by hand."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from frihavn.web.cleaning import Limits
from tests.unit.web.cleaning.corpus_pictures import XMP, a_zip, drawing, saved, segment, zeros
from tests.unit.web.cleaning.planted import ASCII_PLANTED, CANARY, PLANTED, Sent, sent

WORD = CANARY.decode()
VISIBLE = b"BT /F1 36 Tf 40 100 Td (CALLED UP) Tj ET"
HURRIED = Limits(cpu_seconds=1, wall_seconds=6.0, memory_bytes=300 << 20)
"""For what never ends."""


def paper(drawn: bytes = VISIBLE, *, pages: int = 1, size: tuple[float, float] = (300, 200)) -> Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for _ in range(pages):
        page = pdf.add_blank_page()
        page.MediaBox = Array([0, 0, *size])
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(drawn)
    return pdf


def saved_pdf(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def _changed(change: Callable[[Pdf], object], **options: object) -> bytes:
    pdf = paper()
    change(pdf)
    return saved_pdf(pdf, **options)


def _info(pdf: Pdf) -> None:
    for key in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "Where"):
        pdf.docinfo[f"/{key}"] = String(WORD)


def _xmp(pdf: Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)


def _script(pdf: Pdf) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{WORD}')")))
    pdf.Root.OpenAction = action
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))
    pdf.pages[0].AA = Dictionary(O=action)


def _launch(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String(WORD), Win=Dictionary(F=String("cmd.exe"), P=String(WORD)))


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["secret.txt"] = pikepdf.AttachedFileSpec(pdf, PLANTED, filename=WORD)


def _form(pdf: Pdf) -> None:
    field = {"Type": Name.Annot, "Subtype": Name.Widget, "FT": Name.Tx, "T": String(WORD), "TU": String(WORD)}
    look = pdf.make_stream(b"/Tx BMC BT /F1 20 Tf 2 5 Td (BORN 1999) Tj ET EMC", BBox=Array([0, 0, 200, 30]))
    look.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/Resources": pdf.pages[0].Resources})
    shown = pdf.make_indirect(
        Dictionary(**field, V=String("BORN 1999"), DA=String("/F1 20 Tf 0 g"), Rect=Array([40, 20, 240, 50]), F=4)
    )
    shown.AP = Dictionary(N=look)
    hidden = pdf.make_indirect(Dictionary(**field, V=String(WORD), Rect=Array([0, 0, 0, 0]), F=2))
    pdf.pages[0].Annots = Array([shown, hidden])
    pdf.Root.AcroForm = Dictionary(Fields=Array([shown, hidden]), DR=pdf.pages[0].Resources, DA=String("/F1 20 Tf 0 g"))


def _notes(pdf: Pdf) -> None:
    rect = Array([10, 10, 60, 60])
    note = {"Type": Name.Annot, "Rect": rect, "Contents": String(WORD), "T": String(WORD)}
    link = Dictionary(S=Name.URI, URI=String(f"https://example.org/{WORD}"))
    spec = pikepdf.AttachedFileSpec(pdf, PLANTED, filename="x")
    pdf.pages[0].Annots = Array(
        [
            pdf.make_indirect(Dictionary(**note, Subtype=Name.Text, F=2)),
            pdf.make_indirect(Dictionary(**note, Subtype=Name.Link, A=link)),
            pdf.make_indirect(Dictionary(**note, Subtype=Name.FileAttachment, FS=spec.obj)),
        ]
    )


def _later_layer(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(WORD)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    pdf.pages[0].Resources.Properties = Dictionary(L=layer)
    pdf.pages[0].Contents = pdf.make_stream(VISIBLE + b" /OC /L BDC " + _text(b"0 g") + b" EMC")


def _picture_inside(pdf: Pdf) -> None:
    jpeg = segment(saved(drawing(), "JPEG"), 0xFE, PLANTED)
    picture = pdf.make_stream(jpeg, Type=Name.XObject, Subtype=Name.Image, Width=240, Height=160, BitsPerComponent=8)
    picture.ColorSpace, picture.Filter = Name.DeviceRGB, Name.DCTDecode
    pdf.pages[0].Resources.XObject = Dictionary(I=picture)
    pdf.pages[0].Contents = pdf.make_stream(b"q 240 0 0 160 0 0 cm /I Do Q")


def _unused(pdf: Pdf) -> None:
    pdf.Root.Left = pdf.make_stream(PLANTED)
    pdf.pages[0].PieceInfo = Dictionary(Tool=Dictionary(Private=pdf.make_stream(zlib.compress(PLANTED))))


def _text(how: bytes) -> bytes:
    return b"BT /F1 12 Tf " + how + b" 40 60 Td (" + CANARY + b") Tj ET"


def planted() -> Iterator[Sent]:
    yield sent("pdf", saved_pdf(paper()), "pdf")
    changes = (_info, _xmp, _script, _launch, _attachment, _form, _notes, _later_layer, _picture_inside, _unused)
    for change in changes:
        yield sent(f"pdf {change.__name__[1:].replace('_', ' ')}", _changed(change), "pdf")

    def everything(pdf: Pdf) -> None:
        for change in (_info, _xmp, _script, _attachment, _form, _unused):
            change(pdf)

    packed = pikepdf.ObjectStreamMode.generate
    yield sent("pdf everything in object streams", _changed(everything, object_stream_mode=packed), "pdf")
    yield sent("pdf everything linearized", _changed(everything, linearize=True), "pdf")
    for name, how in (
        ("invisible", b"3 Tr"),
        ("white", b"1 1 1 rg"),
        ("tiny", b"0.001 0 0 0.001 0 0 Tm"),
        ("beyond the edge", b"1 0 0 1 9000 9000 Tm"),
    ):
        yield sent(f"pdf {name} text", saved_pdf(paper(VISIBLE + b" " + _text(how))), "pdf")
    covered = _text(b"0 g") + b" 1 g 0 40 300 40 re f 0 g " + VISIBLE
    yield sent("pdf text beneath a box", saved_pdf(paper(covered)), "pdf")
    yield sent("pdf comment in drawing", saved_pdf(paper(b"%" + ASCII_PLANTED + b"\n" + VISIBLE)), "pdf")
    plain = saved_pdf(paper())
    earlier = _changed(_info)
    start = earlier.rindex(b"startxref")
    later = b"\n3 0 obj\n<</Nothing(" + CANARY + b")>>\nendobj\n"
    yield sent("pdf changed later", earlier + later + earlier[start:], "pdf")
    yield sent("pdf bytes after its end", plain + PLANTED, "pdf")
    yield sent("pdf bytes before its beginning", PLANTED + plain, "pdf")
    yield sent("pdf after line ends", b"\xef\xbb\xbf\r\n" + plain, "pdf")
    yield sent("pdf then zip", plain + a_zip(), "pdf")
    yield sent("pdf then jpeg", plain + segment(saved(drawing(), "JPEG"), 0xFE, PLANTED), "pdf")
    yield sent("pdf from a scanner", saved(drawing(), "PDF", title=WORD, author=WORD), "pdf")


def locked() -> Iterator[Sent]:
    for strength in (3, 4, 6):
        both = pikepdf.Encryption(user="a", owner="b", R=strength, aes=strength > 3, metadata=strength > 3)
        yield sent(f"pdf locked {strength}", _changed(_info, encryption=both), "encrypted")
        one = pikepdf.Encryption(user="", owner="b", R=strength, aes=strength > 3, metadata=strength > 3)
        yield sent(f"pdf may not be printed {strength}", _changed(_info, encryption=one), "pdf")
    strange = saved_pdf(paper()).replace(b"/Root", b"/Encrypt<</Filter/Other/V 9>>/Root")
    yield sent("pdf locked by nobody knows what", strange, "encrypted", "damaged")


def heavy() -> Iterator[Sent]:
    yield sent("pdf 60 pages", saved_pdf(paper(pages=60, size=(595, 842))), "pdf")
    yield sent("pdf 61 pages", saved_pdf(paper(pages=61)), "too_many_pages")
    yield sent("pdf 500 pages", saved_pdf(paper(pages=500), object_stream_mode=pikepdf.ObjectStreamMode.generate),
               "too_many_pages")  # fmt: skip
    yield sent("pdf as large as a field", saved_pdf(paper(size=(1_000_000, 1_000_000))), "pdf", "damaged")
    yield sent("pdf as long as a road", saved_pdf(paper(size=(14_400, 3))), "pdf", "damaged")
    yield sent("pdf without a size", saved_pdf(paper()).replace(b"300 200", b"0 0    "), "pdf", "damaged")
    yield sent("pdf upside down size", saved_pdf(paper()).replace(b"0 0 300 200", b"300 200 0 0"), "pdf", "damaged")
    yield sent("pdf laughs", _laughs(), "took_too_long", "failed", limits=HURRIED)
    yield sent("pdf draws itself", _draws_itself(), "pdf", "damaged", "took_too_long", "failed", limits=HURRIED)
    yield sent("pdf bomb in drawing", _bomb(1), "pdf", "failed", "too_complex", "took_too_long", limits=HURRIED)
    yield sent("pdf bomb in bomb", _bomb(2), "pdf", "failed", "too_complex", "took_too_long", limits=HURRIED)
    yield sent("pdf picture bomb", _picture_bomb(), "pdf", "failed", "too_complex", "took_too_long", limits=HURRIED)
    yield sent("pdf strokes without end", saved_pdf(paper(b"[0.0001] 0 d " + b"0 0 m 300 200 l S " * 20_000)),
               "pdf", "took_too_long", limits=HURRIED)  # fmt: skip


def _laughs() -> bytes:
    """Each form draws the one below it sixteen times, eight floors up."""
    pdf = paper()
    below = pdf.make_stream(b"0 0 10 10 re f")
    below.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 300, 200])})
    for _ in range(8):
        form = pdf.make_stream(b"/X Do " * 16)
        form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 300, 200])})
        form.Resources = Dictionary(XObject=Dictionary(X=below))
        below = form
    pdf.pages[0].Resources.XObject = Dictionary(X=below)
    pdf.pages[0].Contents = pdf.make_stream(b"/X Do")
    return saved_pdf(pdf)


def _draws_itself() -> bytes:
    pdf = paper()
    form = pdf.make_stream(b"/X Do /X Do")
    form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 300, 200])})
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    pdf.pages[0].Resources.XObject = Dictionary(X=form)
    pdf.pages[0].Contents = pdf.make_stream(b"/X Do")
    return saved_pdf(pdf)


def _bomb(floors: int) -> bytes:
    body = zeros(250 << 20)
    for _ in range(floors - 1):
        body = zlib.compress(body, 9)
    pdf = paper()
    stream = pikepdf.Stream(pdf, body)
    stream.Filter = Array([Name.FlateDecode] * floors)
    pdf.pages[0].Contents = pdf.make_indirect(stream)
    return saved_pdf(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _picture_bomb() -> bytes:
    pdf = paper()
    picture = pikepdf.Stream(pdf, zeros(15_000 * 15_000))
    picture.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 15_000, "/Height": 15_000})
    picture.update({"/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8, "/Filter": Name.FlateDecode})
    pdf.pages[0].Resources.XObject = Dictionary(I=pdf.make_indirect(picture))
    pdf.pages[0].Contents = pdf.make_stream(b"q 300 0 0 200 0 0 cm /I Do Q")
    return saved_pdf(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def by_hand() -> Iterator[Sent]:
    catalogue = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    end = b"\ntrailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF"
    any_way = ("pdf", "damaged", "too_many_pages", "took_too_long", "failed")
    for name, pages in (
        ("its own parent", b"2 0 obj<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>endobj"),
        (
            "pages in a ring",
            b"2 0 obj<</Type/Pages/Count 9/Kids[3 0 R]>>endobj 3 0 obj<</Type/Pages/Kids[2 0 R]>>endobj",
        ),
        ("two billion pages", b"2 0 obj<</Type/Pages/Count 2147483647/Kids[3 0 R]>>endobj 3 0 obj<</Type/Page>>endobj"),
        ("fewer than no pages", b"2 0 obj<</Type/Pages/Count -5/Kids[]>>endobj"),
        ("no pages", b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj"),
        ("pages of nothing", b"2 0 obj<</Type/Pages/Count 3/Kids[null null 7 0 R]>>endobj"),
    ):
        yield sent(f"pdf {name}", catalogue + pages + end, *any_way, limits=HURRIED)
    deep = b"[" * 100_000 + b"]" * 100_000
    yield sent("pdf deep", catalogue + b"2 0 obj" + deep + b"endobj" + end, *any_way, limits=HURRIED)
    ring = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3/Prev %d>>\nstartxref\n%d\n%%%%EOF"
    yield sent("pdf table that points at itself", catalogue + ring % (len(catalogue), len(catalogue)), *any_way)
    yield sent("pdf first line only", b"%PDF-1.7\n", "damaged")
    yield sent("pdf of nonsense", b"%PDF-1.7\n" + PLANTED * 50, "damaged")


def papers() -> Iterator[Sent]:
    yield from planted()
    yield from locked()
    yield from heavy()
    yield from by_hand()
