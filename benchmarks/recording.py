"""Recording against the plain forward and backward pass: CPU time, memory, and stored size."""

import subprocess
import sys
from functools import partial
from statistics import median

import zstandard

from benchmarks.measure import interleaved
from benchmarks.table import amount, duration, noted, ratio, table
from benchmarks.workloads import WORKLOADS, Step, Workload
from chainrule.trace import Options, Trace

__all__ = ["recording"]

# What is kept: the structure, sampled statistics, those of every element, and small values in full.
WAYS = {
    "structure": Options(values="structure"),
    "statistics": Options(values="statistics"),
    "exact": Options(values="statistics", exact=sys.maxsize),
    "small": Options(values="small"),
}
PLAIN = "plain"
FIRST = "A process's first recording, once it has run the first lesson's program plainly: {}."
FIRSTS = 5


def recording(quick: bool) -> str:
    """The table of CPU times, as multiples of the unrecorded program's."""
    chosen = [each for each in WORKLOADS if not (quick and each.large)]
    programs = table(
        (
            "program",
            "nodes",
            "plain",
            *WAYS,
            "peak memory",
            "stored, statistics",
            "stored, small",
            "compressed",
        ),
        [noted(_row(each, quick)) for each in chosen],
    )
    return f"{programs}\n\n{FIRST.format(duration(median(_first() for _ in range(FIRSTS))))}"


def _first() -> float:
    """CPU seconds of the first recording in a process of its own."""
    line = [sys.executable, "-m", "benchmarks.first"]
    return float(subprocess.run(line, check=True, capture_output=True, text=True).stdout)


def _row(workload: Workload, quick: bool) -> tuple[str, ...]:
    step = workload.prepare()
    ways = {PLAIN: step, **{way: partial(record, step, way) for way in WAYS}}
    measured = interleaved(ways, rounds=min(workload.rounds, 3) if quick else workload.rounds)
    trace = record(step, "small")
    text = trace.to_json().encode()
    statistics = record(step, "statistics").to_json().encode()
    return (
        workload.title,
        f"{len(trace.nodes):,}",
        duration(measured[PLAIN].seconds),
        *(ratio(measured[way].ratio) for way in WAYS),
        ratio(peak(workload, "statistics") / peak(workload, PLAIN)),
        amount(len(statistics)),
        amount(len(text)),
        amount(len(zstandard.compress(text))),
    )


def record(step: Step, way: str) -> Trace:
    """One recorded run, warm, from its start to the sealed document."""
    from chainrule.capture import run

    return run(step, options=WAYS[way])


def peak(workload: Workload, way: str) -> int:
    """The most memory that a process of its own held during a run after a warm one, in bytes."""
    line = [sys.executable, "-m", "benchmarks.memory", workload.title, way]
    return int(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
