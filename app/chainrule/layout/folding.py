"""Which operations of a frame are drawn: those that prepare data are folded into their result."""

from collections.abc import Sequence

from chainrule.layout.graph import Graph

__all__ = ["drawn"]


def drawn(graph: Graph, operations: Sequence[int]) -> list[int]:
    """The operations to draw. Where autograd tracks none of them, nothing is folded."""
    if not any(graph.is_tracked(node) for node in operations):
        return list(operations)
    here = set(operations)
    tracked: set[int] = set()
    for node in operations:
        if graph.is_tracked(node) or _depends_on_tracked(graph, node, here, tracked):
            tracked.add(node)
    return [node for node in operations if node in tracked and not _only_updates(graph, node)]


def _depends_on_tracked(graph: Graph, node: int, here: set[int], tracked: set[int]) -> bool:
    """Whether something that gets a gradient goes into `node`, in this frame or an earlier one."""
    for source in graph.sources(node):
        known = source in tracked if source in here else graph.is_tracked(source)
        if known:
            return True
    return False


def _only_updates(graph: Graph, node: int) -> bool:
    """A parameter written by hand: its own card shows the update."""
    found = graph.trace.nodes[node]
    return found.phase == "update" and found.grad_fn is None
