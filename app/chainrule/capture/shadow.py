"""The inside of a call that autograd records as several operations, such as `F.linear`.

A dispatch mode would show the inside, and it would also change what it watches. So the real call
runs without one, and a small call is repeated afterwards on detached inputs under the mode. Its
graph is laid beside the real one, node by node; where they differ, or the results do, nothing is
taken from it.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.autograd.graph import saved_tensors_hooks
from torch.utils._python_dispatch import TorchDispatchMode

from chainrule.capture.arguments import DEEPEST, tensors_in
from chainrule.capture.gradients import Function, is_accumulate, operation_name
from chainrule.capture.tensors import is_leaf, version_of, whole

__all__ = ["MOST_ELEMENTS", "RESHAPES", "Inner", "is_read", "look_inside"]

MOST_ELEMENTS = 65_536
SLICES = "CopySlices"
RESHAPES = {"ViewBackward0", "UnsafeViewBackward0", "ReshapeAliasBackward0"}
UNWRITTEN = "inside a call; a part of the tensor that it wrote into was not written yet"


Again = tuple[Callable[..., Any], tuple[Any, ...], Mapping[str, Any], dict[int, int]]


@dataclass(slots=True)
class Inner:
    """What one inner operation gave: its outputs, and the real tensors that it read.

    `again` is what it takes to run it again: function, arguments, keyword arguments, and per input
    slot which of their tensors it is. `note` says why it has no outputs to show. `reads`
    is None where the graph tells them, and `same` the output whose very elements these are.
    """

    outputs: tuple[torch.Tensor, ...]
    reads: tuple[torch.Tensor, ...] | None
    again: Again | None
    note: str | None = None
    same: tuple[Function, int] | None = None


@dataclass(slots=True)
class Operation:
    """One dispatched operation, and the sequence number that it ran under.

    `written` is a copy of the whole tensor of which it wrote a view.
    """

    name: str
    sequence: int
    call: tuple[Callable[..., Any], tuple[Any, ...], Mapping[str, Any]]
    inputs: tuple[torch.Tensor, ...]
    versions: tuple[int, ...]
    copies: tuple[torch.Tensor, ...]
    written: torch.Tensor | None


class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes every operation below autograd, with copies of its outputs."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations: list[Operation] = []
        self.marked = False

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Otherwise torch would import its compiler, for seconds; nothing is compiled here."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        sequence = torch._C._autograd._get_sequence_nr() - 1
        inputs = (*tensors_in(args), *tensors_in(kwargs or {}))
        versions = tuple(map(version_of, inputs))
        result = func(*args, **(kwargs or {}))
        outputs = tuple(tensors_in(result))
        self._mark_unwritten(func, outputs)
        copies = tuple(each.detach().clone() for each in outputs)
        call = (func, tuple(args), dict(kwargs or {}))
        name = str(func).removeprefix("aten.").partition(".")[0].strip("_")
        written = _written(inputs, outputs)
        self.operations.append(Operation(name, sequence, call, inputs, versions, copies, written))
        return result

    def _mark_unwritten(self, func: Any, outputs: Sequence[torch.Tensor]) -> None:
        """What is not written yet would be what the memory held before: it becomes NaN."""
        if "empty" in func._schema.name:
            self.marked = True
            for each in outputs:
                if each.is_floating_point() or each.is_complex():
                    each.fill_(torch.nan)


def _written(
    inputs: Sequence[torch.Tensor], outputs: Sequence[torch.Tensor]
) -> torch.Tensor | None:
    """A copy of the base of a view that an operation wrote: it gives back what it was given."""
    for each in outputs:
        if each._is_view() and any(each is given for given in inputs):
            return whole(each).detach().clone()
    return None


@dataclass(slots=True)
class Twins:
    """Detached stand-ins for the real tensors of a call."""

    pairs: list[tuple[torch.Tensor, torch.Tensor]] = field(default_factory=list)

    def stand_in(self, value: Any, depth: int = 0) -> Any:
        """`value` with every tensor in it replaced."""
        if isinstance(value, torch.Tensor):
            return self._of(value)
        if isinstance(value, list | tuple) and depth < DEEPEST:
            items = [self.stand_in(each, depth + 1) for each in value]
            return type(value)(items) if type(value) in (list, tuple) else value
        if type(value) is dict and depth < DEEPEST:
            return {key: self.stand_in(each, depth + 1) for key, each in value.items()}
        return value

    def _of(self, real: torch.Tensor) -> torch.Tensor:
        for twin, known in self.pairs:
            if known is real:
                return twin
        twin = real.detach().requires_grad_(real.requires_grad)
        self.pairs.append((twin, real))
        return twin

    def real(self, twin: torch.Tensor) -> torch.Tensor | None:
        return next((real for each, real in self.pairs if each is twin), None)


def look_inside(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    results: list[torch.Tensor],
    new: list[Function],
    random_state: torch.Tensor | None,
) -> dict[Function, Inner]:
    """What the real gradient functions `new` stand for; {} where it cannot be told for sure."""
    twins = Twins()
    watch = Watch()
    now = torch.get_rng_state()
    if random_state is not None:
        torch.set_rng_state(random_state)
    try:
        shadow_args = twins.stand_in(list(args))
        shadow_kwargs = twins.stand_in(dict(kwargs))
        with warnings.catch_warnings(), saved_tensors_hooks(_as_it_is, _as_it_is), watch:
            warnings.simplefilter("ignore")  # the real call has given them
            again = function(*shadow_args, **shadow_kwargs)
        outputs = list(tensors_in(again))
        if not _agree(results, outputs):
            return {}
        paired = _pair(results, outputs, set(new))
        return {real: inner for real, inner in _inners(paired, watch, twins)}
    except Exception:  # the real call worked; a repetition that does not shows nothing
        return {}
    finally:
        torch.set_rng_state(now)


def _as_it_is(saved: torch.Tensor) -> torch.Tensor:
    """Keeps the program's own saved-tensor hooks, a checkpoint's say, out of the repetition."""
    return saved


def _agree(real: list[torch.Tensor], again: list[torch.Tensor]) -> bool:
    return len(real) == len(again) and all(
        one.shape == two.shape and one.dtype == two.dtype and _equal(one.detach(), two.detach())
        for one, two in zip(real, again, strict=True)
    )


def _equal(one: torch.Tensor, two: torch.Tensor) -> bool:
    if one.is_floating_point() or one.is_complex():
        return bool(torch.allclose(one, two, rtol=0, atol=0, equal_nan=True))
    return torch.equal(one, two)


def _pair(
    real: list[torch.Tensor], again: list[torch.Tensor], new: set[Function]
) -> dict[Function, Function]:
    """Real gradient function → its twin, by walking both graphs in step."""
    stack = [(one.grad_fn, two.grad_fn) for one, two in zip(real, again, strict=True)]
    paired: dict[Function, Function] = {}
    while stack:
        one, two = stack.pop()
        if one is None or one in paired or one not in new:
            continue
        if two is None or not _alike(one, two) or is_accumulate(two):
            raise ValueError("the graphs differ")
        paired[one] = two
        stack += [
            (left, right)
            for (left, _), (right, _) in zip(one.next_functions, two.next_functions, strict=True)
        ]
    return paired


def _alike(one: Function, two: Function) -> bool:
    """Whether two gradient functions are of the same operation.

    Under a dispatch mode a reshape takes another of its ways, to the same numbers.
    """
    if type(one).__name__ in RESHAPES and type(two).__name__ in RESHAPES:
        return bool(one._input_metadata[0].shape == two._input_metadata[0].shape)
    return type(one) is type(two)


def _inners(
    paired: dict[Function, Function], watch: Watch, twins: Twins
) -> list[tuple[Function, Inner]]:
    by_sequence: dict[int, list[Operation]] = {}
    for operation in watch.operations:
        by_sequence.setdefault(operation.sequence, []).append(operation)
    found = []
    for real, twin in paired.items():
        if type(twin).__name__ == SLICES:
            if (write := _last_write(watch, twin._sequence_nr())) is not None:
                found.append((real, write))
            continue
        candidates = by_sequence.get(twin._sequence_nr(), [])
        best = _best(candidates, operation_name(type(twin).__name__))
        if best is not None:
            reads = tuple(known for each in best.inputs if (known := twins.real(each)) is not None)
            found.append((real, Inner(best.copies, reads, _again(best, real))))
    return found


def _last_write(watch: Watch, before: int) -> Inner | None:
    """What the write left of the whole tensor; its gradient function is numbered after it."""
    writes = [each.written for each in watch.operations if each.sequence < before]
    left = next((each for each in reversed(writes) if each is not None), None)
    if left is None:
        return None
    if watch.marked and bool(left.isnan().any()):
        return Inner((), (), None, UNWRITTEN)
    return Inner((left,), (), None)


def _again(operation: Operation, real: Function) -> Again | None:
    """An operator's floating tensors stand in the order of its node's input slots.

    None where one of them has been written since, by this operation or a later one.
    """
    if tuple(map(version_of, operation.inputs)) != operation.versions:
        return None
    numbers = [n for n, each in enumerate(operation.inputs) if each.is_floating_point()]
    slots = len(real.next_functions)
    return (*operation.call, dict(enumerate(numbers))) if len(numbers) >= slots else None


def _best(candidates: list[Operation], name: str) -> Operation | None:
    """The operation that bears the node's name, else the last that is no bookkeeping."""
    fitting = [each for each in candidates if _plain(each.name) == _plain(name)]
    others = [each for each in candidates if each.name != "detach"]
    return (fitting or others or [None])[-1]  # type: ignore[list-item]


def _plain(name: str) -> str:
    return name.replace("_", "").removesuffix("forward")


def is_read(tensor: torch.Tensor, function: Function, seen: Inner | None) -> bool:
    """Whether an inner operation reads a tensor that the call was given."""
    if seen is not None and seen.reads is not None:
        return any(tensor is each for each in seen.reads)
    if is_leaf(tensor):
        return any(is_accumulate(each) and each.variable is tensor for each, _ in _next(function))
    return any(each is tensor.grad_fn for each, _ in _next(function))


def _next(function: Function) -> list[tuple[Function, int]]:
    return [(each, number) for each, number in function.next_functions if each is not None]
