"""From a key to the painted step: the page in headless Chromium, on programs of several sizes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.table import table

__all__ = ["painting", "served", "window"]

SERVE = "from chainrule.cli import main; main()"
# Chains of layers: about eight nodes a line.
PROGRAM = """import torch

torch.manual_seed(0)
x = torch.randn(2, 2)
for _ in range({layers}):
    w, b = torch.randn(2, 2, requires_grad=True), torch.randn(2, requires_grad=True)
    x = torch.tanh(x @ w + b)
x.sum().backward()
"""
LAYERS = {True: (6,), False: (6, 20, 40)}
STEPS = 60
# What a reader waits for: the key is handled, the frame is drawn, and the next task begins.
MEASURE = """async (steps) => {
  const times = [];
  for (let step = 0; step < steps; step += 1) {
    const start = performance.now();
    const key = step % 20 < 10 ? "ArrowRight" : "ArrowLeft";
    dispatchEvent(new KeyboardEvent("keydown", { key }));
    await new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    }));
    times.push(performance.now() - start);
  }
  const cards = [...document.querySelectorAll('[data-role="card"]')];
  return [new Set(cards.map((each) => each.dataset.node)).size, times];
}"""


def painting(quick: bool) -> str:
    """The table of waiting times (wall clock; a frame of the screen, 17 ms, is part of them)."""
    rows = [_measured(layers) for layers in LAYERS[quick]]
    return table(("nodes in the picture", "p50", "p95"), rows)


def _measured(layers: int) -> tuple[str, str, str]:
    with _serving(PROGRAM.format(layers=layers)) as address, window() as page:
        page.goto(address)
        page.wait_for_selector("body.is-ready", timeout=120_000)
        page.keyboard.press("5")
        page.evaluate(MEASURE, 20)
        nodes, times = page.evaluate(MEASURE, STEPS)
    ordered = sorted(times)
    p50, p95 = (ordered[round(share * (STEPS - 1))] for share in (0.5, 0.95))
    return f"{nodes}", f"{p50:.0f} ms", f"{p95:.0f} ms"


@contextmanager
def _serving(program: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "program.py"
        file.write_text(program, encoding="utf-8")
        with served(str(file)) as address:
            yield address


@contextmanager
def served(*arguments: str) -> Iterator[str]:
    """The address, with its token, of a server that is ended afterwards."""
    line = [sys.executable, "-c", SERVE, "serve", *arguments, "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield next(_addresses(process.stdout))
        finally:
            process.terminate()


def _addresses(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if " at " in line:
            yield line.partition(" at ")[2].split()[0]


@contextmanager
def window() -> Iterator[Page]:
    """A page of a browser without a screen, as large as a projector's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
        browser.close()
