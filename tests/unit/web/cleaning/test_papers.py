"""What shows on a page stays, as a picture; a PDF file of pictures is all that comes out."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from frihavn.web.cleaning import CleaningError, Limits, clean
from tests.unit.web.cleaning import corpus_papers
from tests.unit.web.cleaning.corpus_papers import VISIBLE, paper, saved_pdf
from tests.unit.web.cleaning.planted import CANARY


def file_named(name: str) -> bytes:
    return next(
        each.content for make in (corpus_papers.planted, corpus_papers.locked) for each in make() if each.name == name
    )


def page(content: bytes, number: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    return document[number].render(scale=150 / 72).to_pil().convert("L")


def ink(picture: Image.Image) -> int:
    """How many dark pixels."""
    return sum(picture.histogram()[:100])


def test_a_page_is_drawn_as_it_was() -> None:
    content = saved_pdf(paper(pages=3))
    found = clean(content)
    assert (found.kind, found.pages) == ("pdf", 3)
    for number in range(3):
        before, after = page(content, number), page(found.content, number)
        assert ink(before) > 1_000
        assert abs(before.width - after.width) <= 1
        difference = ImageChops.difference(before, after.resize(before.size))
        assert ImageStat.Stat(difference).mean[0] < 2


def test_what_is_written_into_a_form_is_drawn() -> None:
    found = clean(file_named("pdf form"))
    assert "forms" in found.what_was_removed
    field = (80, 300, 500, 380)  # the lower left of the page, at 150 dots an inch
    assert ink(page(found.content).crop(field)) > 200
    assert ink(page(clean(saved_pdf(paper())).content).crop(field)) == 0


def test_the_copy_has_pages_and_pictures_and_nothing_else() -> None:
    for name in ("pdf everything in object streams", "pdf script", "pdf notes", "pdf attachment", "pdf invisible text"):
        found = clean(file_named(name))
        with pikepdf.open(io.BytesIO(found.content)) as copy:
            assert copy.check_pdf_syntax() == []
            assert set(copy.trailer.keys()) == {"/Size", "/Root"}
            assert set(copy.Root.keys()) == {"/Type", "/Pages"}
            for each in copy.pages:
                assert set(each.keys()) == {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}
                assert set(each.Resources.keys()) == {"/XObject"}
                assert each.Contents.read_bytes().startswith(b"q ")
            assert len(copy.objects) == 2 + 3 * found.pages
        assert not pypdfium2.PdfDocument(found.content)[0].get_textpage().get_text_bounded()


def test_what_was_removed_is_named() -> None:
    for name, words in (
        ("pdf", ()),
        ("pdf info", {"metadata"}),
        ("pdf xmp", {"metadata"}),
        ("pdf script", {"scripts"}),
        ("pdf launch", {"scripts"}),
        ("pdf attachment", {"attachments"}),
        ("pdf form", {"forms"}),
        ("pdf notes", {"attachments", "comments", "links"}),
        ("pdf invisible text", {"hidden_text"}),
        ("pdf then zip", {"appended"}),
    ):
        assert set(clean(file_named(name)).what_was_removed) == set(words), name


def test_letters_that_cannot_be_drawn_are_not_left_out_in_silence() -> None:
    """A PDF file without its Russian font comes out with gaps; the reader has to hear of that."""
    pdf = paper(b"BT /F1 36 Tf 40 100 Td <C0C1C2> Tj ET")
    names = [pikepdf.Name(f"/afii1{17 + number:04d}") for number in range(3)]
    pdf.pages[0].Resources.Font.F1.Encoding = pikepdf.Dictionary(
        Type=pikepdf.Name.Encoding, Differences=pikepdf.Array([0xC0, *names])
    )
    assert "letters_not_drawn" in clean(saved_pdf(pdf)).what_was_removed
    assert "letters_not_drawn" not in clean(saved_pdf(paper())).what_was_removed


def test_a_locked_file_is_named_so_and_one_that_opens_is_drawn() -> None:
    for strength in (3, 4, 6):
        with pytest.raises(CleaningError) as caught:
            clean(file_named(f"pdf locked {strength}"))
        assert caught.value.kind == "encrypted"
        found = clean(file_named(f"pdf may not be printed {strength}"))
        assert ink(page(found.content)) > 1_000
        with pikepdf.open(io.BytesIO(found.content)) as copy:
            assert not copy.is_encrypted


def test_a_wall_is_drawn_smaller_and_a_label_as_it_is() -> None:
    wall = clean(saved_pdf(paper(size=(14_400, 10_000))))
    width, height = pypdfium2.PdfDocument(wall.content)[0].get_size()
    assert width * height * (150 / 72) ** 2 < 4_100_000
    assert width / height == pytest.approx(1.44, rel=0.01)
    label = clean(saved_pdf(paper(size=(100, 50))))
    assert pypdfium2.PdfDocument(label.content)[0].get_size() == pytest.approx((100, 50), abs=1)


def test_many_pages_share_the_room_there_is() -> None:
    noise = Image.effect_noise((1_000, 1_400), 90)
    out = io.BytesIO()
    noise.save(out, "PDF", save_all=True, append_images=[noise] * 9, quality=30)
    most = 2_000_000
    found = clean(out.getvalue(), limits=Limits(bytes_out_max=most))
    assert found.pages == 10
    assert len(found.content) <= most


def test_pages_are_counted_before_they_are_drawn() -> None:
    with pytest.raises(CleaningError) as caught:
        clean(saved_pdf(paper(pages=4)), limits=Limits(pages_max=3))
    assert caught.value.kind == "too_many_pages"


def test_the_same_file_gives_the_same_copy() -> None:
    content = file_named("pdf info")
    assert clean(content).content == clean(content).content
    assert CANARY not in clean(content).content
    assert VISIBLE not in clean(content).content
