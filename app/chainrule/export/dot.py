"""DOT: the graph itself, for Graphviz to lay out."""

import graphviz  # type: ignore[import-untyped]

from chainrule.export.items import Palette
from chainrule.export.letters import printable
from chainrule.trace import Node, Trace

__all__ = ["dot"]

ROUNDED = {"operation": "rounded,filled", "parameter": "rounded,filled"}
FILLS = {"operation": "card", "parameter": "card"}


def dot(trace: Trace, palette: Palette) -> bytes:
    """Nodes are operations and tensors, edges tensors on their way; gradients go dashed back."""
    drawing = graphviz.Digraph(
        comment=None,
        graph_attr={
            "rankdir": "LR",
            "bgcolor": palette["ground"],
            "label": _text(trace.meta.title),
            "labelloc": "t",
            "fontname": "Inter",
            "fontcolor": palette["ink"],
        },
        node_attr={
            "shape": "box",
            "fontname": "Inter",
            "fontcolor": palette["ink"],
            "color": palette["outline"],
        },
        edge_attr={"color": palette["forward"]},
    )
    for number, node in enumerate(trace.nodes):
        drawing.node(
            f"n{number}",
            _label(trace, node),
            style=ROUNDED.get(node.kind, "filled"),
            fillcolor=palette[FILLS.get(node.kind, "card-data")],
        )
    for edge in trace.edges:
        drawing.edge(f"n{edge.source}", f"n{edge.target}")
        if edge.differentiable:
            back = {"color": palette["gradient-line"], "style": "dashed", "constraint": "false"}
            drawing.edge(f"n{edge.target}", f"n{edge.source}", **back)
    return str(drawing.source).encode()


def _label(trace: Trace, node: Node) -> str:
    first = next((each for each in node.outputs if each is not None), None)
    tensor = None if first is None else trace.tensors[first]
    name = tensor and (tensor.path or tensor.name)
    lines = [each for each in (name, node.op, node.grad_fn) if each]
    if tensor is not None:
        lines.append(" × ".join(map(str, tensor.shape)) or "scalar")
    return "\\n".join(map(_text, dict.fromkeys(lines)))


def _text(text: str) -> str:
    """As it is: no escapes of DOT, no HTML."""
    return str(graphviz.escape(printable(text)))
