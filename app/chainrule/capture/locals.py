"""Local derivatives, from the gradient function itself: one call per element of its output."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import torch

from chainrule.capture.gradients import Function, is_accumulate, is_custom
from chainrule.capture.values import Snapshots, dtype_name
from chainrule.trace import Local, Options, Snapshot

__all__ = ["LocalDerivatives"]

MOST_OUTPUTS = 64
GAUGE = "its output is fixed only up to a choice of basis, so it has no derivative of its own"
UNSUITED = {
    "CopySlices": "it writes into part of a tensor; its two halves have no derivative of their own",
    "LinalgEighBackward0": GAUGE,
    "LinalgEigBackward0": GAUGE,
    "LinalgSvdBackward0": GAUGE,
}
CUSTOM = "a custom function's backward is the program's own code, which runs only once"
HOOKED = "its saved tensors pass through the program's own hooks"
WITHIN_TRANSFORM = "inside a torch.func transform"
COMPLEX = "the derivative of a complex function is not one matrix"
TOO_LARGE = "too large to show: {outputs} outputs by {inputs} inputs, and the limit is {limit}"
MANY_NODES = "only the first {limit} nodes of a run are looked at in such detail"


@dataclass(slots=True)
class LocalDerivatives:
    """Asks each gradient function for the rows of its Jacobian, within the options' bounds."""

    options: Options
    snapshots: Snapshots
    asked: int = 0

    def of(self, function: Function, hooked: bool) -> tuple[tuple[Local, ...], str | None]:
        """Local derivatives per (output, input), and a sentence where there are none."""
        refusal = self._refusal(function, hooked)
        if refusal is not None:
            return (), refusal
        self.asked += 1
        try:
            with torch.no_grad():
                return self._measure(function)
        except (RuntimeError, NotImplementedError, ValueError, IndexError) as error:
            reason = str(error).partition("\n")[0].partition(". ")[0]
            return (), f"the gradient function gave none when asked: {reason}"

    def _refusal(self, function: Function, hooked: bool) -> str | None:
        if self.options.values == "structure" or self.options.local == 0:
            return "not asked for"
        if is_accumulate(function):
            return "a leaf's gradient is accumulated as it comes"
        if torch._C._functorch.maybe_current_level() is not None:
            return WITHIN_TRANSFORM
        name = type(function).__name__
        if name in UNSUITED:
            return UNSUITED[name]
        if is_custom(function):
            return CUSTOM
        if hooked:
            return HOOKED
        if self.asked >= self.options.local_nodes:
            return _said(MANY_NODES, limit=self.options.local_nodes)
        return self._size_refusal(function)

    def _size_refusal(self, function: Function) -> str | None:
        reads = [
            each._input_metadata[number]
            for each, number in function.next_functions
            if each is not None
        ]
        if any(each.dtype.is_complex for each in (*function._input_metadata, *reads)):
            return COMPLEX
        outputs = sum(_count(each.shape) for each in function._input_metadata)
        inputs = sum(_count(each.shape) for each in reads)
        if outputs <= MOST_OUTPUTS and outputs * inputs <= self.options.local:
            return None
        return _said(TOO_LARGE, outputs=outputs, inputs=inputs, limit=self.options.local)

    def _measure(self, function: Function) -> tuple[tuple[Local, ...], str | None]:
        metadata = function._input_metadata
        found = []
        for output, described in enumerate(metadata):
            rows = [
                function(*_basis(metadata, output, element))
                for element in range(_count(described.shape))
            ]
            found += self._locals(function, output, tuple(described.shape), rows)
        return tuple(found), None if found else "no gradient leaves it"

    def _locals(
        self, function: Function, output: int, shape: tuple[int, ...], rows: Sequence[object]
    ) -> list[Local]:
        found = []
        for slot, (source, number) in enumerate(function.next_functions):
            if source is None or not rows:
                continue
            wanted = source._input_metadata[number]
            columns = [_as_input(row, slot, wanted) for row in rows]
            jacobian = torch.stack(columns).reshape(shape + tuple(wanted.shape))
            values = tuple(jacobian.reshape(-1).tolist())
            snapshot = Snapshot(
                of="local",
                tensor=None,
                shape=tuple(jacobian.shape),
                dtype=dtype_name(jacobian),
                values=values,
            )
            found.append(Local(output=output, input=slot, snapshot=self.snapshots.add(snapshot)))
        return found


@cache
def _said(sentence: str, **numbers: int) -> str:
    """The sentence, in memory once for all the nodes that it is said of."""
    return sentence.format(**numbers)


def _basis(metadata: Sequence[object], output: int, element: int) -> list[torch.Tensor]:
    """Zeros for every output, with a single one."""
    grads = [
        torch.zeros(each.shape, dtype=each.dtype, device=each.device)  # type: ignore[attr-defined]
        for each in metadata
    ]
    grads[output].view(-1)[element] = 1
    return grads


def _as_input(row: object, slot: int, wanted: object) -> torch.Tensor:
    """One row of the Jacobian in the shape of the input, which the engine would sum it to."""
    grads = row if isinstance(row, tuple) else (row,)
    grad = grads[slot]
    shape = tuple(wanted.shape)  # type: ignore[attr-defined]
    if not isinstance(grad, torch.Tensor):
        return torch.zeros(shape, dtype=wanted.dtype)  # type: ignore[attr-defined]
    grad = grad.to_dense() if grad.layout is not torch.strided else grad
    return grad.sum_to_size(shape).to(wanted.dtype)  # type: ignore[attr-defined]


def _count(shape: Sequence[int]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count
