"""Every format, opened by a program that did not make it."""

import sys
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import av
import graphviz
import numpy as np
import pytest
from graphviz.backend import dot_command
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from chainrule.export import FORMATS, ExportError, export
from chainrule.export.narration import notes_of
from chainrule.lessons import find
from chainrule.trace import Trace

RANGE = {"from": "forward-3", "to": "backward-1", "width": "640", "height": "360"}
FILMS = ("gif", "webp", "apng", "mp4")


@pytest.fixture(scope="module")
def files(lesson: Trace) -> dict[str, bytes]:
    """Two steps of the lesson in every format."""
    quick = {"speed": "4"}
    return {
        name: export(lesson, name, RANGE | (quick if name in FILMS else {})) for name in FORMATS
    }


def test_an_svg_is_plain(files: dict[str, bytes]) -> None:
    text = files["svg"].decode()
    root = ElementTree.fromstring(text)
    assert root.attrib["width"] == "640"
    for word in ("var(", "oklch(", "foreignObject", "<script", "style=", "http-equiv", "<text"):
        assert word not in text
    assert root.find("{*}title").text.startswith("Backward · step 4")


def test_a_png_has_its_size(files: dict[str, bytes]) -> None:
    assert Image.open(BytesIO(files["png"])).size == (640, 360)


@pytest.mark.parametrize("name", ["svg", "png"])
def test_a_zip_has_a_file_for_each_step(files: dict[str, bytes], name: str) -> None:
    with ZipFile(BytesIO(files[f"{name}.zip"])) as archive:
        assert archive.namelist() == [f"step-003.{name}", f"step-004.{name}"]
        assert archive.read(f"step-004.{name}") == files[name]


def test_a_pdf_has_pages_of_words(files: dict[str, bytes]) -> None:
    pages = PdfReader(BytesIO(files["pdf"])).pages
    assert len(pages) == 2
    text = pages[1].extract_text()
    for words in (
        "Backward · step 4 of 11 · MseLossBackward0",
        "∂loss/∂loss",
        "prediction",
        "6.64",
    ):
        assert words in text


def test_slides_have_titles_notes_and_a_picture_told_in_words(files: dict[str, bytes]) -> None:
    slides = Presentation(BytesIO(files["pptx"])).slides
    assert [slide.shapes.title.text for slide in slides] == [
        "Forward · step 3 of 11 · loss",
        "Backward · step 4 of 11 · MseLossBackward0",
    ]
    last = slides[1]
    assert "starts at loss" in last.notes_slide.notes_text_frame.text
    picture = next(shape for shape in last.shapes if shape.shape_type == 13)
    assert Image.open(BytesIO(picture.image.blob)).size == (640, 360)
    assert "starts at loss" in picture._element.nvPicPr.cNvPr.get("descr")


@pytest.mark.parametrize("name", ["gif", "webp", "apng"])
def test_a_film_ends_with_the_still_of_its_last_step(
    files: dict[str, bytes], lesson: Trace, name: str
) -> None:
    film = Image.open(BytesIO(files[name]))
    assert film.size == (640, 360)
    lengths = []
    for frame in range(film.n_frames):
        film.seek(frame)
        film.load()
        lengths.append(film.info["duration"])
    # A still for 1/8 s, then a step of 1.1 s four times as fast, in frames of 50 ms.
    assert sum(lengths) == pytest.approx(375, abs=60)
    still = export(lesson, "png", RANGE | {"fit": "whole"})
    assert apart(film.convert("RGB"), Image.open(BytesIO(still))) < 0.01


def test_what_is_too_large_is_told_a_format_that_takes_it(
    lesson: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By turns the formats get too small; the sentence names the next that is not.
    for small, taken in (("gif", "mp4"), ("mp4", "pdf"), ("pdf", "html")):
        row = replace(FORMATS[small], stills=1, frames=1)
        monkeypatch.setitem(FORMATS, small, row)
        for name in ("gif", small):
            with pytest.raises(ExportError, match=rf"good for 1 .*take {taken}\.$"):
                export(lesson, name, {})
    monkeypatch.setitem(FORMATS, "pptx", replace(FORMATS["pptx"], nodes=2))
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], nodes=2))
    with pytest.raises(ExportError, match=r"pptx is good for 2 at most; html takes it\.$"):
        export(lesson, "pptx", {})


@pytest.mark.parametrize("name", ["webp", "apng"])
def test_a_film_too_large_to_hold_is_refused(lesson: Trace, name: str) -> None:
    large = {"width": "3840", "height": "2160"}
    with pytest.raises(ExportError, match=r"good for 72 of this size at most.* take mp4"):
        export(lesson, name, large)


def test_a_video_has_twenty_frames_a_second(files: dict[str, bytes], lesson: Trace) -> None:
    with av.open(BytesIO(files["mp4"])) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.average_rate) == ("h264", 20)
        frames = [frame.to_image() for frame in video.decode(stream)]
    still = Image.open(BytesIO(export(lesson, "png", RANGE | {"fit": "whole"})))
    assert apart(frames[-1], still) < 0.01
    assert apart(frames[0], still) > 0.01


def test_graphviz_reads_the_dot(files: dict[str, bytes]) -> None:
    dot_command.DOT_BINARY = Path(sys.executable).parent / "graphviz-pure"
    drawn = graphviz.Source(files["dot"].decode()).pipe(format="svg").decode()
    assert "MseLossBackward0" in drawn


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_export_twice_is_the_same_bytes(
    files: dict[str, bytes], lesson: Trace, name: str
) -> None:
    words = RANGE | ({"speed": "4"} if name in FILMS else {})
    assert export(lesson, name, words) == files[name]


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that look different."""
    pixels = [np.asarray(image.convert("RGB")).astype(int) for image in (one, other)]
    return float((np.abs(pixels[0] - pixels[1]).max(2) > 80).mean())


def test_what_the_lesson_says_goes_with_its_run(files: dict[str, bytes], lesson: Trace) -> None:
    notes = notes_of(lesson)
    said = [each.text for each in find("linear-regression").notes]  # type: ignore[union-attr]
    assert sum(text in " ".join(notes.values()) for text in said) == len(said)
    note = notes[4]
    slides = Presentation(BytesIO(files["pptx"])).slides
    assert slides[1].notes_slide.notes_text_frame.text.endswith(f"\n{note}")
    page = PdfReader(BytesIO(files["pdf"])).pages[1]
    assert note in " ".join(page.extract_text().split())
    assert note in unescape(files["noscript.html"].decode())
    assert note.split("'")[0] in files["html"].decode()


def test_a_changed_program_is_no_lesson(lesson: Trace) -> None:
    (file,) = lesson.program.files
    program = replace(lesson.program, files=(replace(file, text=file.text + "print(1)\n"),))
    assert notes_of(replace(lesson, program=program)) == {}
