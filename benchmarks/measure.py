"""Measuring two or more ways of doing the same thing against each other."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

__all__ = ["Measured", "interleaved", "seconds", "waited"]

Work = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Median CPU seconds, and the median ratio to the first way measured beside it."""

    seconds: float
    ratio: float


def seconds(work: Work) -> float:
    """CPU time of `work`, once; garbage left by others is collected before, not meanwhile."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def waited(work: Work) -> float:
    """How long one waits for `work`, once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(ways: Mapping[str, Work], rounds: int, warm_up: int = 1) -> dict[str, Measured]:
    """Every way `rounds` times, in turn, so that a slow moment of the machine hits all of them."""
    for work in ways.values():
        for _ in range(warm_up):
            work()
    times = [{name: seconds(work) for name, work in ways.items()} for _ in range(rounds)]
    first = next(iter(ways))
    return {
        name: Measured(
            seconds=median(each[name] for each in times),
            ratio=median(each[name] / each[first] for each in times),
        )
        for name in ways
    }
