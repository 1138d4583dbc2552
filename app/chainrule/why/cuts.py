"""Where autograd's graph was cut: by which operation, and what that means."""

import re

from chainrule.trace import Node, Tensor
from chainrule.why.answer import Finding, Reason
from chainrule.why.history import History
from chainrule.why.reach import Downstream

__all__ = ["cut_by", "in_the_text", "is_integer"]

DETACHING = {"detach", "data", "new_tensor", "tensor"}
# Which, or whether: operations whose result jumps or stays.
CHOOSING = {
    "argmax", "argmin", "argsort", "argwhere", "nonzero", "searchsorted", "bucketize", "gt", "ge",
    "lt", "le", "eq", "ne", "greater", "greater_equal", "less", "less_equal", "not_equal",
    "isclose", "isnan", "isinf", "isfinite", "logical_and", "logical_or", "logical_not", "any",
    "all", "signbit", "count_nonzero", "histc", "unique",
}  # fmt: skip

# What the recording wrote down where a tensor lost its history → the reason.
WRITTEN: dict[str, tuple[Reason, str]] = {
    "inference_mode": (
        "inference_mode",
        "{node} ran inside torch.inference_mode(), where autograd records nothing",
    ),
    "no_grad": ("no_grad", "{node} ran inside torch.no_grad(), where autograd records nothing"),
    "not differentiable": (
        "not_differentiable",
        "{node} has no derivative in PyTorch, so the graph ends there",
    ),
}

# The program's text that takes a tensor's numbers and leaves its history behind.
TAKING = r"(?<![\w.]){name}(?:\[[^\]]*\])?\.(?:data\b|(?:detach|item|tolist|numpy)\(\))"
COPYING = r"(?<![\w.])(?:torch\.(?:as_)?tensor|float|int)\(\s*{name}\s*[,)]"
ONE_BY_ONE = r"(?<![\w.])(\w+)\.(?:detach|item|tolist|numpy)\(\) for \1 in {name}(?!\w)"
A_NEW_LEAF = r"(?<!\w)Parameter\([^#]*?(?<![\w.]){name}(?!\w)[^#]*\)"
OF_A_RESULT = r"\)\.(?:data\b|(?:detach|item|tolist|numpy)\(\))"
MOST_NAMES = 1_000
ONLY_SHOWN = ("#", "print(", "assert ")


def is_integer(tensor: Tensor) -> bool:
    return not tensor.dtype.startswith(("float", "bfloat", "complex"))


def cut_by(history: History, node: int, edges: tuple[int, ...] = ()) -> Finding:
    """Why no gradient comes back through `node`, which reads a tensor that requires grad."""
    reason, sentence = _what(history, node)
    step = history.forward_of(node, len(history.trace.steps))
    return Finding(
        reason=reason,
        sentence=sentence.format(node=history.words.node(node)),
        nodes=(node,),
        edges=edges,
        steps=() if step is None else (step[0],),
    )


def _what(history: History, number: int) -> tuple[Reason, str]:
    node = history.trace.nodes[number]
    op = node.op.strip("_")
    outputs = [history.trace.tensors[each] for each in node.outputs if each is not None]
    if op in DETACHING:
        return "detached", "{node} cuts the tensor off from the graph"
    why = " ".join(each.why_no_grad or "" for each in outputs)
    for mark, found in WRITTEN.items():
        if mark in why and not (mark == "not differentiable" and _is_of_integers(node, outputs)):
            return found
    if op in CHOOSING:
        return "argmax", (
            "{node} only says which or whether: a small change of its input does not change that,"
            " so it has no gradient"
        )
    if outputs and all(is_integer(each) for each in outputs):
        return "integer", (
            f"{{node}} gives {outputs[0].dtype} numbers, and only floating-point numbers have a"
            " derivative"
        )
    if node.grad_fn is not None and any(map(is_integer, outputs)):
        return "integer", "what is read of {node} are indices, and whole numbers have no derivative"
    return "not_differentiable", "{node} gives no gradient for this input"


def _is_of_integers(node: Node, outputs: list[Tensor]) -> bool:
    return bool(outputs) and all(map(is_integer, outputs))


def in_the_text(history: History, downstream: Downstream, leads: str) -> Finding | None:
    """A line of the program that takes the numbers of something downstream, without its history.

    `leads` says what leads where no more, such as "w leads to loss".

    The document has no step for `.item()`, nor one that links `x.data` to `x`.
    """
    names = _names(history, downstream)
    nodes = history.trace.nodes
    made_at = {(nodes[each].file, nodes[each].line) for each in downstream.nodes}
    for file in history.trace.program.files:
        for line, text in enumerate(file.text.splitlines(), start=1):
            if text.lstrip().startswith(ONLY_SHOWN):
                continue
            found = names.search(text)
            if found is None and (file.name, line) in made_at:
                found = RESULT.search(text)
            if found is not None:
                return _taken(history, downstream, file.name, line, found.group(), leads)
    return None


RESULT = re.compile(OF_A_RESULT)
NEVER = re.compile(r"(?!)")


def _names(history: History, downstream: Downstream) -> re.Pattern[str]:
    tensors = history.trace.tensors
    outputs = (each for node in downstream.nodes for each in history.trace.nodes[node].outputs)
    names = {tensors[each].name for each in outputs if each is not None}
    wanted = sorted(re.escape(each) for each in names if each)[:MOST_NAMES]
    if not wanted:
        return NEVER
    name = f"(?:{'|'.join(wanted)})"
    ways = (TAKING, COPYING, ONE_BY_ONE, A_NEW_LEAF)
    return re.compile("|".join(each.replace("{name}", name) for each in ways))


def _taken(
    history: History, downstream: Downstream, file: str, line: int, text: str, leads: str
) -> Finding:
    place = history.words.place(file, line)
    return Finding(
        reason="detached",
        sentence=f"“{text.lstrip(').')}”{place} takes the numbers without their history, and"
        f" nothing else of {leads}",
        nodes=tuple(sorted(downstream.nodes)[:1]),
        edges=downstream.edges,
    )
