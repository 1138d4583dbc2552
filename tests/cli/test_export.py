"""`chainrule export`: the file's name says the format; what cannot be leaves what was there."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from chainrule.capture import run
from tests.cli.conftest import Command

PROGRAM = """
import torch
w = torch.tensor(2.0, requires_grad=True)
(w * w).backward()
"""


def test_a_trace_becomes_a_file(chainrule: Command, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(run(PROGRAM, title="Squares").to_json())
    ended = chainrule("export", "t.json", "-o", "out.svg", "--step", "backward-1", "--theme=dark")
    assert (ended.returncode, ended.stderr) == (0, "")
    drawn = (tmp_path / "out.svg").read_text()
    assert "Backward · step" in drawn
    assert "#14181d" in drawn
    for arguments, said in (
        (("-o", "out.bmp"), "There is no format 'bmp'"),
        (("-o", "out.svg", "--step", "7x"), "`step` is '7x', which is no step"),
        (("-o", "out.svg", "--size", "big"), "`width` is 'big'"),
        (("-o", "no/out.svg"), "There is no folder no"),
    ):
        ended = chainrule("export", "t.json", *arguments)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert said in ended.stderr
    assert (tmp_path / "out.svg").read_text() == drawn
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.svg", "t.json"]


def test_an_interrupted_export_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(run(PROGRAM).to_json())
    (tmp_path / "out.gif").write_text("what was there")
    command = [sys.executable, "-c", "from chainrule.cli import main; main()", "export", "t.json"]
    terminal, end = pty.openpty()
    started = subprocess.Popen(
        [*command, "-o", "out.gif", "--size=3840x2160"], cwd=tmp_path, stderr=end, text=True
    )
    os.close(end)
    seen = ""
    while "drawing" not in seen:
        seen += os.read(terminal, 1024).decode(errors="replace")
    started.send_signal(signal.SIGINT)
    assert started.wait(30) == 130
    while "not written" not in seen:
        seen += os.read(terminal, 1024).decode(errors="replace")
    os.close(terminal)
    assert (tmp_path / "out.gif").read_text() == "what was there"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.gif", "t.json"]
