"""Names and titles that are attacks are shown as text in every format, and never run."""

import json
from io import BytesIO
from xml.etree import ElementTree

import pytest
from pptx import Presentation
from pypdf import PdfReader

from chainrule.export import export
from chainrule.export.letters import printable
from chainrule.trace import Trace

MARKUP = "</script><script>alert(1)</script>"
QUOTES = "\"'`&amp;<!--"
TURNED = "\u202ereversed\u202c\u200f"
CONTROL = "bell\x07null\x00escape\x1b[31m"
FOREIGN = "重み 🙂"
TITLE = " ".join((MARKUP, QUOTES, TURNED, CONTROL, FOREIGN))


@pytest.fixture(scope="module")
def hostile(lesson: Trace) -> Trace:
    """The lesson, whose parameter, bias and title are attacks."""
    document = json.loads(lesson.to_json())
    document["meta"]["title"] = TITLE
    names = {"weight": MARKUP, "bias": QUOTES + CONTROL, "prediction": FOREIGN, "loss": TURNED}
    for tensor in document["tensors"]:
        tensor["name"] = names.get(tensor["name"], tensor["name"])
        tensor["path"] = names.get((tensor["path"] or "").rpartition(".")[2], tensor["path"])
    for module in document["modules"]:
        module["path"] = module["name"] = MARKUP
    return Trace.from_json(json.dumps(document))


ALL = {"show": "values,requires_grad,grad_fn,chain", "from": "0", "to": "backward-2"}


def test_svg(hostile: Trace) -> None:
    for step in ("0", "backward-2"):
        text = export(hostile, "svg", {**ALL, "step": step}).decode()
        root = ElementTree.fromstring(text)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "rect", "path", "circle", "text"}
        assert "<script" not in text
    first = ElementTree.fromstring(export(hostile, "svg", {"step": "0"}).decode())
    title = first.find("{*}title")
    assert title is not None
    assert title.text == printable(TITLE)
    assert MARKUP in printable(TITLE)
    assert "\u202e" not in printable(TITLE)


def test_png_and_gif_are_drawn(hostile: Trace) -> None:
    assert export(hostile, "png", {**ALL, "step": "backward-2"}).startswith(b"\x89PNG")
    small = {"from": "0", "to": "1", "width": "320", "height": "180", "speed": "8"}
    assert export(hostile, "gif", small).startswith(b"GIF89a")


def test_pdf(hostile: Trace) -> None:
    document = PdfReader(BytesIO(export(hostile, "pdf", ALL)))
    assert MARKUP in document.pages[0].extract_text().replace("\n", "")
    assert document.metadata is not None
    assert document.metadata.title == printable(TITLE)
    assert "/JavaScript" not in str(document.trailer["/Root"])


def test_pptx(hostile: Trace) -> None:
    deck = Presentation(BytesIO(export(hostile, "pptx", {"to": "1"})))
    assert deck.core_properties.title == printable(TITLE)
    assert deck.slides[0].shapes.title.text == printable(TITLE)


def test_dot(hostile: Trace) -> None:
    text = export(hostile, "dot", {}).decode()
    assert MARKUP in text
    # No label is HTML, which begins with < outside of quotes.
    assert "=<" not in text


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\ud800", "\uffff"])
def test_what_no_file_may_hold_becomes_a_box(mark: str) -> None:
    assert printable(f"a{mark}b") == "a□b"
