"""Autograd's own graph: its nodes, in an order in which each comes after what it reads."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import torch

__all__ = [
    "Function",
    "is_accumulate",
    "is_custom",
    "new_functions",
    "operation_name",
    "output_edge",
]

# A node of autograd's graph; torch has no public type for those made in C++.
Function = Any

ACCUMULATE = "AccumulateGrad"
BACKWARD = re.compile(r"Backward\d*$")
WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def is_accumulate(function: Function) -> bool:
    return type(function).__name__ == ACCUMULATE


def is_custom(function: Function) -> bool:
    """Whether the node's backward is Python code of the program's, or of a library's."""
    return isinstance(function, torch.autograd.function.BackwardCFunction)


@cache
def operation_name(grad_fn: str) -> str:
    """The operation that a gradient function belongs to: "AddmmBackward0" → "addmm"."""
    base = BACKWARD.sub("", grad_fn)
    return WORD_START.sub("_", base).lower()


def output_edge(tensor: torch.Tensor) -> tuple[Function, int]:
    """The node and output that a tensor which requires grad comes from."""
    edge = torch.autograd.graph.get_gradient_edge(tensor)
    return edge.node, edge.output_nr


def new_functions(roots: Iterable[Function], known: Callable[[Function], bool]) -> list[Function]:
    """Every node reachable from `roots` that is not `known`, inputs before their consumers."""
    found: dict[Function, None] = {}
    roots = [root for root in roots if root is not None]
    if len(roots) == 1 and all(known(each) for each, _ in roots[0].next_functions if each):
        return [] if known(roots[0]) else roots
    opened: set[Function] = set()
    stack = roots[::-1]
    while stack:
        function = stack[-1]
        if function in found or known(function):
            stack.pop()
        elif function in opened:
            found[function] = None
            stack.pop()
        else:
            opened.add(function)
            stack.extend(each for each, _ in reversed(function.next_functions) if each is not None)
    return list(found)
