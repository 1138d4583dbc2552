"""The autograd graph of a trace as `next_functions` links it: every node with its two halves."""

from collections.abc import Iterator
from dataclasses import dataclass

from chainrule.trace import (
    AccumulateStep,
    BackwardStep,
    Edge,
    ForwardStep,
    Node,
    Saved,
    Scalar,
    Snapshot,
    Statistics,
    Trace,
)

__all__ = ["Graph", "graph_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a tensor or a gradient held at `step`; `values` only where the trace keeps them all."""

    step: str
    snapshot: int
    shape: tuple[int, ...]
    dtype: str
    values: tuple[Scalar, ...] | None
    statistics: Statistics | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output of the forward half, each time that it was computed."""

    index: int
    tensor: int | None
    name: str | None
    shape: tuple[int, ...]
    dtype: str | None
    requires_grad: bool
    held: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardHalf:
    """The operation: what the program called, where, and what came out."""

    op: str
    function: str | None
    expression: str | None
    file: str | None
    line: int | None
    module: str | None
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextFunction:
    """Slot `input` of `next_functions`: the node behind it and which of its outputs."""

    input: int
    node: int
    grad_fn: str | None
    output: int
    edge: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """The gradient that arrived at an output, each time that one did."""

    output: int
    arrived: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackwardHalf:
    """The gradient function: what arrived at it, and where it sends gradients."""

    grad_fn: str
    slots: int
    next_functions: tuple[NextFunction, ...]
    gradients: tuple[Gradient, ...]
    saved: tuple[Saved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """An operation or a leaf; no backward half where autograd does not track it."""

    index: int
    kind: str
    forward: ForwardHalf
    backward: BackwardHalf | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """A tensor that goes from one node's output to another's input."""

    index: int
    source: int
    source_output: int
    target: int
    target_input: int
    tensor: int | None
    differentiable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All nodes and edges of the trace `trace`, in its order."""

    trace: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


# node → output → what was there, in the order of the steps
Contents = dict[int, dict[int, list[Content]]]


def graph_of(trace: Trace) -> Graph:
    """The graph that `trace` recorded."""
    return _Reader(trace).graph()


class _Reader:
    """A trace with what its steps say sorted by node."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.held: Contents = {}
        self.arrived: Contents = {}
        self.going: dict[int, list[tuple[int, Edge]]] = {}
        for number, edge in enumerate(trace.edges):
            self.going.setdefault(edge.target, []).append((number, edge))
        for step in trace.steps:
            self._sort(step)

    def graph(self) -> Graph:
        return Graph(
            trace=self.trace.id,
            nodes=tuple(self._node(number, node) for number, node in enumerate(self.trace.nodes)),
            edges=tuple(_edge(number, edge) for number, edge in enumerate(self.trace.edges)),
        )

    def _sort(self, step: object) -> None:
        match step:
            case ForwardStep():
                for output, snapshot in enumerate(step.outputs):
                    self._keep(self.held, step.node, output, step.id, snapshot)
            case BackwardStep():
                for arrival in step.arrived:
                    self._keep(self.arrived, step.node, arrival.output, step.id, arrival.sum)
            case AccumulateStep():
                self._keep(self.arrived, step.node, 0, step.id, step.incoming)

    def _keep(self, into: Contents, node: int, output: int, step: str, number: int | None) -> None:
        if number is not None:
            content = _content(step, number, self.trace.snapshots[number])
            into.setdefault(node, {}).setdefault(output, []).append(content)

    def _node(self, number: int, node: Node) -> GraphNode:
        return GraphNode(
            index=number,
            kind=node.kind,
            forward=self._forward(number, node),
            backward=None if node.grad_fn is None else self._backward(number, node, node.grad_fn),
        )

    def _forward(self, number: int, node: Node) -> ForwardHalf:
        return ForwardHalf(
            op=node.op,
            function=node.function,
            expression=node.expression,
            file=node.file,
            line=node.line,
            module=self._module(node.call),
            outputs=tuple(
                self._output(number, index, tensor) for index, tensor in enumerate(node.outputs)
            ),
        )

    def _module(self, call: int | None) -> str | None:
        if call is None:
            return None
        return self.trace.modules[self.trace.calls[call].module].path

    def _output(self, node: int, index: int, number: int | None) -> Output:
        tensor = None if number is None else self.trace.tensors[number]
        return Output(
            index=index,
            tensor=number,
            name=tensor.path or tensor.name if tensor else None,
            shape=tensor.shape if tensor else (),
            dtype=tensor.dtype if tensor else None,
            requires_grad=tensor is not None and tensor.requires_grad,
            held=tuple(self.held.get(node, {}).get(index, ())),
        )

    def _backward(self, number: int, node: Node, grad_fn: str) -> BackwardHalf:
        return BackwardHalf(
            grad_fn=grad_fn,
            slots=node.slots,
            next_functions=tuple(self._next_functions(number)),
            gradients=tuple(self._gradients(number)),
            saved=node.saved,
        )

    def _next_functions(self, number: int) -> Iterator[NextFunction]:
        tracked = [each for each in self.going.get(number, ()) if each[1].differentiable]
        for index, edge in sorted(tracked, key=lambda each: each[1].target_input):
            yield NextFunction(
                input=edge.target_input,
                node=edge.source,
                grad_fn=self.trace.nodes[edge.source].grad_fn,
                output=edge.source_output,
                edge=index,
            )

    def _gradients(self, number: int) -> Iterator[Gradient]:
        for output, arrived in sorted(self.arrived.get(number, {}).items()):
            yield Gradient(output=output, arrived=tuple(arrived))


def _content(step: str, number: int, snapshot: Snapshot) -> Content:
    return Content(
        step=step,
        snapshot=number,
        shape=snapshot.shape,
        dtype=snapshot.dtype,
        values=snapshot.values,
        statistics=snapshot.statistics,
    )


def _edge(number: int, edge: Edge) -> GraphEdge:
    return GraphEdge(
        index=number,
        source=edge.source,
        source_output=edge.source_output,
        target=edge.target,
        target_input=edge.target_input,
        tensor=edge.tensor,
        differentiable=edge.differentiable,
    )
