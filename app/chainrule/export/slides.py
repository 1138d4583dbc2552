"""PPTX: a slide for each still, its title and notes as text, its picture told in words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from lxml.etree import SubElement  # type: ignore[import-untyped]
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from chainrule.export.archive import packed_again
from chainrule.export.drawing import Drawing, Line, Run
from chainrule.export.letters import printable
from chainrule.export.raster import png_of
from chainrule.export.svg import svg_of

__all__ = ["pptx"]

PIXEL = 9525
"""EMU a pixel."""
POINT = 0.75
TITLE_ONLY = 5
"""The layout of that name in the default template."""
SVG_IN_A_PICTURE = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""Office's name for the drawing behind a picture; programs that do not know it show the picture."""
SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
LONG_AGO = datetime(2000, 1, 1)
FAMILY = "Inter"


def pptx(drawings: Iterable[Drawing], title: str) -> bytes:
    """The slides as a file."""
    deck = Presentation()
    _describe(deck.core_properties, title)
    for drawing in drawings:
        deck.slide_width, deck.slide_height = (
            Emu(drawing.width * PIXEL),
            Emu(drawing.height * PIXEL),
        )
        _slide(deck, drawing)
    buffer = BytesIO()
    deck.save(buffer)
    return packed_again(buffer.getvalue())


def _describe(properties: Any, title: str) -> None:
    """The title, and dates that are the same for every file."""
    properties.title = printable(title)
    properties.author = properties.last_modified_by = "chainrule"
    properties.created = properties.modified = LONG_AGO
    properties.revision = 1


def _slide(deck: Any, drawing: Drawing) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(drawing.ground)
    rest = replace(drawing, layers=tuple(each for each in drawing.layers if not each.title))
    picture = slide.shapes.add_picture(
        BytesIO(png_of(rest)), 0, 0, deck.slide_width, deck.slide_height
    )
    _sharpen(slide, picture, svg_of(rest))
    words = printable(drawing.text)
    picture.name = "Graph"
    picture._element.nvPicPr.cNvPr.set("descr", f"{printable(drawing.title)}. {words}")
    # Behind the title, which is the first that is read.
    slide.shapes._spTree.remove(picture._element)
    slide.shapes._spTree.insert(2, picture._element)
    _title(slide.shapes.title, drawing)
    notes = filter(None, (words, printable(drawing.note)))
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _sharpen(slide: Any, picture: Any, svg: str) -> None:
    """Put the drawing itself behind the picture."""
    package = slide.part.package
    name = package.next_partname("/ppt/media/drawing%d.svg")
    drawing = Part(name, "image/svg+xml", package, svg.encode())
    key = slide.part.relate_to(drawing, RT.IMAGE)
    blip = picture._element.blipFill.find(qn("a:blip"))
    extension = SubElement(SubElement(blip, qn("a:extLst")), qn("a:ext"), uri=SVG_IN_A_PICTURE)
    behind = SubElement(extension, f"{{{SVG_NAMESPACE}}}svgBlip", nsmap={"asvg": SVG_NAMESPACE})
    behind.set(qn("r:embed"), key)


def _title(box: Any, drawing: Drawing) -> None:
    lines = [shape for layer in drawing.layers if layer.title for shape in layer.shapes]
    line = next(each for each in lines if isinstance(each, Line))
    run = line.runs[0] if line.runs else Run(" ", 1.0, "sans", True, "#000000")
    box.left, box.top = Emu(round(line.x * PIXEL)), Emu(round((line.y - run.size * 1.1) * PIXEL))
    box.width = Emu(round((drawing.width - 2 * line.x) * PIXEL))
    box.height = Emu(round(run.size * 1.4 * PIXEL))
    frame = box.text_frame
    frame.text = printable(drawing.title) or run.text
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor, frame.auto_size = MSO_ANCHOR.MIDDLE, MSO_AUTO_SIZE.NONE
    frame.word_wrap = False
    words = frame.paragraphs[0]
    words.alignment = 1
    font = words.runs[0].font
    font.name, font.size, font.bold = FAMILY, Pt(round(run.size * POINT, 1)), True
    font.color.rgb = _colour(run.fill)


def _colour(colour: str) -> Any:
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]
