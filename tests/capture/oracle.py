"""What autograd does to a program, told by torch alone: no line of chainrule takes part."""

import contextlib
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch
from torch.autograd import graph as autograd_graph


@dataclass
class EngineRun:
    """One run of the engine: the nodes below its roots, and what came to each, in order."""

    nodes: list[str] = field(default_factory=list)
    edges: int = 0


@dataclass
class Engine:
    """All runs, outer before inner, and what came to each node, in the order in which it ran."""

    runs: list[EngineRun] = field(default_factory=list)
    held: list[Any] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    arrived: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass
class Plain:
    """An unrecorded run: its engine runs, its variables and the random numbers it left."""

    engine: Engine
    variables: dict[str, Any]
    random_state: torch.Tensor
    error: BaseException | None
    output: str


def run_plain(source: str, seed: int = 0) -> Plain:
    """Execute `source` as a plain script, with a hook on every node of every engine run."""
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    variables: dict[str, Any] = {"__name__": "__main__"}
    printed, error = io.StringIO(), None
    with watching_engine() as engine, contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "<plain>", "exec"), variables)
        except Exception as raised:
            error = raised
    return Plain(engine, variables, torch.get_rng_state(), error, printed.getvalue())


@contextlib.contextmanager
def watching_engine() -> Iterator[Engine]:
    engine = Engine()
    original = autograd_graph._engine_run_backward

    def run(roots: Any, *args: Any, **kwargs: Any) -> Any:
        seen = EngineRun()
        engine.runs.append(seen)
        handles = _hook_all(roots, seen, engine)
        try:
            return original(roots, *args, **kwargs)
        finally:
            for handle in handles:
                handle.remove()

    torch.autograd._engine_run_backward = autograd_graph._engine_run_backward = run
    try:
        yield engine
    finally:
        torch.autograd._engine_run_backward = autograd_graph._engine_run_backward = original


def _hook_all(roots: Any, seen: EngineRun, engine: Engine) -> list[Any]:
    stack = [autograd_graph.get_gradient_edge(root).node for root in roots]
    known: dict[Any, None] = {}
    while stack:
        node = stack.pop()
        if node in known:
            continue
        known[node] = None
        below = [each for each, _ in node.next_functions if each is not None]
        seen.nodes.append(type(node).__name__)
        seen.edges += len(below)
        stack.extend(below)
    engine.held.append(known)  # torch holds the AccumulateGrad of a leaf only weakly
    return [node.register_prehook(_arrival(type(node).__name__, engine)) for node in known]


def _arrival(name: str, engine: Engine) -> Any:
    def arrived(gradients: tuple[torch.Tensor | None, ...]) -> None:
        engine.order.append(name)
        engine.arrived.append(tuple(_values(each) for each in gradients))

    return arrived


def _values(gradient: torch.Tensor | None) -> Any:
    if gradient is None:
        return None
    dense = gradient.to_dense() if gradient.layout is not torch.strided else gradient
    return dense.detach().reshape(-1).tolist()
