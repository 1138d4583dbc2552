"""One frame's drawn nodes as cards in the groups of their module calls."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from chainrule.layout.cards import Content, of_operation
from chainrule.layout.folding import drawn
from chainrule.layout.frames import Span
from chainrule.layout.graph import Graph
from chainrule.layout.leaves import Use, plant_idle_leaves, plant_leaves
from chainrule.layout.plot import Plot
from chainrule.layout.style import Room
from chainrule.layout.tree import Link, Tree, group_item
from chainrule.layout.values import Shown

__all__ = ["Planted", "plant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """The cards of a frame in their tree; `folded` are the operations without a card."""

    tree: Tree
    contents: list[Content]
    folded: set[int]


def plant(
    graph: Graph,
    span: Span,
    shown: dict[int, Shown],
    earlier: Set[int],
    room: Room,
    *,
    boxes: bool = True,
) -> Planted:
    """The cards of a frame's operations and of the tensors they use, each in its group.

    `earlier` operations are those folded in the frames before.
    """
    operations = drawn(graph, span.operations)
    hidden = (
        _hidden_calls(graph, operations, room)
        if boxes
        else frozenset(range(len(graph.trace.calls)))
    )
    folded = set(span.operations) - set(operations)
    plot = Plot(graph, shown, folded, earlier, hidden, room)
    for node in operations:
        group = _group(plot, graph.trace.nodes[node].call)
        plot.cards[node] = plot.add(
            of_operation(graph, node, plot.shown_at(node), plot.room), group
        )
        plot.tree.groups[group].items.append(plot.cards[node])
    leaves = plant_leaves(plot)
    if not any(map(graph.is_operation, range(len(graph.trace.nodes)))):
        plant_idle_leaves(plot)
    for number, edge, target in plot.edges():
        source = plot.cards.get(edge.source)
        if source is None:
            source = leaves[edge.source, edge.source_output, target]
        plot.tree.links.append(
            Link(number, source, edge.source_output, target, edge.differentiable)
        )
    plot.tree.links.extend(_origins(plot, leaves))
    return Planted(
        tree=plot.tree,
        contents=plot.contents,
        folded=folded,
    )


def _origins(plot: Plot, leaves: dict[Use, int]) -> Iterator[Link]:
    """Links into a leaf that began as the result of an operation, such as `detach`."""
    for card, node in {card: node for (node, _, _), card in leaves.items()}.items():
        for number in plot.graph.incoming[node]:
            edge = plot.graph.trace.edges[number]
            if (source := plot.cards.get(edge.source)) is not None:
                yield Link(number, source, edge.source_output, card, edge.differentiable)


def _hidden_calls(graph: Graph, operations: list[int], room: Room) -> frozenset[int]:
    """Calls of one operation without parameters (`ReLU()`): a box would say nothing.

    On a slide, where room is dear, also calls that do nothing but make another call.
    """
    cards: Counter[int] = Counter()
    for node in operations:
        count = 1 + sum(graph.is_parameter(source) for source in graph.sources(node))
        for call in graph.calls_around(graph.trace.nodes[node].call):
            cards[call] += count
    hidden = {call for call, count in cards.items() if count == 1}
    if room != "page":
        parents = ((graph.trace.calls[call].parent, call) for call in set(cards) - hidden)
        hidden |= {
            outer for outer, call in parents if outer is not None and cards[outer] == cards[call]
        }
    return frozenset(hidden)


def _group(plot: Plot, call: int | None) -> int:
    """The group of a call, made with those around it when it is first needed."""
    missing: list[int] = []
    at = 0
    for each in plot.graph.calls_around(call):
        if each in plot.groups:
            at = plot.groups[each]
            break
        if each not in plot.hidden:
            missing.append(each)
    for each in reversed(missing):
        inner = plot.tree.add_group(at, each)
        plot.tree.groups[at].items.append(group_item(inner))
        plot.groups[each] = at = inner
    return at
