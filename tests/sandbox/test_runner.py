"""A runner over its life: a zygote that dies, a run that is cancelled, nothing left behind."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chainrule.sandbox import Job, Limits, Listener, Lost, NotIsolated, SandboxError, Unavailable
from chainrule.sandbox.order import Order
from chainrule.sandbox.warm import Warm
from chainrule.trace import Options
from tests.sandbox.bench import Bench

STEP = "import torch\nw = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n"
FOREVER = "print('here')\nwhile True: pass"


def warm(bench: Bench) -> Warm:
    processes = bench.runner._processes
    assert isinstance(processes, Warm)
    return processes


def children(process: int) -> list[str]:
    """The processes whose parent this one is, zombies too."""
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def test_equal_runs_give_equal_traces(bench: Bench) -> None:
    assert bench.run(STEP).id == bench.run(STEP).id


def test_another_seed_gives_other_numbers(bench: Bench) -> None:
    program = (
        "import torch, random, numpy\nprint(torch.rand(1), random.random(), numpy.random.rand())"
    )
    printed = {seed: bench.run(program, seed=seed).output for seed in (0, 1, None)}
    assert len({*printed.values()}) == 3
    assert bench.run(program, seed=1).output == printed[1]
    assert bench.run(program, seed=None).output != printed[None]


def test_a_title_and_options_come_through(bench: Bench) -> None:
    options = Options(values="structure", max_steps=7)
    trace = bench.run(STEP, title="A title", options=options)
    assert trace.meta.title == "A title"
    assert trace.meta.options == options


def test_no_more_steps_are_recorded_than_the_limit(bench: Bench) -> None:
    job = Job(source="import torch\nx = torch.ones(1)\nfor _ in range(50): x = x + 1")
    limits = replace(bench.runner.limits, steps=20)
    trace = bench.do(bench.record(job, limits=limits))
    assert len(trace.steps) == 20


def test_prints_are_heard_while_the_program_runs(bench: Bench) -> None:
    heard: list[tuple[str, float]] = []
    listener = Listener(printed=lambda text: heard.append((text, time.monotonic())))
    program = "import time\nprint('first')\ntime.sleep(0.5)\nprint('naïve')"
    bench.do(bench.record(Job(source=program), listener=listener))
    assert "".join(text for text, _ in heard) == "first\nnaïve\n"
    assert heard[-1][1] - heard[0][1] > 0.3


def test_steps_are_counted_while_the_program_runs(bench: Bench) -> None:
    heard: list[int] = []
    program = STEP + "import time\nfor _ in range(40):\n    w * 2\n    time.sleep(0.02)"
    trace = bench.do(bench.record(Job(source=program), listener=Listener(recorded=heard.append)))
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] <= len(trace.steps)


def test_a_cancelled_run_is_killed(bench: Bench) -> None:
    async def main() -> None:
        here = asyncio.Event()
        listener = Listener(printed=lambda _: here.set())
        run = asyncio.create_task(bench.record(Job(source=FOREVER), listener=listener))
        await here.wait()
        assert len(children(zygote)) == 1
        run.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await run
        async with asyncio.timeout(2):
            while children(zygote):
                await asyncio.sleep(0.01)

    zygote = warm(bench).process
    assert zygote is not None
    bench.do(main())


async def two_of(processes: Warm) -> tuple[int, int]:
    """The zygote and the one that stands by, once it does."""
    async with asyncio.timeout(60):
        while processes.process is None or processes.spare is None:
            await asyncio.sleep(0.01)
    return processes.process, processes.spare


def test_a_killed_zygote_loses_its_runs_and_its_copy_takes_over(make_bench: type[Bench]) -> None:
    bench = make_bench()
    bench.do(bench.runner.start())
    processes = warm(bench)
    reference = bench.run(STEP).id

    async def main(zygote: int, spare: int) -> None:
        here = asyncio.Event()
        listener = Listener(printed=lambda _: here.set())
        run = asyncio.create_task(bench.record(Job(source=FOREVER), listener=listener))
        await here.wait()
        (child,) = children(zygote)
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(Lost, match="run it again"):
            await run
        async with asyncio.timeout(60):
            while processes.spare in (None, spare) or lives(child):  # nobody asks for it
                await asyncio.sleep(0.01)
        assert processes.process == spare

    for _ in range(2):  # a copy's copy, too
        bench.do(main(*bench.do(two_of(processes))))
        assert bench.run(STEP).id == reference


def test_a_killed_copy_is_replaced_and_its_zygote_goes_on(make_bench: type[Bench]) -> None:
    bench = make_bench()
    bench.do(bench.runner.start())
    processes = warm(bench)
    zygote, spare = bench.do(two_of(processes))

    async def main() -> None:
        here = asyncio.Event()
        listener = Listener(printed=lambda _: here.set())
        program = "import time\nprint('here')\ntime.sleep(0.3)"
        run = asyncio.create_task(bench.record(Job(source=program), listener=listener))
        await here.wait()
        os.kill(spare, signal.SIGKILL)
        assert (await run).output == "here\n"
        async with asyncio.timeout(60):
            while processes.spare in (None, spare):
                await asyncio.sleep(0.01)

    bench.do(main())
    assert processes.process == zygote


def is_zombie(process: str) -> bool:
    return ") Z " in Path(f"/proc/{process}/stat").read_text()


SERVER = """
import asyncio
from chainrule.sandbox import Job, Listener, Runner

async def main():
    async with Runner() as runner:
        while runner._processes.spare is None:
            await asyncio.sleep(0.01)
        print(runner._processes.process, runner._processes.spare, flush=True)
        listener = Listener(printed=lambda text: print(text, end="", flush=True))
        await runner.run(Job(source="print('here')\\nwhile True: pass"), listener=listener)

asyncio.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_the_server(number: signal.Signals) -> None:
    line = [sys.executable, "-c", SERVER]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True) as server:
        assert server.stdout is not None
        zygote, spare = server.stdout.readline().split()
        assert server.stdout.readline() == "here\n"
        (child,) = children(int(zygote))
        server.send_signal(number)
        server.communicate()
    until = time.monotonic() + 30
    while any(map(lives, (zygote, spare, child))):
        assert time.monotonic() < until
        time.sleep(0.05)


def lives(process: str) -> bool:
    return Path(f"/proc/{process}").exists() and not is_zombie(process)


def test_many_runs_leave_nothing_behind(bench: Bench) -> None:
    bench.run(STEP)
    zygote = warm(bench).process
    assert zygote is not None

    def open_files() -> tuple[int, int]:
        ours, theirs = (len(os.listdir(f"/proc/{each}/fd")) for each in ("self", zygote))
        return ours, theirs

    before = open_files()
    programs = [STEP, "import os; os._exit(1)", "import os; os.abort()", "1 / 0"] * 5
    for program in programs:
        bench.outcome(program)
    assert children(zygote) == []
    assert open_files() == before


def test_runs_at_once_do_not_mix(bench: Bench) -> None:
    async def main() -> list[Any]:
        jobs = [Job(source=f"print({number})") for number in range(12)]
        return await asyncio.gather(*map(bench.record, jobs))

    assert [trace.output for trace in bench.do(main())] == [f"{n}\n" for n in range(12)]


def test_a_zygote_that_cannot_start_is_a_sentence(
    make_bench: type[Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainrule.sandbox.launched.command", lambda *_, **__: ["/bin/false"])
    outcome = make_bench().outcome("print(1)")
    assert isinstance(outcome, Unavailable)
    assert "server's log" in str(outcome)


def test_a_child_that_cannot_lock_itself_runs_nothing(bench: Bench) -> None:
    """The kernel refuses to limit descriptors to a number below none."""
    order = Order(do="run", limits=Limits(descriptors=-2), job=Job(source="print(1)"))
    with pytest.raises(Unavailable, match="was not run"):
        bench.do(warm(bench).answer(order))


def test_without_a_zygote_programs_run_afresh(make_bench: type[Bench]) -> None:
    bench = make_bench(warm=False, limits=Limits(seconds=30, output=1000))
    heard: list[str] = []

    async def main() -> list[Any]:
        runs = [
            bench.record(Job(source=STEP + "print('done')", trusted=True), listener=listener),
            bench.record(Job(source="import os\nos.abort()", trusted=True)),
            bench.record(Job(source="print('x' * 2000)\ninput()", trusted=True)),
            bench.record(Job(source="print(1)")),
        ]
        return await asyncio.gather(*runs, return_exceptions=True)

    listener = Listener(printed=heard.append)
    trace, crash, flood, refused = bench.do(main())
    assert trace.output == "done\n"
    assert trace.id == bench.outcome(STEP + "print('done')", trusted=True).id
    assert "".join(heard) == "done\n"
    assert "aborted" in str(crash)
    assert "over 1000 bytes" in str(flood)
    assert isinstance(refused, NotIsolated)
    assert "does not offer" in str(refused)


def test_a_fresh_process_has_its_time(make_bench: type[Bench]) -> None:
    bench = make_bench(warm=False, limits=Limits(seconds=0.5))
    outcome = bench.outcome("while True: pass", trusted=True)
    assert isinstance(outcome, SandboxError)
    assert "still running after 0.5 s" in str(outcome)


def test_this_process_never_imports_torch() -> None:
    program = "import sys, chainrule.sandbox; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_optimiser_works_before_the_compiler_is_imported() -> None:
    """As in a child that is born before its zygote has had a quiet moment."""
    program = (
        "import sys; from chainrule.sandbox import Limits, zygote\n"
        "from chainrule.sandbox.lock import LAYERS, leave_the_family, lock\n"
        "zygote.warm_up(); leave_the_family(int(sys.argv[1])); lock(Limits(), LAYERS)\n"
        "import torch\nassert 'torch._dynamo' not in sys.modules\n"
        "torch.optim.SGD([torch.zeros(1, requires_grad=True)]).step()"
    )
    subprocess.run([sys.executable, "-c", program, str(os.getpid())], check=True)
