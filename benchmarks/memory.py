"""Prints the peak memory of one run of a workload, after a warm one; Linux only."""

import sys
from pathlib import Path

from benchmarks.recording import PLAIN, WAYS, record
from benchmarks.workloads import WORKLOADS, Program

KIB = 1024
RESET_PEAK = "5"


def main(title: str, way: str) -> None:
    """Run the workload twice, plainly or recorded, and print the second run's peak."""
    (workload,) = (each for each in WORKLOADS if each.title == title)
    program = workload.prepare()
    _run(program, way)
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    _run(program, way)
    print(_peak())


def _run(program: Program, way: str) -> None:
    if way == PLAIN:
        program()
    elif way in WAYS:
        record(program, way)
    else:
        from benchmarks.beside import log

        log(program)


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) * KIB


if __name__ == "__main__":
    main(*sys.argv[1:])
