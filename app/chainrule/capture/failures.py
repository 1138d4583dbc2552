"""Why a program stopped: the line, the operation, the shapes it met, and what to do."""

import os
from collections.abc import Sequence
from types import TracebackType
from typing import TypeGuard

import torch

from chainrule.capture.arguments import Argument
from chainrule.capture.calls import CallInProgress
from chainrule.capture.evidence import AUTOGRAD, begun_from, frames, here, module_of, named
from chainrule.capture.graph import NodeDraft
from chainrule.capture.raised import RaisedHook, module_hook
from chainrule.capture.source import Place
from chainrule.capture.state import State
from chainrule.rules import hint_for
from chainrule.trace import Edge, Failure, Phase

__all__ = ["failure_of"]

OPTIMISERS = os.path.join(os.path.dirname(torch.optim.__file__), "")
# An optimiser's own function, and the one that torch wraps around it.
STEPPING = {"step", "wrapper"}
LONGEST_LINE = 200
# Python's own, which say where in the text; one of the program's is an error like any other.
SYNTAX = (SyntaxError, IndentationError, TabError)


def failure_of(error: BaseException, state: State) -> tuple[Failure, int | None]:
    """The document's account of `error`, and the node where it happened, if it was at one."""
    place = _place(error, state)
    call = state.failed[1] if state.failed and state.failed[0] is error else None
    message = _message(error)
    node = _failing_node(error, message, call, state)
    layer = module_of(error, state) if call is None and node is None else None
    hook = module_hook(error, message)
    if hook is not None and hook.forward and node is None:
        node, layer = _node_of_hook(hook, place, state), None
    given = call.inputs if call else hook.given if hook else ()
    shapes = tuple(tuple(each.shape) for _, each in given)
    failure = Failure(
        type=type(error).__name__,
        message=message,
        phase=_phase(error, state) or ("forward" if hook is not None and hook.forward else None),
        step=None,
        node=node,
        file=place.file,
        line=place.line,
        operation=layer[0] if layer else _operation(call, node, state),
        shapes=layer[1] if layer else shapes,
        hint=_hint(error, message, node, hook, state),
    )
    return failure, node


def _hint(
    error: BaseException, message: str, node: int | None, hook: RaisedHook | None, state: State
) -> str | None:
    said = [hint_for(type(error).__name__, message), here(error, message, node, state)]
    if hook is not None:
        said.append(hook.said(state.modules.path(hook.module)))
    return " ".join(each for each in said if each) or None


def _in_the_text(error: BaseException) -> TypeGuard[SyntaxError]:
    return type(error) in SYNTAX


def _message(error: BaseException) -> str:
    try:
        if _in_the_text(error):
            return f"{error.msg} (line {error.lineno}: {(error.text or '').strip()[:LONGEST_LINE]})"
        # A text of the program's own class would answer for itself; this is the same, plain.
        return str.__str__(str(error))
    except KeyboardInterrupt:
        raise
    except BaseException as another:
        return f"(its message cannot be shown: that raises {type(another).__name__})"


def _phase(error: BaseException, state: State) -> Phase | None:
    """The pass that the error stopped; None for a line of the program's after all of them."""
    if _in_the_text(error):
        return None
    if state.failed_node and state.failed_node[0] is error:
        return "backward"
    if any(each.f_code.co_filename == AUTOGRAD for each in frames(error)):
        return "backward"  # `backward` or `grad` raised, perhaps before the engine ran
    if state.failed and state.failed[0] is error:
        return "forward"
    if _in_optimiser(error, state):
        return "update"
    return "forward" if state.timeline.phase == "forward" else None


def _in_optimiser(error: BaseException, state: State) -> bool:
    """Whether an optimiser's step raised, and not the program's own closure in it."""
    stepping = False
    for each in frames(error):
        if state.sources.is_user(each.f_code):
            stepping = False
        elif each.f_code.co_filename.startswith(OPTIMISERS):
            stepping = stepping or each.f_code.co_name in STEPPING
    return stepping


def _operation(call: CallInProgress | None, node: int | None, state: State) -> str | None:
    if call is not None:
        return call.called.name
    if node is None:
        return None
    return state.graph.nodes[node].grad_fn or state.graph.nodes[node].function


def _failing_node(
    error: BaseException, message: str, call: CallInProgress | None, state: State
) -> int | None:
    if call is not None:
        return _node_of_call(call, state)
    if state.failed_node and state.failed_node[0] is error:
        return state.failed_node[1] if state.failed_node[1] is not None else named(message, state)
    return begun_from(error, state)


def _node_of_call(call: CallInProgress, state: State) -> int:
    """The operation that raised, with the tensors that it was given."""
    draft = NodeDraft(
        op=call.called.short.strip("_"),
        function=call.called.name,
        place=call.place,
        call=state.modules.current,
        outputs=[None],
        note="raised an exception here",
    )
    return _with_inputs(draft, call.inputs, state)


def _node_of_hook(hook: RaisedHook, place: Place, state: State) -> int:
    """A node for a module's hook that raised: it stands where the forward pass ended."""
    draft = NodeDraft(
        op=hook.kind.replace("-", "_").replace(" ", "_"),
        function=hook.name,
        place=place,
        call=state.modules.latest_call(hook.module),
        outputs=[None],
        note="raised an exception here",
    )
    return _with_inputs(draft, [each for each in hook.given if not each[1].is_nested], state)


def _with_inputs(draft: NodeDraft, inputs: Sequence[Argument], state: State) -> int:
    graph = state.graph
    node = graph.add(draft)
    for number, (name, tensor) in enumerate(inputs):
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
    if _in_the_text(error) and error.filename:
        return state.sources.at_line(error.filename, error.lineno)
    found = Place(None, None)
    each: TracebackType | None = error.__traceback__
    while each is not None:
        if state.sources.is_user(each.tb_frame.f_code):
            found = state.sources.at_line(each.tb_frame.f_code.co_filename, each.tb_lineno)
        each = each.tb_next
    return found
