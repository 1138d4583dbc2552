"""The graph of a trace, indexed the way that laying it out needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from chainrule.trace import BackwardStep, ErrorStep, ForwardStep, Tensor, Trace

__all__ = ["Birth", "Graph", "index"]

# (the step that makes a node, below 0 how far ahead of it where no step of its own makes it)
Birth = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """`incoming` and `outgoing` hold edge numbers per node, `born` when a node is made."""

    trace: Trace
    incoming: tuple[tuple[int, ...], ...]
    outgoing: tuple[tuple[int, ...], ...]
    born: tuple[Birth | None, ...]

    def is_operation(self, node: int) -> bool:
        return self.trace.nodes[node].kind == "operation"

    def is_tracked(self, node: int) -> bool:
        """Whether autograd will want a gradient here."""
        found = self.trace.nodes[node]
        if found.kind == "operation":
            return found.grad_fn is not None
        return any(tensor.requires_grad for tensor in self.tensors(node))

    def is_parameter(self, node: int) -> bool:
        """Whether the node is a tensor that a module owns."""
        return not self.is_operation(node) and any(tensor.path for tensor in self.tensors(node))

    def tensors(self, node: int) -> list[Tensor]:
        outputs = self.trace.nodes[node].outputs
        return [self.trace.tensors[each] for each in outputs if each is not None]

    def sources(self, node: int) -> list[int]:
        return [self.trace.edges[edge].source for edge in self.incoming[node]]

    def calls_around(self, call: int | None) -> Iterator[int]:
        """The call and those it runs in, outwards; a call begins after the one around it."""
        while call is not None:
            yield call
            parent = self.trace.calls[call].parent
            call = parent if parent is not None and parent < call else None


def index(trace: Trace) -> Graph:
    """The trace's graph; the edges of a node are in the order of its inputs."""
    incoming: list[list[int]] = [[] for _ in trace.nodes]
    outgoing: list[list[int]] = [[] for _ in trace.nodes]
    for number, edge in enumerate(trace.edges):
        incoming[edge.target].append(number)
        outgoing[edge.source].append(number)
    for edges in incoming:
        edges.sort(key=lambda number: (trace.edges[number].target_input, number))
    return Graph(
        trace=trace,
        incoming=tuple(map(tuple, incoming)),
        outgoing=tuple(map(tuple, outgoing)),
        born=_births(trace, incoming),
    )


def _births(trace: Trace, incoming: list[list[int]]) -> tuple[Birth | None, ...]:
    """When each node is made; one that no forward step made, right before its first consumer."""
    births: dict[int, Birth] = {}
    for number, step in enumerate(trace.steps):
        if isinstance(step, ForwardStep | ErrorStep) and step.node is not None:
            births.setdefault(step.node, (number, 0))
    waiting = sorted((birth, node) for node, birth in births.items())
    while waiting:
        (when, ahead), node = heappop(waiting)
        for source in (trace.edges[edge].source for edge in incoming[node]):
            if source not in births:
                births[source] = when, ahead - 1
                heappush(waiting, (births[source], source))
    for number, step in enumerate(trace.steps):
        if isinstance(step, BackwardStep):
            births.setdefault(step.node, (number, 0))
    return tuple(births.get(node) for node in range(len(trace.nodes)))
