"""The step that says: this operation ran, and this is what it gave."""

from chainrule.capture.source import Place
from chainrule.capture.state import State
from chainrule.trace import ForwardStep, Input

__all__ = ["forward_step"]


def forward_step(state: State, node: int, place: Place) -> None:
    """Append the forward step of `node`, in the phase that it ran in."""
    graph = state.graph

    def make(step_id: str) -> ForwardStep:
        return ForwardStep(
            id=step_id,
            node=node,
            inputs=tuple([Input(edge=e, snapshot=s) for e, s in graph.inputs_of(node)]),
            outputs=tuple(graph.output_snapshots(node)),
            file=place.file,
            line=place.line,
        )

    index = state.timeline.add("forward", make, graph.nodes[node].phase)
    if index is not None:
        graph.forward_step[node] = index
