"""`chainrule run`: the program runs as it always does, and its trace is what PyTorch did."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from chainrule.trace import AccumulateStep, Trace, UpdateStep
from tests.cli.conftest import Command

TRAINING = """
import sys

import torch
import torch.nn.functional as F
from data import X, y

print("arguments", sys.argv[1:])
model = torch.nn.Linear(3, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.05)
for _ in range(3):
    loss = F.mse_loss(model(X), y)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    print(loss.item())
print("to standard error", file=sys.stderr)
"""
DATA = """
import torch

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
y = torch.tensor([[1.0], [2.0]])
"""


def plain(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The program without chainrule, seeded as `chainrule run` seeds it."""
    seeded = "import torch, runpy, sys; torch.manual_seed(0); runpy.run_path('program.py')"
    return subprocess.run(
        [sys.executable, "-c", seeded, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(folder)},
    )


def test_a_training_loop(chainrule: Command, tmp_path: Path) -> None:
    """Prints, arguments and sibling modules are the program's; numbers are PyTorch's."""
    (tmp_path / "program.py").write_text(TRAINING)
    (tmp_path / "data.py").write_text(DATA)
    ended = chainrule("run", "program.py", "-o", "out.json", "--", "one", "--two")
    assert ended.returncode == 0, ended.stderr
    expected = plain(tmp_path, "one", "--two")
    assert ended.stdout.startswith(expected.stdout)
    assert ended.stderr == expected.stderr == "to standard error\n"
    losses = [float(line) for line in expected.stdout.splitlines()[1:]]

    trace = Trace.from_json((tmp_path / "out.json").read_bytes())
    assert trace.output == expected.stdout
    assert trace.meta.title == "program.py"
    updates = [step for step in trace.steps if isinstance(step, UpdateStep)]
    assert len(updates) == 6
    summary = ended.stdout.removeprefix(expected.stdout).splitlines()
    said = {line.split()[0]: line for line in summary}
    assert said["nodes"].split()[1] == str(len(trace.nodes))
    assert said["passes"].split()[1] == str(len(trace.passes))
    assert said["steps"].split()[1] == str(len(trace.steps))
    assert f"{losses[0]:.6g} → {losses[-1]:.6g}, over 3 backward passes" in said["loss"]
    assert "out.json" in said["trace"]
    assert said["time"].split()[2] == "s,"


def test_the_seed_and_what_is_kept(chainrule: Command, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import torch\nw = torch.randn(3, requires_grad=True)\n(w * w).sum().backward()\n"
    )
    options = ("--seed", "7", "--values", "structure", "--title", "Another title")
    ended = chainrule("run", "program.py", *options)
    assert ended.returncode == 0, ended.stderr
    trace = Trace.from_json((tmp_path / "program.trace.json").read_bytes())
    assert (trace.meta.seed, trace.meta.title) == (7, "Another title")
    assert all(snapshot.values is None for snapshot in trace.snapshots)
    assert "loss" not in ended.stdout

    ended = chainrule("run", "program.py", "--seed", "7", "-o", "full.json")
    assert ended.returncode == 0, ended.stderr
    trace = Trace.from_json((tmp_path / "full.json").read_bytes())
    (step,) = (step for step in trace.steps if isinstance(step, AccumulateStep))
    torch.manual_seed(7)
    assert trace.snapshots[step.after or 0].values == pytest.approx((2 * torch.randn(3)).tolist())


def test_the_seed_lessons_own_failure(chainrule: Command, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import torch\n"
        "w = torch.randn(3, 1, requires_grad=True)\n"
        "kept = (w * 2).sum()\n"
        "print('so far')\n"
        "y = torch.randn(4, 4) @ w\n"
        "print('never')\n"
    )
    ended = chainrule("run", "program.py", "-o", "out.json")
    assert ended.returncode == 1
    assert ended.stdout.startswith("so far\nnodes")
    for part in (
        "RuntimeError in the forward pass, program.py line 5",
        "y = torch.randn(4, 4) @ w",
        "mat1 and mat2 shapes cannot be multiplied (4x4 and 3x1)",
        "(4, 4) and (3, 1)",
        "hint: ",
    ):
        assert part in ended.stderr
    assert "Traceback" not in ended.stderr
    trace = Trace.from_json((tmp_path / "out.json").read_bytes())
    assert trace.error is not None
    assert {"mul", "sum"} <= {node.op for node in trace.nodes}


def test_a_syntax_error_names_its_line(chainrule: Command, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\ny = (2\n")
    ended = chainrule("run", "program.py", "-o", "out.json")
    assert ended.returncode == 1
    assert "SyntaxError" in ended.stderr
    assert "program.py line 2" in ended.stderr
    assert "y = (2" in ended.stderr
    assert Trace.from_json((tmp_path / "out.json").read_bytes()).error is not None


def test_no_backward_pass_is_a_note(chainrule: Command, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import torch\nprint(torch.ones(2) + 1)\n")
    ended = chainrule("run", "program.py", "-o", "out.json")
    assert ended.returncode == 0, ended.stderr
    assert "note    The program ran no backward pass" in ended.stdout
    assert "passes  1 (1 forward)" in ended.stdout


def test_a_program_that_kills_its_process_is_a_sentence(chainrule: Command, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    ended = chainrule("run", "program.py", "-o", "out.json")
    assert ended.returncode == 1
    assert ended.stderr.startswith("chainrule: program.py gave no trace: ")
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "out.json").exists()
