"""Who decides in which order cards stand in a column: one protocol, and `graphlay`."""

from dataclasses import dataclass
from typing import Any, Protocol

import graphlay

from chainrule.layout.style import CARD_GAP, COLUMN_GAP

__all__ = ["Graphlay", "Ranked", "Solver", "Sweep", "fitting"]

MOST_NODES = 1_200  # an engine takes about a third of a second for that many


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A graph whose nodes have their rank along the flow; links go from one rank to the next.

    `mains` are the sizes along the flow, `crosses` those across it; a link is
    (source, target, weight).
    """

    ranks: tuple[int, ...]
    mains: tuple[float, ...]
    crosses: tuple[float, ...]
    links: tuple[tuple[int, int, float], ...]


class Solver(Protocol):
    """Finds places across the flow with few crossings."""

    def place(self, ranked: Ranked) -> list[float]:
        """The middle of each node across the flow; within a rank no two are equal."""


@dataclass(frozen=True, slots=True)
class Graphlay:
    """The layered engine of the graphlay library. It holds the interpreter's lock as it works."""

    def place(self, ranked: Ranked) -> list[float]:
        drawing = graphlay.layout(_graph(ranked), preset="layered", options=OPTIONS)
        return [float(node["center"]["y"]) for node in drawing.nodes]


@dataclass(frozen=True, slots=True)
class Sweep:
    """For graphs too large for an engine: each node in the middle of what leads to it."""

    def place(self, ranked: Ranked) -> list[float]:
        before: list[list[int]] = [[] for _ in ranked.ranks]
        for source, target, _ in ranked.links:
            before[target].append(source)
        ranks: dict[int, list[int]] = {}
        for node, rank in enumerate(ranked.ranks):
            ranks.setdefault(rank, []).append(node)
        places = [0.0] * len(ranked.ranks)
        for rank in sorted(ranks):
            wanted = {
                node: sum(places[each] for each in before[node]) / max(1, len(before[node]))
                for node in ranks[rank]
            }
            for at, node in enumerate(sorted(wanted, key=lambda each: (wanted[each], each))):
                places[node] = float(at)
        return places


def fitting(solver: Solver, ranked: Ranked) -> Solver:
    """The solver, unless the graph would keep it busy for too long."""
    return solver if len(ranked.ranks) <= MOST_NODES else Sweep()


OPTIONS: dict[str, Any] = {
    "direction": "leftright",
    "routing": {"style": "diagonal"},
    "spacing": {"layer_gap": COLUMN_GAP, "node_gap": CARD_GAP},
    # Every link spans one rank, so the engine needs no dummies of its own.
    "limits": {"max_dummies": 0},
}


def _graph(ranked: Ranked) -> dict[str, Any]:
    nodes = [
        {
            "size": {"width": max(main, 1.0), "height": max(cross, 1.0)},
            "shape": "box",
            "rank": {"fixed": rank},
        }
        for rank, main, cross in zip(ranked.ranks, ranked.mains, ranked.crosses, strict=True)
    ]
    edges = [
        {"source": source, "target": target, "weight": weight}
        for source, target, weight in ranked.links
    ]
    return {"nodes": nodes, "edges": edges}
