"""Long runs without modules are cut into chunks, which are laid out like modules."""

from collections.abc import Iterator, Sequence

from chainrule.layout.tree import Tree, group_item

__all__ = ["chunk"]

MOST_ITEMS = 64
LEAST_CHUNK, MOST_CHUNK = 24, 48

# The line of the program that made each card, where it is known.
Lines = Sequence[int | None]


def chunk(tree: Tree, lines: Lines) -> None:
    """Give every group at most `MOST_ITEMS` items, by groups of groups where need be."""
    for number in range(len(tree.groups)):
        while len(tree.groups[number].items) > MOST_ITEMS:
            _cut(tree, number, lines)
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


def _cut(tree: Tree, group: int, lines: Lines) -> None:
    pieces = list(_pieces(tree.groups[group].items, lines))
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


def _pieces(items: list[int], lines: Lines) -> Iterator[list[int]]:
    """The items in runs, cut where a loop of the program begins again if that can be seen."""
    start = 0
    while start < len(items):
        end = min(start + MOST_CHUNK, len(items))
        if end < len(items):
            end = _loop_start(items, start + LEAST_CHUNK, end, lines)
        yield items[start:end]
        start = end


def _loop_start(items: list[int], first: int, last: int, lines: Lines) -> int:
    """The last place from `first` to `last` at which the program jumps back, else `last`."""
    for place in range(last, first, -1):
        here, there = (lines[item] if item >= 0 else None for item in items[place - 1 : place + 1])
        if here is not None and there is not None and there < here:
            return place
    return last
