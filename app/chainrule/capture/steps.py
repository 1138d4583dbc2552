"""Steps that are made in more than one place."""

from chainrule.capture.source import Place
from chainrule.capture.state import State
from chainrule.capture.tensors import Known
from chainrule.trace import ForwardStep, Input, UpdateStep

__all__ = ["forward_step", "update_by_hand"]


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


def update_by_hand(
    state: State, known: Known, before: int | None, grad: int | None, place: Place
) -> None:
    """Append the step of a parameter that the program itself has changed, in its own words."""

    def make(step_id: str) -> UpdateStep:
        return UpdateStep(
            id=step_id,
            tensor=known.index,
            node=known.node,
            optimizer=None,
            before=before,
            grad=grad,
            state_before=(),
            state_after=(),
            after=known.snapshot,
            rule=place.expression,
            file=place.file,
            line=place.line,
        )

    state.timeline.add("update", make)
