"""`chainrule serve FILE`: the page of a program or of a trace."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.conftest import Command

PROGRAM = """
import torch

print("hello")
w = torch.ones(2, requires_grad=True)
(w * 3).sum().{}()
"""
SERVE = [sys.executable, "-c", "from chainrule.cli import main; main()", "serve", "--port", "0"]


@contextmanager
def served(folder: Path, file: str) -> Iterator[tuple[list[str], "subprocess.Popen[str]"]]:
    """The lines printed up to the address, and the process."""
    process = subprocess.Popen(
        [*SERVE, file],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        lines = []
        while not lines or " at http://" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], process.stderr and process.stderr.read()
        try:
            yield lines, process
        finally:
            process.send_signal(signal.SIGTERM)


def get(url: str) -> bytes:
    with urlopen(url, timeout=30) as answer:
        body: bytes = answer.read()
        return body


@pytest.mark.parametrize("ending", ["backward", "nope"])
def test_a_program_is_run_and_shown(tmp_path: Path, ending: str) -> None:
    """Also one that raises: what happened before is there."""
    (tmp_path / "program.py").write_text(PROGRAM.format(ending))
    with served(tmp_path, "program.py") as (lines, process):
        assert lines[0] == "hello\n"
        assert lines[1].startswith("chainrule shows program.py at http://127.0.0.1:")
        url = lines[1].split()[4].partition("#token=")[0]
        page = get(url).decode()
        root, _, trace_id = url.rpartition("/t/")
        assert f'"trace": "{trace_id}"' in page
        trace = json.loads(get(f"{root}/api/traces/{trace_id}"))
        assert {"mul", "sum"} <= {node["op"] for node in trace["nodes"]}
        assert (trace["error"] is None) == (ending == "backward")
        assert json.loads(get(f"{root}/api/traces/{trace_id}/layout"))["pictures"]
    assert process.stderr is not None


def test_a_trace_is_shown(tmp_path: Path, chainrule: Command) -> None:
    (tmp_path / "program.py").write_text(PROGRAM.format("backward"))
    assert chainrule("run", "program.py", "-o", "out.json").returncode == 0
    trace_id = json.loads((tmp_path / "out.json").read_text())["id"]
    with served(tmp_path, "out.json") as ([line], _):
        root, _, address = line.split()[4].partition("#token=")[0].rpartition("/t/")
        assert b'id="boot"' in get(f"{root}/t/{address}")
        assert json.loads(get(f"{root}/api/traces/{address}"))["id"] == trace_id
