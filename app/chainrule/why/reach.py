"""Which nodes can be reached from which, along edges that carry gradients or along all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chainrule.trace import Edge, Root
from chainrule.why.history import History

__all__ = ["Downstream", "above", "below"]


@dataclass(frozen=True, slots=True)
class Downstream:
    """What a tensor feeds along edges that carry gradients, and the edges where that ends."""

    nodes: frozenset[int]
    edges: tuple[int, ...]
    cut: tuple[int, ...]


def below(history: History, node: int, output: int) -> Downstream:
    """Everything that output `output` of `node` feeds."""
    first = [each for each in history.edges(history.consumers[node]) if _is_of(each[1], output)]
    nodes, edges, cut = {node}, [], []
    stack = first
    while stack:
        number, edge = stack.pop()
        if not edge.differentiable:
            cut.append(number)
            continue
        edges.append(number)
        if edge.target not in nodes:
            nodes.add(edge.target)
            stack.extend(history.edges(history.consumers[edge.target]))
    return Downstream(frozenset(nodes), tuple(edges), tuple(sorted(cut)))


def _is_of(edge: Edge, output: int) -> bool:
    return edge.source_output == output


def above(
    history: History, roots: Iterable[Root], follow: Callable[[Edge], bool]
) -> frozenset[int]:
    """Every node that a root was computed from, along the edges that `follow` allows."""
    stack = [root.node for root in roots]
    seen = set(stack)
    while stack:
        for _, edge in history.edges(history.producers[stack.pop()]):
            if follow(edge) and edge.source not in seen:
                seen.add(edge.source)
                stack.append(edge.source)
    return frozenset(seen)
