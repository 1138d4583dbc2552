"""The outputs and input slots of nodes that edges, tensors, passes and steps speak of.

A gradient function may have more outputs than a program ever held, in a custom function or inside
a call, and the document cannot know how many. So an operation's output is held against those that
are listed only where a tensor is said to have come from it; a leaf has one output.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chainrule.trace.errors import BrokenTrace
from chainrule.trace.steps import BackwardStep, HookStep

if TYPE_CHECKING:
    from chainrule.trace.document import Trace

__all__ = ["check_ports"]

# (what speaks of it, the node, the number of the output or slot)
Port = tuple[str, int, int]


def check_ports(trace: Trace) -> None:
    """Raise `BrokenTrace` at an output or an input slot that its node cannot have."""
    for what, node, output in _outputs(trace):
        if output < 0 or (output > 0 and trace.nodes[node].kind == "leaf"):
            raise _no_port(what, "output", output, node)
    for what, node, output in _made(trace):
        if not 0 <= output < len(trace.nodes[node].outputs):
            raise _no_port(what, "output", output, node)
    for what, node, slot in _slots(trace):
        if not 0 <= slot < trace.nodes[node].slots:
            raise _no_port(what, "input slot", slot, node)
    for number, edge in enumerate(trace.edges):
        if edge.target_input < 0:
            raise _no_port(f"edges[{number}]", "input slot", edge.target_input, edge.target)


def _no_port(what: str, port: str, number: int, node: int) -> BrokenTrace:
    return BrokenTrace(f"{what} speaks of {port} {number!r:.30} of nodes[{node}], which has none.")


def _outputs(trace: Trace) -> Iterator[Port]:
    """Outputs that may be any that the node has, seen or not."""
    for number, edge in enumerate(trace.edges):
        yield f"edges[{number}]", edge.source, edge.source_output
    for root in (root for each in trace.passes for root in each.roots):
        yield "a root", root.node, root.output
    for number, step in enumerate(trace.steps):
        if isinstance(step, HookStep):
            yield f"steps[{number}]", step.node, step.output
        elif isinstance(step, BackwardStep):
            outputs = [each.output for each in step.arrived] + [each.output for each in step.local]
            yield from ((f"steps[{number}]", step.node, each) for each in outputs)


def _made(trace: Trace) -> Iterator[Port]:
    """Outputs that a tensor came from, which are among those listed."""
    for number, tensor in enumerate(trace.tensors):
        if tensor.node is not None:
            yield f"tensors[{number}]", tensor.node, tensor.output
        elif tensor.output < 0:
            raise BrokenTrace(f"tensors[{number}] is output {tensor.output!r:.30} of no node.")
    for number, edge in enumerate(trace.edges):
        if edge.tensor is not None:
            yield f"edges[{number}]", edge.source, edge.source_output


def _slots(trace: Trace) -> Iterator[Port]:
    """The inputs that autograd knows of."""
    for number, edge in enumerate(trace.edges):
        if edge.differentiable:
            yield f"edges[{number}]", edge.target, edge.target_input
    for number, step in enumerate(trace.steps):
        if isinstance(step, BackwardStep):
            slots = [each.input for each in step.left] + [each.input for each in step.local]
            yield from ((f"steps[{number}]", step.node, each) for each in slots)
