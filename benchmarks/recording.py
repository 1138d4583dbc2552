"""Recording against the plain forward and backward pass: CPU time, memory, and stored size."""

import subprocess
import sys
from functools import partial
from typing import get_args

import zstandard

from benchmarks.measure import interleaved
from benchmarks.table import amount, duration, noted, ratio, table
from benchmarks.workloads import WORKLOADS, Step, Workload
from chainrule.trace import Options, Policy, Trace

__all__ = ["recording"]

POLICIES: tuple[Policy, ...] = ("structure", "statistics", "small")
PLAIN = "plain"

assert {*POLICIES} <= {*get_args(Policy)}


def recording(quick: bool) -> str:
    """The table of CPU times, as multiples of the unrecorded program's."""
    chosen = [each for each in WORKLOADS if not (quick and each.large)]
    return table(
        (
            "program",
            "nodes",
            "plain",
            *(f"{policy}" for policy in POLICIES),
            "peak memory",
            "JSON",
            "compressed",
        ),
        [noted(_row(each, quick)) for each in chosen],
    )


def _row(workload: Workload, quick: bool) -> tuple[str, ...]:
    step = workload.prepare()
    ways = {PLAIN: step, **{policy: partial(record, step, policy) for policy in POLICIES}}
    measured = interleaved(ways, rounds=min(workload.rounds, 3) if quick else workload.rounds)
    trace = record(step, "small")
    text = trace.to_json().encode()
    return (
        workload.title,
        f"{len(trace.nodes):,}",
        duration(measured[PLAIN].seconds),
        *(ratio(measured[policy].ratio) for policy in POLICIES),
        ratio(peak(workload, "statistics") / peak(workload, PLAIN)),
        amount(len(text)),
        amount(len(zstandard.compress(text))),
    )


def record(step: Step, policy: Policy) -> Trace:
    """One recorded run, warm, from its start to the sealed document."""
    from chainrule.capture import run

    return run(step, options=Options(values=policy))


def peak(workload: Workload, way: str) -> int:
    """The most memory that a process of its own held during a run after a warm one, in bytes."""
    line = [sys.executable, "-m", "benchmarks.memory", workload.title, way]
    return int(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
