"""A frame's picture while its cards are being put into groups."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from chainrule.layout.cards import Content
from chainrule.layout.graph import Graph
from chainrule.layout.style import Room
from chainrule.layout.tree import Group, Tree
from chainrule.layout.values import Shown
from chainrule.trace import Edge

__all__ = ["Plot"]


@dataclass(slots=True)
class Plot:
    """`cards` are the operations that are drawn, `groups` the module calls.

    `folded` operations only prepare data; so did those of `earlier` frames.
    """

    graph: Graph
    shown: dict[int, Shown]
    folded: Set[int]
    earlier: Set[int]
    hidden: frozenset[int]
    room: Room
    tree: Tree = field(default_factory=lambda: Tree([Group(None, None, 0)]))
    contents: list[Content] = field(default_factory=list)
    cards: dict[int, int] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)

    def add(self, content: Content, group: int) -> int:
        """Put a card into a group."""
        self.contents.append(content)
        self.tree.home.append(group)
        return len(self.contents) - 1

    def is_prepared(self, node: int) -> bool:
        return node in self.folded or node in self.earlier

    def shown_at(self, node: int) -> Shown:
        return self.shown.get(node) or Shown()

    def edges(self) -> Iterator[tuple[int, Edge, int]]:
        """The edges that reach a drawn operation, with their numbers and its card."""
        for node, card in self.cards.items():
            for number in self.graph.incoming[node]:
                yield number, self.graph.trace.edges[number], card

    def group_around(self, call: int | None) -> int:
        """The innermost group that holds the call."""
        calls = self.graph.calls_around(call)
        return next((self.groups[each] for each in calls if each in self.groups), 0)
