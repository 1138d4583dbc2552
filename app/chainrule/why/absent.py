"""Why there is no gradient: nothing tracked, nothing asked, nothing connected, or gone again."""

from collections import deque

from chainrule.trace import Departure, Edge, Root, Tensor
from chainrule.why.answer import Finding
from chainrule.why.cuts import cut_by, in_the_text, is_integer
from chainrule.why.history import History
from chainrule.why.reach import Downstream, above, below

__all__ = ["is_built_in", "not_arrived", "undefined", "untracked"]


MOST_ENDS = 20
# How many lines a call of backward may take.
LONGEST_CALL = 6


def untracked(history: History, index: int) -> Finding:
    """Why a tensor does not require grad."""
    tensor = history.trace.tensors[index]
    name = history.words.tensor(index)
    node = () if tensor.node is None else (tensor.node,)
    made = tensor.node is not None and history.trace.nodes[tensor.node].kind == "operation"
    beside = is_integer(tensor) and made and _is_tracked(history, tensor)
    if made and not beside and (cut := _first_cut_above(history, tensor)) is not None:
        return cut
    if is_integer(tensor):
        sentence = f"{name} holds {tensor.dtype} numbers, which have no derivative"
        return Finding(reason="integer", sentence=sentence, nodes=node)
    if name.endswith(".grad"):
        sentence = "it is a gradient itself, and nobody asked to differentiate it again"
        return Finding(reason="is_gradient", sentence=sentence, nodes=node)
    sentence = f"{name} has requires_grad=False: nobody asked for its gradient"
    if made:
        sentence = f"{name} was made only from tensors that do not require grad"
    return Finding(reason="requires_grad_false", sentence=sentence, nodes=node)


def _is_tracked(history: History, tensor: Tensor) -> bool:
    """Whether autograd follows the operation that made it, for the sake of another output."""
    return history.trace.nodes[tensor.node or 0].grad_fn is not None


def _first_cut_above(history: History, tensor: Tensor) -> Finding | None:
    """The nearest operation upstream that read a tensor which requires grad."""
    waiting, seen = deque([tensor.node or 0]), {tensor.node or 0}
    while waiting:
        node = waiting.popleft()
        inputs = list(history.edges(history.producers[node]))
        if tracked := [number for number, edge in inputs if _requires_grad(history, edge)]:
            return cut_by(history, node, tuple(tracked))
        for _, edge in inputs:
            if edge.source not in seen:
                seen.add(edge.source)
                waiting.append(edge.source)
    return None


def _requires_grad(history: History, edge: Edge) -> bool:
    return edge.tensor is not None and history.trace.tensors[edge.tensor].requires_grad


def not_arrived(history: History, index: int, after: int) -> Finding:
    """Why no backward pass between step `after` and now brought anything to a tensor."""
    tensor = history.trace.tensors[index]
    node = tensor.node
    if node is None:
        sentence = "the recording did not see which operation made it"
        return Finding(reason="not_recorded", sentence=sentence)
    past = history.roots_between(after, history.at)
    if past and node in above(history, past, _carries_gradient):
        return _left_out(history, index, node)
    future = history.roots_between(history.at, len(history.trace.steps))
    if future and node in above(history, future, _carries_gradient):
        return _later(history, node)
    if not history.roots_between(after, len(history.trace.steps)):
        return _no_backward(history, node)
    return _unconnected(history, index, past or future)


def _carries_gradient(edge: Edge) -> bool:
    return edge.differentiable


def _later(history: History, node: int) -> Finding:
    first = next(first for first, _ in history.roots if first > history.at)
    place = history.words.step(first)
    sentence = f"the backward pass has not come yet: it begins at {history.words.nth(first)}{place}"
    return Finding(reason="not_yet", sentence=sentence, nodes=(node,), steps=(first,))


def _no_backward(history: History, node: int) -> Finding:
    error = history.trace.error
    if error is not None:
        sentence = f"the program stopped with {error.type} before any backward pass"
        return Finding(reason="error", sentence=sentence, nodes=(node,), steps=_step_of(history))
    sentence = "no backward pass runs: nothing called backward() on what was computed from it"
    return Finding(reason="no_backward", sentence=sentence, nodes=(node,))


def _step_of(history: History) -> tuple[int, ...]:
    error = history.trace.error
    return () if error is None or error.step is None else (error.step,)


def _left_out(history: History, index: int, node: int) -> Finding:
    """Connected, and yet the engine did not come here."""
    if (coming := history.still_to_come(node)) is not None:
        sentence = f"the backward pass is on its way and comes here at {history.words.nth(coming)}"
        return Finding(reason="not_yet", sentence=sentence, nodes=(node,), steps=(coming,))
    error = history.trace.error
    if error is not None and error.phase == "backward":
        at = "" if error.node is None else f" in {history.words.node(error.node)}"
        sentence = f"the backward pass stopped with {error.type}{at} before it came here"
        return Finding(reason="error", sentence=sentence, nodes=(node,), steps=_step_of(history))
    output = history.trace.tensors[index].output
    any_rule = not _may_be_restricted(history)
    if (ended := undefined(history, node, output, any_rule=any_rule)) is not None:
        return ended
    first = max(first for first, _ in history.roots if first <= history.at)
    place = history.words.place(*_called_at(history, first))
    name = history.words.tensor(index)
    sentence = (
        f"the backward pass at {history.words.nth(first)}{place} was asked for the gradients of"
        f" some tensors only (inputs=…, or torch.autograd.grad), and {name} was not among them"
    )
    return Finding(reason="not_asked", sentence=sentence, nodes=(node,), steps=(first,))


def _may_be_restricted(history: History) -> bool:
    """Whether the line that began the pass may have asked for some gradients only."""
    first = max(first for first, _ in history.roots if first <= history.at)
    file, line = _called_at(history, first)
    texts = {each.name: each.text.splitlines() for each in history.trace.program.files}
    if file in texts and line is not None:
        call = texts[file][line - 1 : line + LONGEST_CALL]
    else:
        call = [line for text in texts.values() for line in text]
    return not call or any("inputs" in each or "autograd.grad(" in each for each in call)


def _called_at(history: History, first: int) -> tuple[str | None, int | None]:
    """The line that called backward; accumulate steps carry it."""
    for step in history.trace.steps[first:]:
        if step.kind == "accumulate":
            return step.file, step.line
        if step.kind not in ("backward", "hook"):
            break
    return None, None


def undefined(
    history: History, node: int, output: int, *, any_rule: bool = False
) -> Finding | None:
    """The operation that received a gradient and passed on None, above an output of `node`.

    PyTorch's own rules do so only when nobody asked, or, with `any_rule`, as another way to say 0.
    """
    stack = [each for each in history.consumers[node] if _comes_from(history, each, output)]
    seen: set[int] = set()
    while stack:
        number = stack.pop()
        edge = history.trace.edges[number]
        ran = history.sent(edge, history.at + 1)
        if number in seen or ran is None or not edge.differentiable:
            continue
        seen.add(number)
        step, backward = ran
        silent = any(_is_silent(each, number) for each in backward.left)
        received = any(each.sum is not None for each in backward.arrived)
        if silent and received and (any_rule or not is_built_in(history, edge.target)):
            return _gave_none(history, edge.target, number, step)
        if not received:
            stack.extend(history.consumers[edge.target])
    return None


def _comes_from(history: History, edge: int, output: int) -> bool:
    return history.trace.edges[edge].source_output == output


def _is_silent(departure: Departure, edge: int) -> bool:
    return departure.edge == edge and departure.snapshot is None


def is_built_in(history: History, node: int) -> bool:
    """Whether PyTorch's own rule ran: its gradient functions end in a digit."""
    name = history.trace.nodes[node].grad_fn or ""
    return name[-1:].isdigit() or name in ("CopyBackwards", "CopySlices", "AccumulateGrad")


def _gave_none(history: History, node: int, edge: int, step: int) -> Finding:
    sentence = f"the backward of {history.words.node(node)} returned None for this input"
    return Finding(
        reason="undefined", sentence=sentence, nodes=(node,), edges=(edge,), steps=(step,)
    )


def _unconnected(history: History, index: int, roots: list[Root]) -> Finding:
    tensor = history.trace.tensors[index]
    downstream = below(history, tensor.node or 0, tensor.output)
    feeding = above(history, roots, lambda _: True)
    cuts = [each for each in downstream.cut if history.trace.edges[each].target in feeding]
    if cuts:
        return cut_by(history, history.trace.edges[cuts[0]].target, tuple(cuts))
    root = history.words.output(roots[-1].node, roots[-1].output)
    leads = f"{history.words.tensor(index)} leads to {root}"
    if (taken := in_the_text(history, downstream, leads)) is not None:
        return taken
    if downstream.cut and not downstream.edges:
        target = history.trace.edges[downstream.cut[0]].target
        return cut_by(history, target, downstream.cut)
    return _dead_end(history, index, roots, downstream)


def _dead_end(history: History, index: int, roots: list[Root], downstream: Downstream) -> Finding:
    name = history.words.tensor(index)
    node = history.trace.tensors[index].node or 0
    root = history.words.output(roots[-1].node, roots[-1].output)
    if not downstream.edges:
        if (other := _sibling_used(history, node)) is not None:
            return other
        sentence = f"nothing uses {name}: no operation that leads to {root} reads it"
        return Finding(reason="unused", sentence=sentence, nodes=(node,))
    ends = [each for each in sorted(downstream.nodes) if not history.consumers[each]][-MOST_ENDS:]
    end = history.words.node(ends[-1]) if ends else name
    sentence = f"{name} only leads to {end}, and {root} was computed without that"
    return Finding(
        reason="not_connected",
        sentence=sentence,
        nodes=(node, *ends),
        edges=downstream.edges,
    )


def _sibling_used(history: History, node: int) -> Finding | None:
    """An output that nothing reads, of an operation that another output of leads on."""
    ran = history.last_backward(node, history.at + 1)
    if ran is None:
        return None
    return unused_output(history, node, ran[0])


def unused_output(history: History, node: int, step: int) -> Finding:
    """Another output of the operation was used, this one was not."""
    sentence = (
        f"this output of {history.words.node(node)} is not used for the loss; its other outputs"
        " are, and get gradients"
    )
    return Finding(reason="unused_output", sentence=sentence, nodes=(node,), steps=(step,))
