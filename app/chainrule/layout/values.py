"""How much room the numbers of a card need over all the steps that show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chainrule.layout.graph import Graph
from chainrule.layout.numbers import format_number
from chainrule.layout.style import STYLE
from chainrule.layout.text import text_width
from chainrule.trace import (
    AccumulateStep,
    BackwardStep,
    ErrorStep,
    ForwardStep,
    HookStep,
    Snapshot,
    Step,
    Trace,
    UpdateStep,
    ZeroGradStep,
)

__all__ = ["MOST_NUMBERS", "Ruler", "Shown", "show"]

MOST_NUMBERS = 16


@dataclass(slots=True)
class Shown:
    """What a card shows during a frame: the widest number, and a first snapshot of the value."""

    width: float = 0.0
    snapshot: Snapshot | None = None


@dataclass(slots=True)
class Ruler:
    """Measures snapshots, each once."""

    trace: Trace
    widths: dict[int, float] = field(default_factory=dict)

    def width(self, snapshot: int) -> float:
        if snapshot not in self.widths:
            self.widths[snapshot] = self._measure(self.trace.snapshots[snapshot])
        return self.widths[snapshot]

    def _measure(self, snapshot: Snapshot) -> float:
        if not snapshot.values or len(snapshot.values) > MOST_NUMBERS:
            return 0.0
        texts = {format_number(value, snapshot.dtype) for value in snapshot.values}
        return max(text_width(text, STYLE.value_size, weight=600) for text in texts)


def show(graph: Graph, ruler: Ruler, first: int, last: int) -> dict[int, Shown]:
    """What each node shows in the steps `first` to `last`."""
    shown: dict[int, Shown] = {}
    trace = graph.trace
    for step in trace.steps[first : last + 1]:
        for node, number in _snapshots(trace, step):
            if node is None or number is None:
                continue
            entry = shown.setdefault(node, Shown())
            entry.width = max(entry.width, ruler.width(number))
            snapshot = trace.snapshots[number]
            if entry.snapshot is None and snapshot.of == "value":
                entry.snapshot = snapshot
    return shown


def _snapshots(trace: Trace, step: Step) -> Iterable[tuple[int | None, int | None]]:
    """The nodes whose cards a step changes, with the snapshots that they show then."""
    match step:
        case ForwardStep():
            return _of_forward(trace, step)
        case BackwardStep():
            return _of_backward(trace, step)
        case ErrorStep():
            return [(trace.edges[each.edge].source, each.snapshot) for each in step.inputs]
        case AccumulateStep():
            return [(step.node, each) for each in (step.before, step.incoming, step.after)]
        case HookStep():
            return [(step.node, each) for each in (step.before, step.after)]
        case UpdateStep():
            node = trace.tensors[step.tensor].node
            return [(node, each) for each in (step.before, step.grad, step.after)]
        case ZeroGradStep():
            return [
                (trace.tensors[cleared.tensor].node, each)
                for cleared in step.cleared
                for each in (cleared.before, cleared.after)
            ]
        case _:
            return ()


def _of_forward(trace: Trace, step: ForwardStep) -> Iterator[tuple[int | None, int | None]]:
    for each in step.inputs:
        yield trace.edges[each.edge].source, each.snapshot
    for output in step.outputs:
        yield step.node, output


def _of_backward(trace: Trace, step: BackwardStep) -> Iterator[tuple[int | None, int | None]]:
    yield step.node, step.retained
    for arrival in step.arrived:
        yield step.node, arrival.sum
    for departure in step.left:
        if departure.edge is not None:
            yield trace.edges[departure.edge].source, departure.snapshot
