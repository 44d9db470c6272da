"""What shows on a picture stays; what lies behind it goes, and is named."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from frihavn.web.cleaning import Cleaned, CleaningError, Limits, clean
from tests.unit.web.cleaning.corpus_pictures import (
    XMP,
    a_zip,
    drawing,
    exif,
    exif_with_thumbnail,
    saved,
    segment,
    with_chunk,
)
from tests.unit.web.cleaning.planted import PLANTED


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of a pixel, 0 to 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


@pytest.mark.parametrize("form", ["PNG", "GIF", "TIFF", "BMP"])
def test_a_drawing_keeps_every_pixel(form: str) -> None:
    original = drawing("P") if form == "GIF" else drawing()
    found = clean(saved(original, form))
    assert found.kind == "png"
    assert found.pages == 1
    assert difference(opened(found.content), original) == 0


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_a_photo_keeps_its_look(form: str) -> None:
    found = clean(saved(drawing(), form))
    assert found.kind == "jpeg"
    assert difference(opened(found.content), drawing()) < 4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F"])
def test_a_picture_of_any_mode_keeps_its_look(mode: str) -> None:
    grey = drawing("L")
    if mode in ("I;16", "I"):  # sixteen bits of grey, as scanners make them
        original = grey.convert("I").point(lambda value: value * 257).convert(mode)
    else:
        original = grey.convert(mode)
    found = clean(saved(original, "TIFF"))
    assert difference(opened(found.content), grey.convert("1") if mode == "1" else grey) < 3


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_though_nothing_says_how_it_was_held(turn: int) -> None:
    ways = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    upright = drawing()
    undo = {5: 5, 6: 2, 7: 6, 8: 4}
    way = undo.get(turn, ways.get(turn))
    held = upright if way is None else upright.transpose(Image.Transpose(way))
    found = clean(saved(held, "JPEG", quality=95, exif=exif(orientation=turn)))
    assert difference(opened(found.content), upright) < 4
    assert dict(opened(found.content).getexif()) == {}


def test_what_was_removed_is_named() -> None:
    plain, png = saved(drawing(), "JPEG"), saved(drawing(), "PNG")
    frames = {"save_all": True, "append_images": [drawing("L")]}
    for content, words in (
        (plain, ()),
        (png, ()),
        (saved(drawing(), "TIFF"), ()),
        (saved(drawing(), "WEBP"), ()),
        (saved(drawing(), "JPEG", exif=exif()), ("location", "metadata")),
        (saved(drawing(), "PNG", exif=exif()), ("location", "metadata")),
        (saved(drawing(), "WEBP", exif=exif().tobytes()), ("location", "metadata")),
        (segment(plain, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), ("location", "metadata")),
        (segment(plain, 0xE1, exif_with_thumbnail()), ("metadata",)),
        (segment(plain, 0xFE, PLANTED), ("metadata",)),
        (segment(plain, 0xEB, PLANTED), ("metadata",)),
        (with_chunk(png, b"tEXt", b"Author\0" + PLANTED), ("metadata",)),
        (plain + a_zip(), ("appended",)),
        (png + PLANTED, ("appended",)),
        (saved(drawing(), "TIFF", **frames), ("further_pictures",)),
        (saved(drawing("P"), "GIF", **frames), ("further_pictures",)),
        (saved(drawing(), "MPO", **frames), ("further_pictures", "metadata")),
    ):
        assert clean(content).what_was_removed == words, content[:40]


def test_a_thumbnail_is_small_and_bare() -> None:
    for size in ((2_000, 1_000), (100, 3_000), (1, 1), (5_000, 2)):
        found = clean(saved(Image.new("RGB", size, "navy"), "PNG"))
        small = opened(found.thumbnail)
        assert small.format == "PNG"
        assert small.width <= 320
        assert small.height <= 480
        assert small.info == {}


def test_writing_that_is_light_on_nothing_can_still_be_read() -> None:
    """A signature in white on see-through ground is laid on dark paper, one in black on white."""
    for ink, paper in (((255, 255, 255), 64), ((0, 0, 0), 255)):
        signature = Image.new("RGBA", (60, 40), (123, 45, 67, 0))
        signature.paste((*ink, 255), (10, 10, 30, 30))
        picture = opened(clean(saved(signature, "PNG")).content)
        assert picture.getpixel((20, 20)) == ink
        assert picture.getpixel((50, 35)) == (paper,) * 3


def test_a_copy_that_would_be_too_large_is_made_with_less_quality() -> None:
    noise = Image.effect_noise((900, 900), 90)
    content = saved(noise, "PNG")
    assert clean(content).kind == "png"
    for most in (300_000, 60_000, 15_000):
        found = clean(content, limits=Limits(bytes_out_max=most))
        assert found.kind == "jpeg"
        assert len(found.content) <= most
    with pytest.raises(CleaningError, match="too large"):
        clean(content, limits=Limits(bytes_out_max=1_000))


def test_the_same_file_gives_the_same_copy() -> None:
    content = saved(drawing(), "JPEG", exif=exif())
    assert clean(content) == clean(content)


def test_limits_are_those_that_were_given() -> None:
    content = saved(drawing(), "PNG")
    for limits in (
        Limits(pixels_max=240 * 160 - 1),
        Limits(side_pixels_max=239),
        Limits(bytes_in_max=len(content) - 1),
    ):
        with pytest.raises(CleaningError) as caught:
            clean(content, limits=limits)
        assert caught.value.kind == "too_large"
    assert isinstance(clean(content, limits=Limits(pixels_max=240 * 160, side_pixels_max=240)), Cleaned)


def test_a_picture_as_large_as_can_be_is_drawn_within_its_memory() -> None:
    turned = exif(orientation=6)
    found = clean(saved(Image.new("RGB", (7_900, 5_000), "olive"), "JPEG", exif=turned))
    assert opened(found.content).size == (5_000, 7_900)
