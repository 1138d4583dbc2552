"""`run_once` runs a file as `python program.py` would, and keeps its trace."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chainrule.trace import Trace

RUN = """
import sys
import time
from pathlib import Path
from chainrule.sandbox import SandboxError, run_once
try:
    trace = run_once(Path(sys.argv[1]), sys.argv[3:])
except SandboxError as error:
    sys.exit(f"SENTENCE {error}")
Path(sys.argv[2]).write_text(trace.to_json())
"""


class Command:
    """A process that calls `run_once`, as the command line does."""

    def __init__(self, folder: Path, program: str) -> None:
        self.program = folder / "project" / "program.py"
        self.program.parent.mkdir()
        self.program.write_text(program)
        self.result = folder / "result.json"
        self.folder = folder

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        line = [sys.executable, "-P", "-c", RUN, str(self.program), str(self.result), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            line,
            cwd=self.folder,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, typed: str = "") -> tuple[str, str]:
        with self.start(*arguments) as process:
            return process.communicate(typed)

    @property
    def trace(self) -> Trace:
        return Trace.from_json(self.result.read_text())


def test_a_program_finds_what_python_would_give_it(tmp_path: Path) -> None:
    program = """
import os, sys
import neighbour
print(sys.argv[1:], neighbour.NAME, os.getcwd())
print(input("name? "), __name__, os.path.basename(__file__))
print("to the other side", file=sys.stderr)
"""
    command = Command(tmp_path, program)
    (command.program.parent / "neighbour.py").write_text("NAME = 'next door'")
    printed, errors = command.run("one", "--two", typed="Ada\n")
    plain = subprocess.run(
        [sys.executable, str(command.program), "one", "--two"],
        cwd=tmp_path,
        input="Ada\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed == plain.stdout
    assert errors == plain.stderr == "to the other side\n"
    assert command.trace.output == plain.stdout
    assert command.trace.error is None


def test_the_working_directory_shadows_nothing(tmp_path: Path) -> None:
    command = Command(tmp_path, "import random\nprint(random.random() < 1)")
    (tmp_path / "random.py").write_text("raise SystemExit('the wrong module')")
    assert command.run() == ("True\n", "")


def test_prints_come_while_the_program_runs(tmp_path: Path) -> None:
    command = Command(tmp_path, "print('first', flush=True)\nprint('got', input())")
    with command.start() as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "first\n"
        assert process.communicate("it\n") == ("got it\n", "")


def test_ctrl_c_keeps_what_was_recorded(tmp_path: Path) -> None:
    program = """
import time, torch
w = torch.ones(2, requires_grad=True)
(w * w).sum().backward()
print("ready", flush=True)
time.sleep(600)
"""
    command = Command(tmp_path, program)
    with command.start() as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 0
    assert {step.kind for step in command.trace.steps} >= {"forward", "backward"}
    assert any("interrupted" in note for note in command.trace.meta.notes)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os\nos._exit(3)", "status 3"),
        ("import ctypes\nctypes.string_at(0)", "segmentation fault"),
    ],
)
def test_a_crash_is_a_sentence(tmp_path: Path, program: str, sentence: str) -> None:
    command = Command(tmp_path, program)
    _, errors = command.run()
    assert errors.startswith("SENTENCE")
    assert sentence in errors
    assert not command.result.exists()


def test_what_a_program_does_at_its_exit_is_done(tmp_path: Path) -> None:
    command = Command(tmp_path, "import atexit\natexit.register(print, 'goodbye')")
    assert command.run() == ("goodbye\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_program_does_not_outlive_who_runs_it(tmp_path: Path, number: signal.Signals) -> None:
    program = "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)"
    command = Command(tmp_path, program)
    with command.start() as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.send_signal(number)
        assert process.wait(20) == (-number if number == signal.SIGKILL else 128 + number)
    wait_until_gone(child)
    assert not command.result.exists()


def wait_until_gone(process: int) -> None:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} is still there")
