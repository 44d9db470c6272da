"""Pictures, decoded and drawn anew: no metadata, no profile, no second picture, nothing beneath what is see-through."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from dataclasses import dataclass

from PIL import (  # nothing can be loaded once the child is locked in, so every decoder is loaded here
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageStat,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from frihavn.web.cleaning.answer import THUMBNAIL_HEIGHT_MAX, THUMBNAIL_WIDTH_MAX
from frihavn.web.cleaning.cleaned import CleaningError, Limits

Image.preinit()  # the same for what Pillow would load by itself
DECODERS = (
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
"""What decodes them; Pillow finds each by its name."""
_PIXELS_OF_A_PNG_MAX = 12_000_000
_JPEG_WAYS = ((88, 1.0), (75, 1.0), (60, 1.0), (50, 0.7), (40, 0.5), (30, 0.3))
"""Quality and scale, until it fits."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION, _GPS = 0x0112, 0x8825
_QUIET = frozenset(  # what Pillow notes of the picture itself
    {"jfif", "jfif_version", "jfif_density", "jfif_unit", "dpi", "compression", "interlace", "version", "gamma", "srgb"}
    | {"background", "transparency", "duration", "loop", "extension", "timestamp", "default_image", "adobe"}
    | {"adobe_transform", "chromaticity", "aspect", "progressive", "progression", "bbox", "resolution"}
)
_QUIET_SEGMENTS = frozenset({"APP0", "APP14"})
"""Of a JPEG file: that it is one, and how its colours were turned."""
_QUIET_TAGS = frozenset((*range(254, 267), *range(273, 285), *range(290, 298), 317, 320, 322, 323, 324, 325, 338, 339))
"""Of a TIFF file: where the picture lies and how it is packed."""
_LIGHT = 190


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew, `kind` png or jpeg."""

    kind: str
    content: bytes
    thumbnail: bytes
    removed: set[str]


def drawn(content: bytes, kind: str, *, limits: Limits) -> Drawn:
    """The first picture of a file, drawn anew.

    Raises:
        CleaningError: `too_large`, in pixels or whatever its quality.
        Exception: Pillow's, of many kinds: the file is damaged.
    """
    Image.MAX_IMAGE_PIXELS = None  # we look ourselves, and Pillow's own word for it would be another
    with Image.open(io.BytesIO(content), formats=[kind.upper()]) as opened:
        check_size(opened.size, limits=limits)
        opened.load()
        check_size(opened.size, limits=limits)
        removed, turn = _noticed(opened)
        plain = _plain(opened)
    if turn in _TURNS:
        plain = plain.transpose(_TURNS[turn])
    removed |= _appended(content, kind)
    thumbnail = thumbnail_of(plain)
    if kind not in ("jpeg", "webp") and plain.width * plain.height <= _PIXELS_OF_A_PNG_MAX:
        exact = _png(plain)
        if len(exact) <= limits.bytes_out_max:
            return Drawn("png", exact, thumbnail, removed)
    return Drawn("jpeg", jpeg_of(plain, bytes_max=limits.bytes_out_max), thumbnail, removed)


def check_size(size: tuple[int, int], *, limits: Limits) -> None:
    """Raises CleaningError if a picture has too many pixels, or too many in a row."""
    if size[0] * size[1] > limits.pixels_max or max(size) > limits.side_pixels_max:
        raise CleaningError("too_large")


def thumbnail_of(plain: Image.Image) -> bytes:
    """A small PNG of a picture."""
    scale = min(THUMBNAIL_WIDTH_MAX / plain.width, THUMBNAIL_HEIGHT_MAX / plain.height, 1.0)
    return _png(_scaled(plain, scale))


def jpeg_of(plain: Image.Image, *, bytes_max: int) -> bytes:
    """A JPEG of a picture, worse and then smaller until it fits.

    Raises:
        CleaningError: `too_large`.
    """
    for quality, scale in _JPEG_WAYS:
        out = io.BytesIO()
        (plain if scale == 1 else _scaled(plain, scale)).save(out, "JPEG", quality=quality)
        if out.tell() <= bytes_max:
            return out.getvalue()
    raise CleaningError("too_large")


def _png(plain: Image.Image) -> bytes:
    out = io.BytesIO()
    plain.save(out, "PNG")
    return out.getvalue()


def _scaled(plain: Image.Image, scale: float) -> Image.Image:
    size = (max(1, int(plain.width * scale)), max(1, int(plain.height * scale)))
    return plain if size == plain.size else plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(opened: Image.Image) -> Image.Image:
    """Grey or colours, eight bits, and a new object that knows nothing of the file."""
    if opened.has_transparency_data:
        return _on_paper(opened.convert("RGBA"))
    if opened.mode == "F" or opened.mode.startswith("I"):  # more than eight bits: the range that is used, on 256 steps
        deep = opened if opened.mode == "F" else opened.convert("I").convert("F")
        low, high = (float(edge) for edge in deep.getextrema())  # type: ignore[arg-type]  # two numbers in this mode
        if opened.mode.startswith("I") and low >= 0 and high < 65536:
            low, high = 0.0, 65535.0
        picture = deep.point(lambda value: value * (255 / max(high - low, 1e-9)) + -low * 255 / max(high - low, 1e-9))
        picture = picture.convert("L")
    else:
        picture = opened.convert("L" if opened.mode in ("1", "L") else "RGB")
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _on_paper(picture: Image.Image) -> Image.Image:
    """Laid on white, or on dark grey where what shows is light: whatever lay beneath what is see-through is gone."""
    alpha = picture.getchannel("A")
    light = ImageStat.Stat(picture.convert("L"), mask=alpha)
    paper = 64 if light.count[0] and light.mean[0] > _LIGHT else 255
    fresh = Image.new("RGB", picture.size, (paper, paper, paper))
    fresh.paste(picture, mask=alpha)
    return fresh


def _noticed(opened: Image.Image) -> tuple[set[str], int]:
    """What the file holds besides the picture, and how the picture is to be turned. Unreadable notes say nothing."""
    removed = set()
    notes = {str(name).lower() for name in opened.info} - _QUIET
    if notes or set(getattr(opened, "app", {})) - _QUIET_SEGMENTS:
        removed.add("metadata")
    turn = 1
    with suppress(OSError, ValueError, TypeError, KeyError, IndexError, SyntaxError, OverflowError, struct.error):
        exif = opened.getexif()
        turn = int(exif.get(_ORIENTATION, 1))
        if set(exif) - _QUIET_TAGS:
            removed.add("metadata")
        if exif.get_ifd(_GPS):
            removed.add("location")
    if b"exif:GPS" in _raw_xmp(opened):
        removed.add("location")
    with suppress(OSError, ValueError, TypeError, KeyError, IndexError, SyntaxError, EOFError, struct.error):
        if getattr(opened, "is_animated", False):
            removed.add("further_pictures")
    return removed, turn


def _raw_xmp(opened: Image.Image) -> bytes:
    found = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    return found if isinstance(found, bytes) else str(found).encode("utf-8", errors="replace")


def _appended(content: bytes, kind: str) -> set[str]:
    end = {"png": b"IEND\xaeB`\x82", "jpeg": b"\xff\xd9"}.get(kind)
    if end is None:
        return set()
    return {"appended"} if content[content.rfind(end) + len(end) :].strip(b"\x00\r\n") else set()
