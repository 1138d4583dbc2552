"""A still of an export is what the screen shows; the page's dialog makes files."""

from io import BytesIO
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import Open
from tests.server.serving import Serving

SLIDE = {"viewport": {"width": 1280, "height": 720}}
# What an eye sees of a difference between two colours, of 255.
SEEN = 32


@pytest.mark.parametrize(
    ("step", "theme", "show"),
    [
        ("forward-3", "light", "values"),
        ("backward-2", "dark", "values,requires_grad,chain"),
        ("backward-2", "light", "values,grad_fn"),
        ("update-1", "light", "grad_fn,chain"),
    ],
)
def test_a_still_equals_the_screen(
    open_page: Open, serving: Serving, step: str, theme: str, show: str
) -> None:
    player = open_page(f"/?slide=1#step={step}&theme={theme}&show={show}&motion=none", **SLIDE)
    player.settle()
    player.page.evaluate("document.fonts.ready")
    screen = player.page.screenshot()
    address = f"{serving.url}/api/lessons/linear-regression/export/png"
    with urlopen(f"{address}?step={step}&theme={theme}&show={show}") as answer:
        still = answer.read()
    one, other = (np.asarray(Image.open(BytesIO(each)).convert("RGB")) for each in (screen, still))
    differing = np.abs(one.astype(int) - other.astype(int)).max(2) > SEEN
    assert differing.mean() < 0.01


def test_the_dialog_makes_a_file_of_this_step_and_of_some(open_page: Open, tmp_path: Path) -> None:
    player = open_page("/#step=backward-2&motion=none")
    page = player.page
    page.get_by_role("button", name="Export").click()
    page.get_by_label("Format").select_option("png")
    with page.expect_download() as made:
        page.get_by_role("button", name="Download").click()
    name = "linear-regression-one-training-step-backward-2.png"
    assert made.value.suggested_filename == name
    made.value.save_as(tmp_path / name)
    with Image.open(tmp_path / name) as picture:
        assert picture.size == (1280, 720)
    page.get_by_label("Format").select_option("png.zip")
    page.get_by_role("combobox", name="Steps").select_option("range")
    page.get_by_label("From step").fill("4")
    page.get_by_label("To step").fill("5")
    with page.expect_download() as made:
        page.get_by_role("button", name="Download").click()
    made.value.save_as(tmp_path / "range.zip")
    with ZipFile(tmp_path / "range.zip") as pictures:
        assert pictures.namelist() == ["step-004.png", "step-005.png"]
    page.get_by_label("Format").select_option("mp4")
    page.get_by_role("button", name="Download").click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled.").wait_for()
    page.get_by_role("button", name="Close").last.click()
    assert player.position == 5
