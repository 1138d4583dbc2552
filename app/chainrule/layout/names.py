"""A variable that each iteration of a loop makes anew has one name, however often it was seen."""

from collections import defaultdict
from dataclasses import replace

from chainrule.layout.picture import Scene
from chainrule.trace import Trace

__all__ = ["share_names"]


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
