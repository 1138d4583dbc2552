"""What the recording knows of a failure, and the error's message does not say."""

import inspect
import re
from collections.abc import Iterator
from types import FrameType

import torch
from torch import nn

from chainrule.capture.graph import NodeDraft
from chainrule.capture.source import Place, variables_of
from chainrule.capture.state import State
from chainrule.capture.tensors import shape_of
from chainrule.trace import AccumulateStep, BackwardStep, UpdateStep

__all__ = ["AUTOGRAD", "begun_from", "came_from_python", "frames", "here", "module_of", "named"]

AUTOGRAD = torch.autograd.__file__
ENGINE = torch.autograd.graph.__file__
# What `backward` and `grad` call the tensors that they start from.
STARTS = {"backward": "tensors", "grad": "outputs"}
NAN = re.compile(r"Function '(\w+)' returned nan values")
HOOK = re.compile(r"hook '([^']*)' has changed the size of value")
WRITTEN = "modified by an inplace operation"
TWICE = "backward through the graph a second time"
NO_GRAPH = "does not require grad and does not have a grad_fn"


def frames(error: BaseException) -> Iterator[FrameType]:
    """The frames that the error came through, the outermost first."""
    each = error.__traceback__
    while each is not None:
        yield each.tb_frame
        each = each.tb_next


def came_from_python(error: BaseException) -> bool:
    """Whether code in Python raised it, in a hook say, and not the engine itself."""
    *_, innermost = frames(error)
    return innermost.f_code.co_filename != ENGINE


def named(message: str, state: State) -> int | None:
    """The node that an error of the engine's names, though it was not running it."""
    if (nan := NAN.search(message)) is not None:
        return _last_visited(nan.group(1), state)
    if (hook := HOOK.search(message)) is not None:
        return _only_hooked(hook.group(1), state)
    return None


def begun_from(error: BaseException, state: State) -> int | None:
    """The node of the tensor from which `backward` or `grad` could not even begin."""
    for frame in frames(error):
        wanted = STARTS.get(frame.f_code.co_name)
        if wanted is not None and frame.f_code.co_filename == AUTOGRAD:
            root = variables_of(frame).get(wanted)
            root = root[0] if isinstance(root, list | tuple) and root else root
            known = state.registry.get(root) if isinstance(root, torch.Tensor) else None
            return None if known is None else known.node
    return None


def module_of(error: BaseException, state: State) -> tuple[str, tuple[tuple[int, ...], ...]] | None:
    """The layer of torch's own that refused its input before any operation, and the shapes."""
    found = None
    for frame in frames(error):
        if state.sources.is_user(frame.f_code):
            found = None
        elif frame.f_code.co_name == "forward":
            variables = variables_of(frame)
            given = [variables.get(name) for name in inspect.getargs(frame.f_code).args]
            found = given if given and isinstance(given[0], nn.Module) else found
    if found is None:
        return None
    layer, *given = found
    tensors = [each for each in given if isinstance(each, torch.Tensor) and not each.is_nested]
    shapes = tuple(shape_of(each) for each in tensors)
    return f"torch.nn.{type(layer).__name__}", shapes


def here(error: BaseException, message: str, node: int | None, state: State) -> str | None:
    """A sentence about this very program: the other line that the failure is about."""
    if node is None:
        return None
    if (raised := _raising_hook(error, node, state)) is not None:
        return _said(raised[1], f"registered {raised[0]}, which raised this")
    if WRITTEN in message:
        return _said(_writer(node, state), "wrote it")
    if TWICE in message:
        line = _earlier_pass(node, state)
        return None if line is None else f"The pass before began at line {line}."
    if NO_GRAPH in message:
        cut = _cut(node, state)
        return None if cut is None else _said(cut.place, "is where the graph ends")
    if (hook := HOOK.search(message)) is not None:
        place = next((at for (n, _), (_, at) in state.hooks.items() if n == node), None)
        return _said(place, f"registered {hook.group(1)}")
    return None


def _raising_hook(error: BaseException, node: int, state: State) -> tuple[str, Place] | None:
    """The hook on an output of the node that the error came through."""
    passed = {each.f_code.co_qualname for each in frames(error)}
    found = (hook for (n, _), hook in state.hooks.items() if n == node and hook[0] in passed)
    return next(found, None)


def _said(place: Place | None, what: str) -> str | None:
    if place is None or place.line is None:
        return None
    code = f" (`{place.expression}`)" if place.expression else ""
    return f"Line {place.line}{code} {what}."


def _last_visited(grad_fn: str, state: State) -> int | None:
    """The last node of this kind that the engine ran."""
    for step in reversed(state.timeline.steps):
        if isinstance(step, BackwardStep) and state.graph.nodes[step.node].grad_fn == grad_fn:
            return step.node
    return None


def _only_hooked(name: str, state: State) -> int | None:
    """The node with a hook of that name, if there is just one."""
    nodes = {
        node for (node, _), (hook, _) in state.hooks.items() if hook.rsplit(".", 1)[-1] == name
    }
    return nodes.pop() if len(nodes) == 1 else None


def _writer(node: int, state: State) -> Place | None:
    """The last write to what a node had saved: its inputs, or its own output."""
    graph = state.graph
    kept = {(each.source, each.source_output) for each in graph.edges if each.target == node}
    kept |= {(node, output) for output in range(len(graph.nodes[node].outputs))}
    writers = [
        each.target
        for each in graph.edges
        if graph.nodes[each.target].in_place and (each.source, each.source_output) in kept
    ]
    if writers:
        return graph.nodes[max(writers)].place
    leaves = {graph.nodes[source].outputs[output] for source, output in kept}
    for step in reversed(state.timeline.steps):
        if isinstance(step, UpdateStep) and step.tensor in leaves:
            return Place(step.file, step.line)
    return None


def _earlier_pass(node: int, state: State) -> int | None:
    """The line of the backward pass that ran this node last."""
    steps = state.timeline.steps
    ran = [
        number
        for number, step in enumerate(steps)
        if isinstance(step, BackwardStep) and step.node == node and step.left
    ]
    after = steps[ran[-1] :] if ran else []
    return next((step.line for step in after if isinstance(step, AccumulateStep)), None)


def _cut(node: int, state: State) -> NodeDraft | None:
    """Upstream of a node without a graph, the nearest that reads a tensor which requires grad."""
    graph = state.graph
    sources: dict[int, list[tuple[int, int | None]]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append((edge.source, edge.tensor))
    seen, waiting = {node}, [node]
    while waiting:
        each = waiting.pop(0)
        for source, tensor in sources.get(each, ()):
            if tensor is not None and graph.tensors[tensor].requires_grad:
                return graph.nodes[each]
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return None
