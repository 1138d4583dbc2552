"""One thing to differentiate, run plainly and recorded, and the two held against each other."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

from chainrule.capture.recorder import Recorder
from chainrule.trace import AccumulateStep, BackwardStep, Options, Trace
from tests.capture.oracle import Engine, watching_engine

PROMISES = ("undisturbed", "complete", "order", "gradients", "local", "round trip")


@dataclass(frozen=True)
class Subject:
    """`make` builds fresh leaves and the function that turns them into outputs."""

    name: str
    make: Callable[[], tuple[list[torch.Tensor], Callable[[], Any]]]


@dataclass
class Outcome:
    """What a run left: its outputs, the gradients of its leaves, the random numbers."""

    outputs: list[torch.Tensor]
    grads: list[torch.Tensor | None]
    random_state: torch.Tensor
    error: str | None = None


@dataclass
class Verdict:
    """Which promises held; `skipped` says why there was nothing to hold."""

    broken: dict[str, str] = field(default_factory=dict)
    skipped: str | None = None


def check(subject: Subject) -> Verdict:
    """Hold every promise for `subject`."""
    with watching_engine() as engine:
        plain = _run(subject)
    if plain.error is not None:
        return Verdict(skipped=f"does not run plainly: {plain.error}")
    recorder = Recorder(options=Options(values="full", full=10_000_000))
    with recorder:
        recorded = _run(subject)
    trace = recorder.finish(title=subject.name, seed=0, entry=None)
    verdict = Verdict()
    try:
        for promise, complaint in _complaints(plain, recorded, engine, trace):
            verdict.broken.setdefault(promise, complaint)
    except Exception as error:
        verdict.broken["round trip"] = f"could not be held against torch: {error!r:.200}"
    return verdict


def _run(subject: Subject) -> Outcome:
    torch.manual_seed(0)
    leaves: list[torch.Tensor] = []
    try:
        leaves, function = subject.make()
        outputs = [each for each in tensors(function()) if each.requires_grad]
        roots = [each for each in outputs if each.is_floating_point() or each.is_complex()]
        if roots:
            torch.autograd.backward(roots, [torch.ones_like(each) for each in roots])
        error = None
    except Exception as raised:
        outputs, error = [], f"{type(raised).__name__}: {str(raised)[:100]}"
    grads = [each.grad for each in leaves]
    return Outcome([each.detach() for each in outputs], grads, torch.get_rng_state(), error)


def tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        return [tensor for each in value.values() for tensor in tensors(each)]
    if isinstance(value, list | tuple):
        return [tensor for each in value for tensor in tensors(each)]
    return []


def _complaints(
    plain: Outcome, recorded: Outcome, engine: Engine, trace: Trace
) -> Iterator[tuple[str, str]]:
    for note in trace.meta.notes:
        if "could not be recorded" in note:
            yield "complete", note
    yield from _disturbed(plain, recorded)
    yield from _missing(engine, trace)
    yield from _order(engine, trace)
    yield from _products(trace)
    if Trace.from_json(trace.to_json()).to_json() != trace.to_json():
        yield "round trip", "the document read back differs"


def _disturbed(plain: Outcome, recorded: Outcome) -> Iterator[tuple[str, str]]:
    if recorded.error is not None:
        yield "undisturbed", f"raised only when recorded: {recorded.error}"
        return
    pairs = [*zip(plain.outputs, recorded.outputs, strict=True)]
    pairs += [*zip(plain.grads, recorded.grads, strict=True)]  # type: ignore[list-item]
    if not all(same(one, two) for one, two in pairs):
        yield "undisturbed", "an output or a gradient differs"
    if not torch.equal(plain.random_state, recorded.random_state):
        yield "undisturbed", "the random numbers left differ"


def same(one: torch.Tensor | None, two: torch.Tensor | None) -> bool:
    if one is None or two is None:
        return one is two
    return one.shape == two.shape and one.dtype == two.dtype and torch.equal(_bits(one), _bits(two))


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    dense = tensor.to_dense() if tensor.layout is not torch.strided else tensor
    flat = dense.detach().resolve_conj().resolve_neg().reshape(-1)
    return (
        flat.clone(memory_format=torch.contiguous_format)
        .as_strided(flat.shape, (1,))
        .view(torch.uint8)
    )


def _missing(engine: Engine, trace: Trace) -> Iterator[tuple[str, str]]:
    passes = [each for each in trace.passes if each.roots]
    if len(passes) != len(engine.runs):
        yield "complete", f"{len(passes)} passes with roots, and the engine ran {len(engine.runs)}"
        return
    for run, each in zip(engine.runs, passes, strict=True):
        below = nodes_below(trace, [root.node for root in each.roots])
        found = Counter(str(trace.nodes[node].grad_fn) for node in below)
        if found != Counter(run.nodes):
            yield "complete", f"nodes differ: {found - Counter(run.nodes)}"
        edges = [e for e in trace.edges if e.differentiable and e.target in below]
        if len(edges) != run.edges:
            yield "complete", f"{len(edges)} edges, where {run.edges} were expected"


def nodes_below(trace: Trace, roots: list[int]) -> set[int]:
    sources: dict[int, list[int]] = {}
    for edge in trace.edges:
        if edge.differentiable:
            sources.setdefault(edge.target, []).append(edge.source)
    found: set[int] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack.extend(sources.get(node, []))
    return found


def _order(engine: Engine, trace: Trace) -> Iterator[tuple[str, str]]:
    steps = [each for each in trace.steps if isinstance(each, BackwardStep | AccumulateStep)]
    order = [str(trace.nodes[step.node].grad_fn) for step in steps]
    if order != engine.order:
        yield "order", f"{order[:6]} … where {engine.order[:6]} … was expected"
        return
    for step, arrived in zip(steps, engine.arrived, strict=True):
        sums = (
            [each.sum for each in step.arrived]
            if isinstance(step, BackwardStep)
            else [step.incoming]
        )
        for index, expected in zip(sums, arrived, strict=True):
            if numbers(trace, index) != _comparable(expected):
                yield "gradients", f"what arrived at {trace.nodes[step.node].grad_fn} differs"


def numbers(trace: Trace, snapshot: int | None) -> Any:
    return None if snapshot is None else _comparable(trace.snapshots[snapshot].values)


def _comparable(values: Any) -> Any:
    return None if values is None else [repr(each) for each in values]


def _products(trace: Trace) -> Iterator[tuple[str, str]]:
    for step in trace.steps:
        if isinstance(step, BackwardStep):
            for left in step.left:
                parts = [_product(trace, step, each) for each in step.local_of(left.input)]
                if left.snapshot is not None and parts and not _close(trace, left.snapshot, parts):
                    yield "local", f"{trace.nodes[step.node].grad_fn}: arrived × local is not left"


def _product(trace: Trace, step: BackwardStep, local: Any) -> torch.Tensor:
    arrived = next(each.sum for each in step.arrived if each.output == local.output)
    if arrived is None:
        return torch.zeros(1, dtype=torch.float64)
    upstream = _double(trace, arrived).reshape(1, -1)
    return (upstream @ _double(trace, local.snapshot).reshape(upstream.numel(), -1)).reshape(-1)


def _double(trace: Trace, snapshot: int) -> torch.Tensor:
    return torch.tensor(trace.snapshots[snapshot].values, dtype=torch.float64)


def _close(trace: Trace, left: int, parts: list[torch.Tensor]) -> bool:
    found = _double(trace, left)
    total = torch.stack([each.expand_as(found) for each in parts]).sum(0)
    keep = torch.isfinite(found) & torch.isfinite(total)
    scale = max(1.0, float(found[keep].abs().max())) if keep.any() else 1.0
    return bool(((total - found)[keep].abs() <= 2e-4 * scale).all())
