"""TorchLens beside ours: the same programs in the same process, in turn; where it is installed."""

import importlib.util
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.measure import interleaved
from benchmarks.recording import PLAIN, peak, record
from benchmarks.table import duration, noted, ratio, table
from benchmarks.workloads import WORKLOADS, Program, Workload

__all__ = ["beside", "log"]

# TorchLens takes most of a minute for the loop: what has few rounds elsewhere has one here.
FEW = 10
OURS, THEIRS = "small", "TorchLens"
NOT_INSTALLED = "TorchLens is not installed (`pip install torchlens`); nothing is beside ours."


class Whole(nn.Module):
    """A program up to its loss as the one module that TorchLens asks for."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.model, self.loss = program.model, program.loss

    def forward(self, given: Tensor) -> Tensor:
        return self.loss(given)


def beside(quick: bool) -> str:
    """The table of both, or a sentence."""
    if importlib.util.find_spec("torchlens") is None:
        return NOT_INSTALLED
    chosen = WORKLOADS[:2] if quick else WORKLOADS
    head = ("program", PLAIN, "chainrule", THEIRS, "chainrule, memory", f"{THEIRS}, memory")
    return table(head, [noted(_row(each)) for each in chosen])


def _row(workload: Workload) -> tuple[str, ...]:
    program = workload.prepare()
    ways: dict[str, Callable[[], object]] = {
        PLAIN: program,
        OURS: lambda: record(program, OURS),
        THEIRS: lambda: log(program),
    }
    measured = interleaved(ways, rounds=1 if workload.rounds < FEW else FEW)
    plain = peak(workload, PLAIN)
    return (
        workload.title,
        duration(measured[PLAIN].seconds),
        *(ratio(measured[way].ratio) for way in (OURS, THEIRS)),
        *(ratio(peak(workload, way) / plain) for way in (OURS, THEIRS)),
    )


def log(program: Program) -> Any:
    """TorchLens's log of the forward and the backward pass, with every gradient that it sees."""
    import torchlens

    options = torchlens.options.CaptureOptions(save_grads=True)
    with torch.enable_grad():
        found = torchlens.trace(Whole(program), program.given, capture=options)
        found.log_backward(found[found.output_layers[0]].out)
    program.after()
    return found
