"""`python -m benchmarks.classroom SCENARIO … [--students N] [--runs N] [--spread SECONDS]`.

Starts a server of its own on the loopback and prints a Markdown table per scenario; the exit
status is 1 where something was refused or lost that must not be.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.classroom.endurance import endurance
from benchmarks.classroom.hostile import hostile
from benchmarks.classroom.killing import killing
from benchmarks.classroom.lessons import lessons
from benchmarks.classroom.pasted import pasted
from benchmarks.classroom.report import Report
from benchmarks.table import table

__all__ = ["main"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is played, with how many by default."""

    play: Callable[..., Awaitable[Report]]
    option: str
    default: int
    says: str


SCENARIOS = {
    "lessons": Scenario(
        play=lessons, option="students", default=300, says="{n} students open a lesson within {s} s"
    ),
    "pasted": Scenario(
        play=pasted, option="students", default=300, says="{n} students run a program at once"
    ),
    "hostile": Scenario(
        play=hostile, option="runs", default=1000, says="{n} programs, every fifth of them hostile"
    ),
    "endurance": Scenario(
        play=endurance, option="runs", default=10_000, says="{n} programs in a row"
    ),
    "killing": Scenario(
        play=killing, option="runs", default=600, says="{n} programs while processes are killed"
    ),
}


def main(arguments: list[str]) -> int:
    """Play the scenarios; 0 where everything was as promised."""
    parser = argparse.ArgumentParser(prog="benchmarks.classroom", description=__doc__)
    parser.add_argument("scenarios", nargs="+", choices=SCENARIOS)
    parser.add_argument("--students", type=int)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--spread", type=float, default=60.0)
    chosen = parser.parse_args(arguments)
    return max(_played(name, chosen) for name in chosen.scenarios)


def _played(name: str, chosen: argparse.Namespace) -> int:
    scenario = SCENARIOS[name]
    number = getattr(chosen, scenario.option) or scenario.default
    print(f"\n{scenario.says.format(n=number, s=chosen.spread)}:\n", flush=True)
    more = {"spread": chosen.spread} if name == "lessons" else {}
    report = asyncio.run(scenario.play(number, **more))
    print(table((name, "measured"), report.rows), flush=True)
    for complaint in report.complaints:
        print(f"BROKEN: {complaint}", flush=True)
    return 1 if report.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
