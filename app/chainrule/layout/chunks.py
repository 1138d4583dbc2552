"""Long runs without modules are cut into chunks, which are laid out like modules."""

from collections.abc import Callable, Iterator

from chainrule.layout.tree import Tree, group_item

__all__ = ["chunk"]

MOST_ITEMS = 64
LEAST_CHUNK, MOST_CHUNK = 24, 48

# The line of the program that made a card, where it is known.
LineOf = Callable[[int], int | None]


def chunk(tree: Tree, line: LineOf) -> None:
    """Give every group at most `MOST_ITEMS` items, by groups of groups where need be."""
    for number in range(len(tree.groups)):
        while len(tree.groups[number].items) > MOST_ITEMS:
            _cut(tree, number, line)
    _measure_depths(tree)


def _measure_depths(tree: Tree) -> None:
    """A chunk has moved what it holds one level down."""
    waiting = [0]
    while waiting:
        group = tree.groups[waiting.pop()]
        for item in group.items:
            if item < 0:
                tree.groups[group_item(item)].depth = group.depth + 1
                waiting.append(group_item(item))


def _cut(tree: Tree, group: int, line: LineOf) -> None:
    pieces = list(_pieces(tree.groups[group].items, line))
    tree.groups[group].items = []
    for piece in pieces:
        inner = tree.add_group(group, None, chunk=True)
        tree.groups[inner].items = piece
        tree.groups[group].items.append(group_item(inner))
        for item in piece:
            if item >= 0:
                tree.home[item] = inner
            else:
                tree.groups[group_item(item)].parent = inner


def _pieces(items: list[int], line: LineOf) -> Iterator[list[int]]:
    """The items in runs, cut where a loop of the program begins again if that can be seen."""
    start = 0
    while start < len(items):
        end = min(start + MOST_CHUNK, len(items))
        if end < len(items):
            end = _loop_start(items, start + LEAST_CHUNK, end, line)
        yield items[start:end]
        start = end


def _loop_start(items: list[int], first: int, last: int, line: LineOf) -> int:
    """The last place from `first` to `last` at which the program jumps back, else `last`."""
    for place in range(last, first, -1):
        here, previous = line(items[place]), line(items[place - 1])
        if here is not None and previous is not None and here < previous:
            return place
    return last
