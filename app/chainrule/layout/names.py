"""Names of cards: a variable of a loop has one name everywhere, and numbers within one picture."""

from collections import defaultdict
from dataclasses import replace

from chainrule.layout.picture import Scene
from chainrule.trace import Trace

__all__ = ["number_names", "share_names"]

LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def share_names(trace: Trace, scenes: list[Scene]) -> None:
    """In frames of the same form, a card without a name takes that of its counterparts.

    Their nodes come from the same line of the program. A name can be missing where the program
    went on before the variable was looked at.
    """
    alike: dict[tuple[int, int], list[Scene]] = defaultdict(list)
    for scene in scenes:
        alike[scene.interiors[0], len(scene.contents)].append(scene)
    for group in alike.values():
        for card in range(len(group[0].contents)):
            _share(trace, group, card)


def _share(trace: Trace, scenes: list[Scene], card: int) -> None:
    contents = [scene.contents[card] for scene in scenes]
    names = {content.name for content in contents if content.name}
    nodes = [trace.nodes[content.node] for content in contents]
    if len(names) != 1 or len({(node.op, node.file, node.line) for node in nodes}) != 1:
        return
    (name,) = names
    for scene, content in zip(scenes, contents, strict=True):
        if not content.name:
            scene.contents[card] = replace(content, name=name)


def number_names(trace: Trace, scenes: list[Scene]) -> None:
    """A variable that one picture shows several times, as `h = f(h)` makes it, has a number on
    each of its cards; a leaf is where it begins, with 0. The page numbers its names alike."""
    for scene in scenes:
        alike: dict[str, set[int]] = defaultdict(set)
        for content in scene.contents:
            if content.name and content.tensor is not None:
                tensor = trace.tensors[content.tensor]
                if tensor.name and tensor.path is None:
                    alike[content.name].add(content.node)
        numbers = {
            node: str(place + (trace.nodes[min(nodes)].kind != "leaf")).translate(LOWERED)
            for nodes in alike.values()
            if len(nodes) > 1
            for place, node in enumerate(sorted(nodes))
        }
        for card, content in enumerate(scene.contents):
            if content.node in numbers:
                name = f"{content.name}{numbers[content.node]}"
                scene.contents[card] = replace(content, name=name)
