"""Hostile programs are contained; ordinary ones work; every layer is what holds something."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from chainrule.sandbox import Crashed, SandboxError
from chainrule.sandbox.layers import LAYERS
from chainrule.sandbox.policy import system_calls
from chainrule.sandbox.syscalls import NUMBERS
from chainrule.trace import Trace
from tests.sandbox.bench import LIMITS, Bench
from tests.sandbox.hostile import CONTROLS, ESCAPES, SURVIVED_BY
from tests.sandbox.hostile_kernel import BY_THE_KERNEL, EVERY_CALL
from tests.sandbox.hostile_libraries import BY_LIBRARIES


@pytest.fixture
def places(tmp_path: Path) -> dict[str, object]:
    """A file, a folder and a process that programs shall not reach."""
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    return {"secret": secret, "folder": tmp_path, "server": os.getpid()}


@pytest.fixture(scope="module", params=SURVIVED_BY)
def gap(request: pytest.FixtureRequest) -> Iterator[tuple[str, Bench]]:
    """A runner that lacks one layer, and the layer."""
    bench = Bench(layers=[layer for layer in LAYERS if layer != request.param])
    bench.do(bench.runner.start())
    yield request.param, bench
    bench.close()


ATTACKS = {**ESCAPES, **BY_THE_KERNEL, **BY_LIBRARIES}


@pytest.mark.parametrize("attack", ATTACKS)
def test_is_contained(bench: Bench, places: dict[str, object], attack: str) -> None:
    outcome = bench.outcome(ATTACKS[attack].format(**places))
    printed = outcome.output
    assert "ESCAPED" not in printed
    assert isinstance(outcome, Crashed) or (isinstance(outcome, Trace) and printed)
    assert Path(str(places["secret"])).read_text() == "a secret"
    assert [each.name for each in Path(str(places["folder"])).iterdir()] == ["secret.txt"]


@pytest.mark.parametrize("name", CONTROLS)
def test_works(bench: Bench, name: str) -> None:
    trace = bench.run(dedent(CONTROLS[name]))
    assert trace.error is None
    assert "WORKS True" in trace.output


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are x86-64's")
def test_no_call_beyond_the_list_is_answered(bench: Bench) -> None:
    listed = {NUMBERS[rule.call][0] for rule in system_calls(0)}
    assert bench.run(EVERY_CALL.format(listed=listed)).output == "all tried\n"


def test_each_layer_holds_something(gap: tuple[str, Bench], places: dict[str, object]) -> None:
    layer, bench = gap
    assert bench.runner.isolation.missing == (layer,)
    for attack in SURVIVED_BY[layer]:
        trace = bench.run(ESCAPES[attack].format(**places), trusted=True)
        assert "ESCAPED" in trace.output, attack


def test_a_gap_is_refused(gap: tuple[str, Bench]) -> None:
    layer, bench = gap
    outcome = bench.outcome("print(1)")
    assert isinstance(outcome, SandboxError)
    assert layer in str(outcome)


def status_after(layers: Iterable[str]) -> dict[str, str]:
    """What the kernel says of a process that has put these layers on."""
    program = (
        "import sys; from chainrule.sandbox import Limits; from chainrule.sandbox.lock import lock;"
        "status = open('/proc/self/status'); lock(Limits(), sys.argv[1:]); print(status.read())"
    )
    line = [sys.executable, "-c", program, *layers]
    text = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    return {
        name: value.strip() for name, _, value in (row.partition(":") for row in text.split("\n"))
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has capabilities to lose")
def test_root_loses_its_capabilities() -> None:
    assert int(status_after([])["CapEff"], 16) != 0
    after = status_after(["capabilities"])
    assert {int(after[each], 16) for each in ("CapEff", "CapPrm", "CapInh", "CapAmb")} == {0}


def test_no_program_can_give_new_rights() -> None:
    after = status_after(LAYERS)
    assert (after["NoNewPrivs"], after["Seccomp"]) == ("1", "2")


OWN_LIMITS = """
import resource
for name in ("CPU", "FSIZE", "NOFILE", "CORE", "MEMLOCK", "AS"):
    print(name, *resource.getrlimit(getattr(resource, "RLIMIT_" + name)))
"""


def test_every_resource_is_limited(bench: Bench) -> None:
    rows = [line.split() for line in bench.run(OWN_LIMITS).output.splitlines()]
    found = {name: {int(soft), int(hard)} for name, soft, hard in rows}
    (memory,) = found.pop("AS")
    assert LIMITS.memory < memory < 16 * LIMITS.memory
    seconds = int(LIMITS.seconds + LIMITS.grace + LIMITS.writing) + 1
    rest = {"CPU": {seconds}, "NOFILE": {LIMITS.descriptors}}
    assert found == {**rest, "FSIZE": {0}, "CORE": {0}, "MEMLOCK": {0}}


def test_a_child_is_alone_polite_and_closed_to_others() -> None:
    """What it does before it locks itself: here a process that was started for it."""
    program = (
        "import ctypes, os, sys; from chainrule.sandbox.lock import leave_the_family\n"
        "os.environ['SECRET'] = 'x'; leave_the_family(int(sys.argv[1]))\n"
        "control = lambda option: ctypes.CDLL(None).prctl(option, 0, 0, 0, 0)\n"
        "print(os.getsid(0) == os.getpid(), os.nice(0) - int(sys.argv[2]), 'SECRET' in os.environ,"
        " control(3))"
    )
    line = [sys.executable, "-c", program, str(os.getpid()), str(os.nice(0))]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "5", "False", "0"]


def test_the_isolation_is_complete(bench: Bench) -> None:
    assert bench.runner.isolation.complete, bench.runner.isolation.sentence


def test_the_probe_finds_what_is_open(gap: tuple[str, Bench]) -> None:
    layer, bench = gap
    expected = {
        "landlock": {"read a file", "list a folder"},
        "seccomp": {"open a socket", "start a process", "start a thread"},
        "limits": {"take more memory than its limit"},
    }
    assert expected[layer] <= {*bench.runner.isolation.escapes}


def test_a_run_does_not_poison_the_next(bench: Bench) -> None:
    bench.run("import torch, builtins\ntorch.Tensor.__add__ = lambda *_: 7\nbuiltins.print = None")
    trace = bench.run("import torch\nprint((torch.ones(1) + torch.ones(1)).item())")
    assert trace.output == "2.0\n"
