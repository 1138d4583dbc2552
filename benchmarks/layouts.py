"""Laying out: CPU time against the size of the graph."""

from collections.abc import Callable
from statistics import median

import torch
from torch import nn

from benchmarks.measure import seconds
from benchmarks.recording import record
from benchmarks.table import duration, noted, table
from benchmarks.workloads import Step, gpt2, linear_regression, long_loop, resnet50, small_mlp
from chainrule.layout import lay_out
from chainrule.trace import Trace

__all__ = ["layouts"]


def deep_mlp(layers: int) -> Callable[[], Step]:
    """A chain of equal layers."""

    def prepare() -> Step:
        blocks = [part for _ in range(layers) for part in (nn.Linear(8, 8), nn.Tanh())]
        model = nn.Sequential(*blocks)
        return lambda: model(torch.ones(2, 8)).sum().backward()

    return prepare


def training(iterations: int) -> Callable[[], Step]:
    """A training loop: every iteration is a frame."""

    def prepare() -> Step:
        step = linear_regression()
        return lambda: [step() for _ in range(iterations)]

    return prepare


SMALL: dict[str, Callable[[], Step]] = {
    "linear regression": linear_regression,
    "small MLP": small_mlp,
    "MLP of 50 layers": deep_mlp(50),
    "100 iterations of linear regression": training(100),
}
LARGE: dict[str, Callable[[], Step]] = {
    "MLP of 500 layers": deep_mlp(500),
    "GPT-2's shape": gpt2,
    "ResNet-50's shape": resnet50,
    "loop of 10,000 operations": long_loop,
}


def layouts(quick: bool) -> str:
    """The table of layout times."""
    chosen = SMALL if quick else {**SMALL, **LARGE}
    rows = [noted(_row(title, record(prepare(), "structure"))) for title, prepare in chosen.items()]
    return table(("graph", "nodes", "frames", "pictures", "layout"), rows)


def _row(title: str, trace: Trace) -> tuple[str, ...]:
    layout = lay_out(trace)
    time = median(seconds(lambda: lay_out(trace)) for _ in range(3))
    counts = (len(trace.nodes), len(layout.frames), len(layout.pictures))
    return (title, *(f"{count:,}" for count in counts), duration(time))
