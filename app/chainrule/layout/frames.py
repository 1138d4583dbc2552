"""The timeline cut into frames: what one picture shows.

A training loop makes new nodes in each iteration. A frame ends where, after a backward pass, a
forward run begins that grows from nothing in the frame.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from chainrule.layout.graph import Birth, Graph
from chainrule.trace import AccumulateStep, BackwardStep, ForwardStep, Step, UpdateStep

__all__ = ["Span", "cut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The steps `first` to `last`, both included, and the operations that run in them."""

    first: int
    last: int
    operations: tuple[int, ...]


def cut(graph: Graph) -> list[Span]:
    """The frames of a trace, in the order of time."""
    steps = graph.trace.steps
    if not steps and not graph.trace.nodes:
        return []
    starts = [0, *_starts(graph)]
    ends = [*(start - 1 for start in starts[1:]), max(0, len(steps) - 1)]
    members: list[list[tuple[Birth, int]]] = [[] for _ in starts]
    for node, born in enumerate(graph.born):
        if born is not None and graph.is_operation(node):
            members[bisect_right(starts, born[0]) - 1].append((born, node))
    return [
        Span(first=first, last=last, operations=tuple(node for _, node in sorted(nodes)))
        for first, last, nodes in zip(starts, ends, members, strict=True)
    ]


def _starts(graph: Graph) -> Iterator[int]:
    """The steps at which a later frame than the first one begins."""
    current: set[int] = set()
    seen_backward = False
    for run in _runs(graph.trace.steps):
        if not run.forward:
            seen_backward = seen_backward or run.backward
            continue
        start = _start(graph, run, current) if seen_backward else None
        if start is not None:
            yield start
            current, seen_backward = set(), False
        current.update(_node(graph, number) for number in run.forward)


@dataclass(slots=True)
class _Run:
    """A run of forward steps, or one that ends such a run."""

    forward: list[int]
    backward: bool = False
    updates: bool = False


def _runs(steps: tuple[Step, ...]) -> Iterator[_Run]:
    """The forward runs, each ended by a backward or an update step, and these between them."""
    run = _Run([])
    for number, step in enumerate(steps):
        if isinstance(step, ForwardStep):
            run.forward.append(number)
        elif isinstance(step, BackwardStep | AccumulateStep | UpdateStep):
            if run.forward:
                run.updates = isinstance(step, UpdateStep)
                yield run
                run = _Run([])
            yield _Run([], backward=not isinstance(step, UpdateStep))
    if run.forward:
        yield run


def _start(graph: Graph, run: _Run, current: set[int]) -> int | None:
    """The step of the run that begins a new frame, if one does."""
    nodes = {number: _node(graph, number) for number in run.forward}
    if any(_grows(graph, node, current) for node in nodes.values()):
        return None
    fresh = [number for number, node in nodes.items() if _begins(graph, node, current)]
    tracked = any(graph.is_tracked(nodes[number]) for number in fresh)
    if not fresh or (run.updates and not tracked):
        return None
    return fresh[0]


def _grows(graph: Graph, node: int, current: set[int]) -> bool:
    """Whether autograd will go back from `node` to an operation of the frame."""
    edges = (graph.trace.edges[number] for number in graph.incoming[node])
    return any(edge.differentiable and edge.source in current for edge in edges)


def _begins(graph: Graph, node: int, current: set[int]) -> bool:
    """Neither a part of an update nor a look at a result of the frame (`pred.argmax()`)."""
    if graph.trace.nodes[node].phase != "forward":
        return False
    if graph.is_tracked(node):
        return True
    if any(source in current for source in graph.sources(node)):
        current.add(node)
        return False
    return True


def _node(graph: Graph, step: int) -> int:
    found = graph.trace.steps[step]
    assert isinstance(found, ForwardStep)
    return found.node
