"""Letters that the shipped fonts lack: drawn from a system's font, else as boxes with codes."""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image
from pypdf import PdfReader

from chainrule.export import fallback, letters
from chainrule.export.drawing import Drawing, Layer, Line, Run
from chainrule.export.pdf import pdf
from chainrule.export.raster import png_of
from chainrule.export.svg import svg_of

# A block each, so high in a type of 1000; in a font of its own.
HEIGHTS = {"ש": 800, "ל": 200, "权": 700}
SIZE = 100


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a system's fonts; there is none in it yet."""
    caches = (fallback._fonts, letters._set, letters.stretches)
    monkeypatch.setattr(fallback, "FOLDERS", dict.fromkeys((sys.platform, "linux"), (tmp_path,)))
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def blocks(system: Path) -> None:
    """A font whose letters are blocks, half as wide as the type is high."""
    names = {letter: f"block{place}" for place, letter in enumerate(HEIGHTS)}
    glyphs = {".notdef": _block(0), **{names[each]: _block(high) for each, high in HEIGHTS.items()}}
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap({ord(letter): name for letter, name in names.items()})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (500, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupPost()
    font.save(system / "Blocks.ttf")


def _block(height: int) -> Any:
    pen = TTGlyphPen(None)
    if height:
        pen.moveTo((0, 0))
        for corner in ((0, height), (500, height), (500, 0)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _drawing(*texts: str) -> Drawing:
    runs = tuple(Run(text, SIZE, "sans", False, "#000000") for text in texts)
    line = Line(x=0, y=SIZE, runs=runs)
    layers = (Layer(shapes=(line,)),)
    return Drawing(width=200, height=120, ground="#ffffff", layers=layers, title="", text="")


def _tops(png: bytes) -> list[int]:
    """Where the ink begins in the middle of each half size of type."""
    image = Image.open(BytesIO(png)).convert("L")
    columns = (image.crop((x, 0, x + 1, image.height)) for x in (25, 75))
    return [
        min(y for y in range(image.height) if column.getpixel((0, y)) == 0) for column in columns
    ]


@pytest.mark.usefixtures("blocks")
def test_words_that_run_leftwards_are_painted_from_right_to_left() -> None:
    assert _tops(png_of(_drawing("של"))) == [80, 20]


def test_letters_that_nobody_has_are_painted_as_their_codes(system: Path) -> None:
    assert not list(system.iterdir())
    one, other = png_of(_drawing("权")), png_of(_drawing("重"))
    assert one != other
    assert one != png_of(_drawing("□"))
    assert letters.width_of("权重", "sans", False) == 2


@pytest.mark.usefixtures("blocks")
def test_a_drawing_holds_outlines_and_no_text() -> None:
    assert "<text" not in svg_of(_drawing("w של", "权"))


@pytest.mark.usefixtures("system")
def test_a_drawing_leaves_to_its_reader_what_nobody_has() -> None:
    root = ElementTree.fromstring(svg_of(_drawing("w", "权重")))
    found = root.find(".//{*}text")
    assert found is not None
    assert (found.text, found.get("font-family")) == ("权重", "sans-serif")


@pytest.mark.usefixtures("blocks")
def test_a_page_says_what_it_draws_and_goes_on_in_ink() -> None:
    page = PdfReader(BytesIO(pdf([_drawing("של", "after", "重")], ""))).pages[0]
    assert "after" in page.extract_text()
    said, modes, inked = [], [0], []
    contents = page.get_contents()
    assert contents is not None
    for operands, operator in contents.operations:
        if operator == b"q":
            modes.append(modes[-1])
        elif operator == b"Q":
            modes.pop()
        elif operator == b"Tr":
            modes[-1] = operands[0]
        elif operator == b"BDC":
            said.append(operands[1]["/ActualText"])
        elif operator == b"Tj":
            inked.append(modes[-1] == 0)
    # As they stand: from left to right.
    assert said == ["ל", "ש", "重"]
    assert inked == [False, False, True, False]
