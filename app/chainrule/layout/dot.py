"""The second solver: Graphviz's `dot`, in a process of its own."""

import sys
from dataclasses import dataclass
from pathlib import Path

import graphviz  # type: ignore[import-untyped]
from graphviz.backend import dot_command  # type: ignore[import-untyped]

from chainrule.layout.solver import Ranked
from chainrule.layout.style import CARD_GAP, COLUMN_GAP

__all__ = ["Dot"]

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Dot:
    """Graphviz 16 from the graphviz-pure wheel, or the system's where that wheel is missing."""

    def place(self, ranked: Ranked) -> list[float]:
        _use_own_binary()
        plain = str(_digraph(ranked).pipe(format="plain", encoding="utf-8"))
        places = [0.0] * len(ranked.ranks)
        for line in plain.splitlines():
            match line.split(" "):
                case "node", name, _, middle, *_ if name.isdigit():
                    # Graphviz counts from the bottom.
                    places[int(name)] = -float(middle) * POINTS_PER_INCH
        return places


def _use_own_binary() -> None:
    own = Path(sys.executable).parent / "graphviz-pure"
    if own.exists():
        dot_command.DOT_BINARY = own


def _digraph(ranked: Ranked) -> graphviz.Digraph:
    drawing = graphviz.Digraph(
        graph_attr={
            "rankdir": "LR",
            "nodesep": _inches(CARD_GAP),
            "ranksep": _inches(COLUMN_GAP),
            "splines": "false",
        },
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
    )
    for rank in range(max(ranked.ranks, default=0) + 1):
        _add_rank(drawing, ranked, rank)
    for source, target, weight in ranked.links:
        drawing.edge(str(source), str(target), weight=str(max(1, round(weight))))
    return drawing


def _add_rank(drawing: graphviz.Digraph, ranked: Ranked, rank: int) -> None:
    """The nodes of a rank, held together by an invisible chain of one node a rank."""
    with drawing.subgraph() as column:
        column.attr(rank="same")
        column.node(f"rank{rank}", width="0.01", height="0.01", style="invis")
        for node, its_rank in enumerate(ranked.ranks):
            if its_rank == rank:
                main, cross = ranked.mains[node], ranked.crosses[node]
                column.node(str(node), width=_inches(main), height=_inches(cross))
    if rank:
        drawing.edge(f"rank{rank - 1}", f"rank{rank}", style="invis", weight="0")


def _inches(length: float) -> str:
    return f"{max(length, 1.0) / POINTS_PER_INCH:.4f}"
