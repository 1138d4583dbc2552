"""Cards of the tensors that no drawn operation makes: parameters, data, earlier frames' values."""

from collections import defaultdict
from functools import reduce

from chainrule.layout.cards import Content, of_leaf
from chainrule.layout.model import CardKind
from chainrule.layout.plot import Plot

__all__ = ["Use", "plant_idle_leaves", "plant_leaves"]

MOST_SHARED = 3  # a tensor with more consumers in a group has a card beside each of them

# (node, output)
Source = tuple[int, int]
# (node, output, the consumer's card)
Use = tuple[int, int, int]


def plant_leaves(plot: Plot) -> dict[Use, int]:
    """The card of each tensor that comes from elsewhere, by its consumer's card.

    A parameter has one in each module that uses it, data one where the program made them.
    """
    consumers: dict[Source, list[int]] = defaultdict(list)
    differentiable: set[Source] = set()
    for _, edge, target in plot.edges():
        source = edge.source, edge.source_output
        if edge.source not in plot.cards:
            consumers[source].append(target)
            if edge.differentiable:
                differentiable.add(source)
    leaves: dict[Use, int] = {}
    before: dict[int, list[int]] = defaultdict(list)
    for source, cards in consumers.items():
        for home, users in _homes(plot, source[0], cards).items():
            items = _by_item(plot, home, users)
            content = _content(plot, source, home, source in differentiable)
            for leaf_items in _shares(list(items)):
                leaf = plot.add(content, home)
                before[leaf_items[0]].append(leaf)
                for item in leaf_items:
                    leaves |= {(*source, user): leaf for user in items[item]}
    _insert(plot, before)
    return leaves


def plant_idle_leaves(plot: Plot) -> None:
    """A program without any operation: its tensors, side by side."""
    for node, found in enumerate(plot.graph.trace.nodes):
        if found.kind == "leaf":
            leaf = plot.add(_content(plot, (node, 0), 0, gradient=False), 0)
            plot.tree.groups[0].items.append(leaf)


def _homes(plot: Plot, node: int, cards: list[int]) -> dict[int, list[int]]:
    """The groups in which the node is drawn, each with the consumers' cards that it serves."""
    homes: dict[int, list[int]] = defaultdict(list)
    if plot.graph.is_parameter(node):
        for card in cards:
            homes[plot.tree.home[card]].append(card)
        return homes
    around = plot.group_around(plot.graph.trace.nodes[node].call)
    home = reduce(plot.tree.common, (plot.tree.home[card] for card in cards), around)
    homes[home] = cards
    return homes


def _by_item(plot: Plot, home: int, cards: list[int]) -> dict[int, list[int]]:
    """The items of the group that are or hold the cards."""
    items: dict[int, list[int]] = defaultdict(list)
    for card in cards:
        items[plot.tree.item_in(home, card)].append(card)
    return items


def _shares(items: list[int]) -> list[list[int]]:
    """Which consumers share a card."""
    return [items] if len(items) <= MOST_SHARED else [[item] for item in items]


def _insert(plot: Plot, before: dict[int, list[int]]) -> None:
    """Among the items of a group, a tensor stands before the first that uses it."""
    for group in plot.tree.groups:
        group.items = [each for item in group.items for each in (*before[item], item)]


def _content(plot: Plot, source: Source, home: int, gradient: bool) -> Content:
    trace, call = plot.graph.trace, plot.tree.groups[home].call
    kind = _kind(plot, source[0])
    return of_leaf(
        plot.graph,
        source,
        plot.shown_at(source[0]),
        plot.room,
        kind=kind,
        gradient=gradient or kind == "parameter",
        module="" if call is None else trace.modules[trace.calls[call].module].path,
    )


def _kind(plot: Plot, node: int) -> CardKind:
    if plot.graph.is_operation(node):
        return "data" if plot.is_prepared(node) else "value"
    return "parameter" if plot.graph.is_tracked(node) else "data"
