"""A real JupyterLab, driven as its user drives it; what it saves lives on without a kernel."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Frame, Page

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import torch\nw = torch.ones(2, requires_grad=True)\n(w * 3).sum().backward()\n"
CELL = f"""import chainrule
trace = chainrule.run({PROGRAM!r}, title="In a notebook")
chainrule.show(trace, motion="none", step="forward-1", height=420)
chainrule.show(trace, motion="none", slide=True, height=420)
"""
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "cells": [
        {
            "cell_type": "code",
            "id": "one",
            "metadata": {},
            "source": CELL,
            "outputs": [],
            "execution_count": None,
        }
    ],
}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab in a folder with one notebook, not run yet."""
    (tmp_path / "lesson.ipynb").write_text(json.dumps(NOTEBOOK))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "home"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            *("--IdentityProvider.token=", f"--ServerApp.root_dir={tmp_path}"),
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ],
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT / "app")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/api", process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "JupyterLab ended"
        try:
            urlopen(url, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("JupyterLab did not answer")


def players(page: Page) -> list[Frame]:
    """The two players of the notebook, once both are there."""
    frames = page.locator('iframe[title="In a notebook"]')
    frames.nth(1).wait_for(timeout=60_000)
    found = [each.content_frame() for each in frames.element_handles()]
    for frame in found:
        assert frame is not None
        frame.wait_for_selector("body.is-ready")
    return [frame for frame in found if frame is not None]


def step_each(page: Page) -> None:
    """Each steps for itself."""
    first, second = players(page)
    assert "step 1 of 5" in first.locator(".eyebrow").inner_text()
    first.get_by_role("button", name="One step onwards").click()
    assert "step 2 of 5" in first.locator(".eyebrow").inner_text()
    second.locator(".stage").click(position={"x": 4, "y": 4})
    page.keyboard.press("End")
    assert "step 5 of 5" in second.locator(".eyebrow").inner_text()
    assert "step 2 of 5" in first.locator(".eyebrow").inner_text()


def test_in_jupyterlab_and_in_what_it_saves(browser: Browser, lab: str, tmp_path: Path) -> None:
    page = browser.new_context(viewport={"width": 1400, "height": 1300}).new_page()
    page.goto(f"{lab}/lab/tree/lesson.ipynb?reset", timeout=60_000)
    page.locator(".jp-Notebook .jp-Cell .cm-content").click(timeout=60_000)
    page.keyboard.press("Shift+Enter")
    step_each(page)
    page.keyboard.press("Escape")
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("Control+s")
    saved = tmp_path / "lesson.ipynb"
    deadline = time.monotonic() + 20
    while not json.loads(saved.read_text())["cells"][0]["outputs"]:
        assert time.monotonic() < deadline, "the notebook was not saved"
        time.sleep(0.1)
    page.context.close()
    convert = [sys.executable, "-m", "nbconvert", "--to", "html", str(saved)]
    subprocess.run(convert, check=True, capture_output=True, timeout=60)
    page = browser.new_context(offline=True).new_page()
    page.goto(saved.with_suffix(".html").as_uri(), wait_until="domcontentloaded")
    step_each(page)
    page.context.close()
