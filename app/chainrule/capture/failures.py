"""Why a program stopped: the line, the operation, the shapes it met, and what to do."""

from types import TracebackType

import torch

from chainrule.capture.calls import CallInProgress
from chainrule.capture.graph import NodeDraft
from chainrule.capture.source import Place
from chainrule.capture.state import State
from chainrule.rules import hint_for
from chainrule.trace import Edge, Failure, Phase

__all__ = ["failure_of"]

AUTOGRAD = torch.autograd.__file__
LONGEST_LINE = 200
WRITTEN = "modified by an inplace operation"


def failure_of(error: BaseException, state: State) -> tuple[Failure, int | None]:
    """The document's account of `error`, and the node where it happened, if it was at one."""
    place = _place(error, state)
    call = state.failed[1] if state.failed and state.failed[0] is error else None
    node = _failing_node(error, call, state)
    message = _message(error)
    failure = Failure(
        type=type(error).__name__,
        message=message,
        phase=_phase(error, state),
        step=None,
        node=node,
        file=place.file,
        line=place.line,
        operation=_operation(call, node, state),
        shapes=tuple(tuple(each.shape) for _, each in call.inputs) if call else (),
        hint=_hint(error, message, node, state),
    )
    return failure, node


def _hint(error: BaseException, message: str, node: int | None, state: State) -> str | None:
    hint = hint_for(type(error).__name__, message)
    writer = _writer(node, state) if WRITTEN in message else None
    if writer is None:
        return hint
    where = f"Line {writer.place.line} (`{writer.place.expression}`) wrote it."
    return f"{hint} {where}" if hint else where


def _writer(node: int | None, state: State) -> NodeDraft | None:
    """The last in-place operation on what a node had saved: its inputs, or its own output."""
    if node is None:
        return None
    graph = state.graph
    kept = {(each.source, each.source_output) for each in graph.edges if each.target == node}
    kept |= {(node, output) for output in range(len(graph.nodes[node].outputs))}
    writers = [
        each.target
        for each in graph.edges
        if graph.nodes[each.target].in_place and (each.source, each.source_output) in kept
    ]
    return graph.nodes[max(writers)] if writers else None


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg} (line {error.lineno}: {(error.text or '').strip()[:LONGEST_LINE]})"
    try:
        return str(error)
    except Exception as another:
        return f"(its message cannot be shown: that raises {type(another).__name__})"


def _phase(error: BaseException, state: State) -> Phase | None:
    if isinstance(error, SyntaxError):
        return None
    if state.failed_node and state.failed_node[0] is error:
        return "backward"
    if _came_through_autograd(error):
        return "backward"
    call = state.failed and state.failed[0] is error
    return "forward" if call else state.timeline.phase


def _came_through_autograd(error: BaseException) -> bool:
    """Whether `backward` or `grad` raised, perhaps before the engine ran."""
    each = error.__traceback__
    while each is not None:
        if each.tb_frame.f_code.co_filename == AUTOGRAD:
            return True
        each = each.tb_next
    return False


def _operation(call: CallInProgress | None, node: int | None, state: State) -> str | None:
    if call is not None:
        return call.called.name
    return state.graph.nodes[node].grad_fn if node is not None else None


def _failing_node(error: BaseException, call: CallInProgress | None, state: State) -> int | None:
    if call is not None:
        return _node_of_call(call, state)
    if state.failed_node and state.failed_node[0] is error:
        return state.failed_node[1]
    return None


def _node_of_call(call: CallInProgress, state: State) -> int:
    """The operation that raised, with the tensors that it was given."""
    graph = state.graph
    draft = NodeDraft(
        op=call.called.short.strip("_"),
        function=call.called.name,
        place=call.place,
        call=state.modules.current,
        outputs=[None],
        note="raised an exception here",
    )
    node = graph.add(draft)
    for number, (name, tensor) in enumerate(call.inputs):
        known = state.known(tensor)
        edge = graph.connect(
            Edge(
                source=known.node,
                source_output=known.output,
                target=node,
                target_input=number,
                tensor=known.index,
                differentiable=False,
                argument=name,
            )
        )
        graph.plain_inputs.setdefault(node, []).append((edge, known.snapshot))
    return node


def _place(error: BaseException, state: State) -> Place:
    """The innermost line of the user's own code in the traceback."""
    if isinstance(error, SyntaxError) and error.filename:
        return state.sources.at_line(error.filename, error.lineno)
    found = Place(None, None)
    each: TracebackType | None = error.__traceback__
    while each is not None:
        if state.sources.is_user(each.tb_frame.f_code):
            found = state.sources.at_line(each.tb_frame.f_code.co_filename, each.tb_lineno)
        each = each.tb_next
    return found
