"""The graph of a trace, indexed the way that laying it out needs it."""

from collections.abc import Iterator
from dataclasses import dataclass

from chainrule.trace import AccumulateStep, BackwardStep, ForwardStep, Tensor, Trace

__all__ = ["Graph", "index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """`incoming` and `outgoing` hold edge numbers per node, `born` the step that made a node."""

    trace: Trace
    incoming: tuple[tuple[int, ...], ...]
    outgoing: tuple[tuple[int, ...], ...]
    born: tuple[int | None, ...]

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
        """The call and those it runs in, outwards."""
        while call is not None:
            yield call
            call = self.trace.calls[call].parent


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
        born=_births(trace),
    )


def _births(trace: Trace) -> tuple[int | None, ...]:
    """The forward step of each node; of one that has none, its first backward step."""
    forward: dict[int, int] = {}
    backward: dict[int, int] = {}
    for number, step in enumerate(trace.steps):
        if isinstance(step, ForwardStep):
            forward.setdefault(step.node, number)
        elif isinstance(step, BackwardStep | AccumulateStep):
            backward.setdefault(step.node, number)
    return tuple(forward.get(node, backward.get(node)) for node in range(len(trace.nodes)))
