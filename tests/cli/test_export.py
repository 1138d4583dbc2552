"""`chainrule export`: the file's name says the format; what cannot be leaves what was there."""

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
