"""Odd and hostile pictures, made from a seed. Nothing here comes from anybody's camera."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.unit.web.cleaning.planted import ASCII_PLANTED, CANARY, DEFLATED, PLANTED, Sent, sent

XMP = (
    b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="55,45.3N" '
    b'dc:creator="' + ASCII_PLANTED + b'"/></rdf:RDF></x:xmpmeta>'
)


def drawing(mode: str = "RGB", size: tuple[int, int] = (240, 160)) -> Image.Image:
    """A letter with some words on it: what has to stay."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((10, 10, size[0] - 11, size[1] - 11), outline="black", width=3)
    pen.text((30, 40), "CALLED UP\nreport on Monday", fill="black", font_size=24)
    pen.ellipse((160, 100, 220, 150), fill="red")
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("note.txt", PLANTED)
    return out.getvalue()


def exif(*, orientation: int = 1) -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112] = orientation
    for tag in (0x010E, 0x010F, 0x0110, 0x013B, 0x8298):  # what, maker, model, who, whose
        notes[tag] = ASCII_PLANTED.decode()
    notes.get_ifd(0x8769).update({0x927C: PLANTED, 0x9286: b"ASCII\0\0\0" + PLANTED, 0xA431: CANARY.decode()})
    notes.get_ifd(0x8825).update({1: "N", 2: (55.0, 45.0, 20.9), 3: "E", 4: (37.0, 37.0, 2.3), 28: PLANTED})
    return notes


def segment(jpeg: bytes, mark: int, body: bytes) -> bytes:
    """A JPEG file with one more segment at its beginning."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, mark, len(body) + 2) + body + jpeg[2:]


def exif_with_thumbnail() -> bytes:
    """Notes whose only content is a small picture, which carries a comment of its own."""
    small = segment(saved(drawing(size=(64, 48)), "JPEG"), 0xFE, PLANTED)
    first = struct.pack("<HI", 0, 14)
    second = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 44, 0x0202, 4, 1, len(small), 0)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + second + small


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_chunk(png: bytes, name: bytes, body: bytes, *, at_end: bool = False) -> bytes:
    at = png.rfind(b"IEND") - 4 if at_end else 33
    return png[:at] + chunk(name, body) + png[at:]


def png_of(width: int, height: int, bits: int, colours: int, data: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """So many zero bytes, packed, without ever having them."""
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    out = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join((*out, packer.compress(bytes(size & ((1 << 20) - 1))), packer.flush()))


def jpegs() -> Iterator[Sent]:
    plain = saved(drawing(), "JPEG", quality=90)
    yield sent("jpeg", plain, "jpeg")
    for turn in range(1, 9):
        yield sent(f"jpeg exif turned {turn}", saved(drawing(), "JPEG", exif=exif(orientation=turn)), "jpeg")
    yield sent("jpeg exif thumbnail", segment(plain, 0xE1, exif_with_thumbnail()), "jpeg")
    yield sent("jpeg exif no sense", segment(plain, 0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff" + PLANTED), "jpeg")
    yield sent("jpeg xmp", segment(plain, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), "jpeg")
    yield sent("jpeg xmp more", segment(plain, 0xE1, b"http://ns.adobe.com/xmp/extension/\0" + XMP), "jpeg")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(PLANTED) + 5) + b"\x1c\x02\x50"
    yield sent("jpeg iptc", segment(plain, 0xED, iptc + struct.pack(">H", len(PLANTED)) + PLANTED), "jpeg")
    yield sent("jpeg comment", segment(plain, 0xFE, PLANTED), "jpeg")
    yield sent("jpeg profile", segment(plain, 0xE2, b"ICC_PROFILE\0\1\1" + PLANTED), "jpeg")
    yield sent("jpeg origin claims", segment(plain, 0xEB, b"JP\0\1" + PLANTED), "jpeg")
    yield sent("jpeg every segment", _every_segment(plain), "jpeg")
    yield sent("jpeg small picture in its header", _header_thumbnail(plain), "jpeg")
    yield sent("jpeg then zip", plain + a_zip(), "jpeg")
    yield sent("jpeg then html", plain + b"<html><script>'" + PLANTED + b"'</script>", "jpeg")
    yield sent("jpeg with html in it", segment(plain, 0xFE, b"--><script>alert(1)</script>" + PLANTED), "jpeg")
    yield sent("jpeg then pdf", plain + b"%PDF-1.4\n1 0 obj(" + ASCII_PLANTED + b")endobj", "jpeg")
    yield sent("jpeg then jpeg", plain + segment(plain, 0xFE, PLANTED), "jpeg")
    several = io.BytesIO()
    drawing().save(several, "MPO", save_all=True, append_images=[drawing("L")], exif=exif())
    yield sent("jpeg several", several.getvalue(), "jpeg")
    yield sent("jpeg grey", saved(drawing("L"), "JPEG", comment=PLANTED), "jpeg")
    yield sent("jpeg four colours", saved(drawing("CMYK"), "JPEG", comment=PLANTED), "jpeg")
    yield sent("jpeg progressive", saved(drawing(), "JPEG", progressive=True, comment=PLANTED), "jpeg")
    yield sent("jpeg one pixel", saved(Image.new("RGB", (1, 1)), "JPEG"), "jpeg")
    at = plain.find(b"\xff\xc0")
    yield sent("jpeg says 65500 wide", plain[: at + 5] + b"\xff\xdc\xff\xdc" + plain[at + 9 :], "too_large")
    yield sent("jpeg says 6000 wide", plain[: at + 5] + b"\x17\x70\x17\x70" + plain[at + 9 :], "jpeg", "damaged")
    yield sent("jpeg start only", plain[:4], "damaged")


def _every_segment(plain: bytes) -> bytes:
    for mark in [*range(0xE1, 0xF0), 0xFE]:
        plain = segment(plain, mark, CANARY + bytes([mark]) + PLANTED)
    return plain


def _header_thumbnail(plain: bytes) -> bytes:
    body = b"JFIF\0\1\1\0\0\1\0\1\x0f\x0c" + PLANTED.ljust(15 * 12 * 3, b" ")[: 15 * 12 * 3]
    return b"\xff\xd8" + struct.pack(">BBH", 0xFF, 0xE0, len(body) + 2) + body + plain[20:]


def pngs() -> Iterator[Sent]:
    plain = saved(drawing(), "PNG")
    yield sent("png", plain, "png")
    for name in (b"tEXt", b"prVt", b"sPLT", b"tIME"):
        yield sent(f"png {name.decode()}", with_chunk(plain, name, b"Author\0" + PLANTED), "png", "damaged")
    yield sent("png zTXt", with_chunk(plain, b"zTXt", b"Author\0\0" + DEFLATED), "png")
    yield sent("png iTXt", with_chunk(plain, b"iTXt", b"Author\0\1\0en\0\0" + DEFLATED), "png")
    yield sent("png iCCP", with_chunk(plain, b"iCCP", b"x\0\0" + DEFLATED), "png")
    yield sent("png eXIf", saved(drawing(), "PNG", exif=exif(orientation=6)), "png")
    yield sent("png eXIf at end", with_chunk(plain, b"eXIf", exif().tobytes()[6:], at_end=True), "png")
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    info.add_text("Comment", ASCII_PLANTED.decode(), zip=True)
    yield sent("png xmp", saved(drawing(), "PNG", pnginfo=info), "png")
    yield sent("png then bytes", plain + PLANTED, "png")
    yield sent("png then zip", plain + a_zip(), "png")
    yield sent("png second picture after its end", plain + with_chunk(plain, b"tEXt", b"A\0" + PLANTED), "png")
    yield sent("png wrong sum in header", plain[:30] + b"\0\0\0" + plain[33:], "damaged")
    broken = with_chunk(plain, b"tEXt", b"A\0" + PLANTED)
    yield sent("png wrong sum in text", broken.replace(b"\0" + CANARY, b"\1" + CANARY, 1), "png", "damaged")
    yield sent("png without end", plain[:-12], "png", "damaged")
    yield sent("png header only", plain[:33], "damaged")
    yield sent("png no width", png_of(0, 5, 8, 2, zlib.compress(b"")), "damaged")
    frames = [drawing("L"), drawing("L").rotate(90)]
    yield sent("png moving", saved(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100), "png")
    yield sent("png interlaced bits", saved(drawing("1"), "PNG"), "png")
    yield sent("png sixteen bits", saved(drawing("L").convert("I;16"), "PNG"), "png")
    yield sent("png beneath what is see-through", saved(_beneath(), "PNG"), "png")
    yield sent("png in colours nobody uses", saved(_unused_colours(), "PNG"), "png")
    rows = b"".join(b"\0" + bytes(30) for _ in range(10))
    yield sent("png more data than picture", png_of(10, 10, 8, 2, zlib.compress(rows + PLANTED)), "png", "damaged")
    yield sent("png bytes after its data", png_of(10, 10, 8, 2, zlib.compress(rows) + PLANTED), "png", "damaged")
    yield sent("png bomb wide", png_of(50_000, 50_000, 1, 0, zeros(50_000 * 6_251)), "too_large")
    yield sent("png bomb within pixels", png_of(6_300, 6_300, 8, 2, zeros(6_300 * 18_901)), "png", "jpeg")
    yield sent("png bomb line", png_of(39_000_000, 1, 1, 0, zeros(4_875_001)), "too_large")
    yield sent("png bomb in text", with_chunk(plain, b"zTXt", b"A\0\0" + zeros(200 << 20)), "png", "damaged")
    yield sent("png bomb in profile", with_chunk(plain, b"iCCP", b"A\0\0" + zeros(200 << 20)), "png", "damaged")


def _beneath() -> Image.Image:
    """See-through all over, but for a corner; the canary is what the pixels would be."""
    hidden = Image.frombytes("RGB", (240, 160), (CANARY * 4_000)[: 240 * 160 * 3]).convert("RGBA")
    hidden.putalpha(0)
    hidden.paste((0, 0, 0, 255), (0, 0, 40, 40))
    return hidden


def _unused_colours() -> Image.Image:
    picture = drawing("L").point(lambda value: value // 128).convert("P")
    picture.putpalette((b"\0\0\0\xff\xff\xff" + CANARY * 20)[:768])
    return picture


def others() -> Iterator[Sent]:
    gif = saved(drawing("P"), "GIF", comment=PLANTED)
    yield sent("gif comment", gif, "png")
    yield sent("gif then archive", gif + a_zip(), "png")
    xmp = b"!\xff\x0bXMP DataXMP" + XMP + bytes([1, *range(255, -1, -1)]) + b"\0"
    yield sent("gif xmp", gif[:-1] + xmp + b";", "png", "damaged")
    yield sent("gif moving", saved(drawing("P"), "GIF", save_all=True, append_images=[_unused_colours()]), "png")
    yield sent("gif says 65535 wide", gif[:6] + b"\xff\xff\xff\xff" + gif[10:], "too_large")
    yield sent("gif start only", gif[:13], "damaged")
    words = {270: ASCII_PLANTED.decode(), 305: CANARY.decode(), 315: CANARY.decode(), 33432: CANARY.decode()}
    for packing in ("raw", "tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"):
        yield sent(f"tiff {packing}", saved(drawing(), "TIFF", compression=packing, tiffinfo=words), "png")
    yield sent("tiff exif", saved(drawing(), "TIFF", exif=exif()), "png")
    yield sent("tiff four colours", saved(drawing("CMYK"), "TIFF", tiffinfo=words), "png")
    yield sent("tiff fax", saved(drawing("1"), "TIFF", compression="group4", tiffinfo=words), "png")
    yield sent("tiff fractions", saved(drawing("F"), "TIFF", tiffinfo=words), "png")
    yield sent("tiff pages", saved(drawing(), "TIFF", save_all=True, append_images=[drawing()], tiffinfo=words), "png")
    tiff = saved(drawing(), "TIFF", tiffinfo=words)
    at = int.from_bytes(tiff[4:8], "little")
    turns_back = at + 2 + 12 * int.from_bytes(tiff[at : at + 2], "little")
    yield sent("tiff endless", tiff[:turns_back] + tiff[4:8] + tiff[turns_back + 4 :], "png", "damaged")
    yield sent("tiff nowhere", tiff[:4] + b"\xf0\xff\xff\xff" + tiff[8:], "damaged")
    bmp = saved(drawing(), "BMP")
    yield sent("bmp gap", _gap(bmp), "png")
    yield sent("bmp then bytes", bmp + PLANTED, "png")
    yield sent("bmp says 60000 wide", bmp[:18] + b"\x60\xea\0\0\x60\xea\0\0" + bmp[26:], "too_large")
    yield sent("bmp upside down", saved(drawing("P"), "BMP"), "png")
    yield sent("bmp start only", bmp[:20], "damaged")
    for exact in (False, True):
        webp = saved(drawing(), "WEBP", lossless=exact, exif=exif().tobytes(), xmp=XMP, icc_profile=PLANTED)
        yield sent(f"webp exact {exact}", webp, "jpeg")
    yield sent("webp beneath", saved(_beneath(), "WEBP", lossless=True, exact=True), "jpeg")
    yield sent("webp moving", saved(drawing(), "WEBP", save_all=True, append_images=[drawing("L")]), "jpeg")
    yield sent("webp then bytes", saved(drawing(), "WEBP") + PLANTED, "jpeg")


def _gap(bmp: bytes) -> bytes:
    start = int.from_bytes(bmp[10:14], "little")
    return bmp[:10] + struct.pack("<I", start + len(PLANTED)) + bmp[14:start] + PLANTED + bmp[start:]
