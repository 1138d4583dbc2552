"""The drawn cards of a frame, and the module calls that hold them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Group", "Link", "Tree", "group_item"]


@dataclass(slots=True)
class Group:
    """A call of a module, a chunk of a long run (no call), or the whole frame (no parent).

    `items` are cards (0 and more) and groups (−1 − group), each after those that feed it.
    """

    parent: int | None
    call: int | None
    depth: int
    items: list[int] = field(default_factory=list)
    chunk: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An edge of the trace between two cards; `output` numbers the source's outputs."""

    edge: int
    source: int
    output: int
    target: int
    differentiable: bool


@dataclass(slots=True)
class Tree:
    """`home` holds the group of each card. The first group is the frame itself."""

    groups: list[Group]
    home: list[int] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add_group(self, parent: int, call: int | None, *, chunk: bool = False) -> int:
        depth = self.groups[parent].depth + 1
        self.groups.append(Group(parent, call, depth, chunk=chunk))
        return len(self.groups) - 1

    def inwards(self) -> Iterator[int]:
        """All groups, each after the one around it, side by side in the order of their items."""
        waiting = [0]
        while waiting:
            group = waiting.pop()
            yield group
            inner = (group_item(item) for item in self.groups[group].items if item < 0)
            waiting += reversed(list(inner))

    def common(self, one: int, other: int) -> int:
        """The innermost group around both."""
        while one != other:
            deeper = self.groups[one].depth >= self.groups[other].depth
            if deeper:
                one = self.groups[one].parent or 0
            else:
                other = self.groups[other].parent or 0
        return one

    def item_in(self, group: int, card: int) -> int:
        """The item of `group` that is or holds the card."""
        at = self.home[card]
        if at == group:
            return card
        while self.groups[at].parent != group:
            at = self.groups[at].parent or 0
        return group_item(at)


def group_item(group: int) -> int:
    """How a group stands among the items of its parent; it is its own inverse."""
    return -1 - group
