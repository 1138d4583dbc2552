"""Prints the CPU seconds of a process's first recording: a small program, run plainly before."""

from benchmarks.measure import seconds
from benchmarks.recording import record
from benchmarks.workloads import WORKLOADS


def main() -> None:
    """Warm the program up, and record it for the first time."""
    import chainrule.capture  # noqa: F401 - a warm process has it

    program = WORKLOADS[0].prepare()
    program()
    print(seconds(lambda: record(program, "small")))


if __name__ == "__main__":
    main()
