"""Snapshots: what is kept of a tensor's content, by the recording's value policy."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import torch

from chainrule.capture.statistics import FEW, of_all, of_few, of_rows, plain, sample
from chainrule.capture.tensors import shape_of
from chainrule.trace import Options, Preview, Scalar, Snapshot, Statistics

__all__ = ["Snapshots", "dtype_name"]

Of = Literal["value", "grad", "state", "local"]
PREVIEW = 8
# So many sampled elements wait to be reduced together.
MOST_WAITING = 524_288
# Up to this many elements all are copied to wait with the samples.
MOST_COPIED = 4_096

_names: dict[torch.dtype, str] = {}


def dtype_name(tensor: torch.Tensor) -> str:
    dtype = tensor.dtype
    name = _names.get(dtype)
    if name is None:
        name = _names[dtype] = str(dtype).removeprefix("torch.")
    return name


@dataclass(slots=True)
class Waiting:
    """A sample that waits to be reduced, for the snapshots that it is of."""

    sample: torch.Tensor
    count: int
    snapshots: list[int]


@dataclass(slots=True)
class Snapshots:
    """Takes snapshots at once, so that no tensor of the program is held on to.

    Samples wait for others of their length, and are reduced together: a recording takes thousands,
    and a call into torch costs as much for a hundred of them as for one.
    """

    options: Options
    taken: list[Snapshot] = field(default_factory=list)
    _sent: dict[int, tuple[object, ...]] = field(default_factory=dict)
    _waiting: dict[int, list[Waiting]] = field(default_factory=dict)
    _of: dict[int, Waiting] = field(default_factory=dict)
    _elements: int = 0

    def take(
        self,
        content: torch.Tensor | None,
        of: Of,
        tensor: int | None,
        like: int | None = None,
    ) -> int | None:
        """The index of a snapshot of `content`; None where the policy keeps none.

        `like` is a snapshot of the same elements in the same memory, perhaps of another shape.
        """
        if content is None or self.options.values == "structure":
            return None
        snapshot, readable = self._begun(content, of, tensor, like)
        index = self.add(snapshot)
        if readable is not None:
            self._measure(readable, index, like)
        return index

    def add(self, snapshot: Snapshot) -> int:
        self.taken.append(snapshot)
        return len(self.taken) - 1

    def send(
        self, gradient: torch.Tensor, tensor: int | None, like: int | None = None
    ) -> int | None:
        """A snapshot of a gradient that is on its way, to be known again when it arrives."""
        snapshot = self.take(gradient, "grad", tensor, like)
        if snapshot is not None and gradient.numel() > self.options.small:
            self._remember(snapshot, gradient)
        return snapshot

    def _remember(self, snapshot: int, gradient: torch.Tensor) -> None:
        memory = _memory(gradient)
        if memory is not None:
            self._sent[snapshot] = memory

    def receive(self, gradient: torch.Tensor, tensor: int | None, sent: int | None) -> int | None:
        """`take_or_keep` of a gradient whose memory was held since it was sent.

        The same memory, unwritten, needs no second look.
        """
        if sent in self._sent and self._sent[sent] == _memory(gradient):
            return sent
        if sent is None:
            return self.send(gradient, tensor)
        return self.take_or_keep(gradient, "grad", tensor, sent)

    def take_or_keep(
        self, content: torch.Tensor | None, of: Of, tensor: int | None, before: int | None
    ) -> int | None:
        """The snapshot `before`, if `content` is still what it holds, else a new one."""
        if content is None or self.options.values == "structure":
            return None
        if before is None:
            return self.take(content, of, tensor)
        snapshot = self._snapshot(content, of, tensor)
        if before in self._of:
            self.settle()
        if _content(self.taken[before]) == _content(snapshot):
            return before
        return self.add(snapshot)

    def settle(self) -> None:
        """Reduce the samples that wait."""
        for entries in self._waiting.values():
            rows = torch.stack([each.sample for each in entries])
            counts = [each.count for each in entries]
            measured = of_rows(rows, counts, self._detailed)
            for entry, found in zip(entries, measured, strict=True):
                for index in entry.snapshots:
                    self._set_statistics(index, found)
        self._waiting.clear()
        self._of.clear()
        self._elements = 0

    @property
    def _detailed(self) -> bool:
        return self.options.values != "statistics"

    def _set_statistics(self, index: int, found: Statistics | None) -> None:
        """Complete a snapshot of the document in the making, which nobody else has seen yet."""
        object.__setattr__(self.taken[index], "statistics", found)

    def unknown(self, like: torch.Tensor, of: Of, tensor: int | None, note: str) -> int | None:
        """A snapshot without content, and the reason why."""
        if self.options.values == "structure":
            return None
        shape, dtype = tuple(like.shape), dtype_name(like)
        return self.add(Snapshot(of=of, tensor=tensor, shape=shape, dtype=dtype, note=note))

    def sum(self, terms: Sequence[int | None], tensor: int | None) -> int | None:
        """A snapshot of the sum of small gradients, in their own precision; None of large ones."""
        taken = [self.taken[each] for each in terms if each is not None]
        if not taken or any(each.values is None for each in taken):
            return None
        dtype = getattr(torch, taken[0].dtype)
        parts = [torch.tensor(each.values, dtype=dtype).reshape(each.shape) for each in taken]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return self.take(total, "grad", tensor)

    def scalar(self, number: float | int, of: Of) -> int:
        """A snapshot of a plain Python number, such as an optimiser's step count."""
        dtype = type(number).__name__
        return self.add(Snapshot(of=of, tensor=None, shape=(), dtype=dtype, values=(number,)))

    def _snapshot(self, content: torch.Tensor, of: Of, tensor: int | None) -> Snapshot:
        """A snapshot that is complete at once, to be compared."""
        snapshot, readable = self._begun(content, of, tensor)
        if readable is None:
            return snapshot
        if self._is_copied(readable):
            rows = sample(readable, self.options.exact).unsqueeze(0)
            (found,) = of_rows(rows, [readable.numel()], self._detailed)
        else:
            found = of_all(readable, self._detailed)
        return dataclasses.replace(snapshot, statistics=found)

    def _begun(
        self, content: torch.Tensor, of: Of, tensor: int | None, like: int | None = None
    ) -> tuple[Snapshot, torch.Tensor | None]:
        """A snapshot, and what is to be measured for it still."""
        shape, dtype = shape_of(content), dtype_name(content)
        readable = plain(content)
        if isinstance(readable, str):
            return Snapshot(of=of, tensor=tensor, shape=shape, dtype=dtype, note=readable), None
        count = readable.numel()
        values = self._values(readable, count)
        if values is not None:
            return Snapshot(of=of, tensor=tensor, shape=shape, dtype=dtype, values=values), None
        real = not readable.is_complex()
        few = count <= FEW and real
        snapshot = Snapshot(
            of=of,
            tensor=tensor,
            shape=shape,
            dtype=dtype,
            statistics=self._of_few(readable, like) if few else None,
            preview=_preview(readable) if self._detailed else None,
            note=_too_many(count),
        )
        return snapshot, readable if real and not few else None

    def _of_few(self, readable: torch.Tensor, like: int | None) -> Statistics:
        found = None if like is None else self.taken[like].statistics
        return found or of_few(_numbers(readable))

    def _measure(self, readable: torch.Tensor, index: int, like: int | None) -> None:
        """Statistics for snapshot `index`: those of `like`, or now, or when others wait too."""
        if like is not None and self._is_measured_as(index, like):
            return
        count = readable.numel()
        if not self._is_copied(readable):
            self._set_statistics(index, of_all(readable, self._detailed))
            return
        entry = Waiting(sample(readable, self.options.exact), count, [index])
        length = entry.sample.numel()
        self._waiting.setdefault(length, []).append(entry)
        self._of[index] = entry
        self._elements += length
        if self._elements > MOST_WAITING:
            self.settle()

    def _is_measured_as(self, index: int, like: int) -> bool:
        entry = self._of.get(like)
        if entry is not None:
            entry.snapshots.append(index)
            self._of[index] = entry
            return True
        found = self.taken[like].statistics
        if found is None:
            return False
        self._set_statistics(index, found)
        return True

    def _is_copied(self, readable: torch.Tensor) -> bool:
        """Whether so much is looked at that it is better done without a copy."""
        return min(readable.numel(), self.options.exact) <= MOST_COPIED

    def _values(self, content: torch.Tensor, count: int) -> tuple[Scalar, ...] | None:
        policy = self.options.values
        if policy == "statistics":
            return None
        if count > (self.options.small if policy == "small" else self.options.full):
            return None
        return tuple(_numbers(content))


def _numbers(content: torch.Tensor) -> list[Any]:
    flat = content if content.dim() == 1 else content.reshape(-1)
    numbers: list[Any] = flat.tolist()
    return numbers


@cache
def _too_many(count: int) -> str:
    return f"{count} elements; statistics are kept of so many"


def _memory(tensor: torch.Tensor) -> tuple[object, ...] | None:
    """Where a dense tensor's content lies, and how often it was written."""
    wrapped = torch._C._functorch.is_functorch_wrapped_tensor(tensor)
    if wrapped or tensor.layout is not torch.strided or tensor.is_inference():
        return None
    return tensor.data_ptr(), tensor.shape, tensor.stride(), tensor._version


def _content(snapshot: Snapshot) -> tuple[object, ...]:
    return snapshot.shape, repr(snapshot.values), snapshot.statistics, repr(snapshot.preview)


def _preview(content: torch.Tensor) -> Preview | None:
    """Evenly spaced rows and columns of the first matrix in `content`."""
    if content.dim() == 0 or content.numel() == 0:
        return None
    matrix = content[(0,) * max(content.dim() - 2, 0)]
    matrix = matrix.unsqueeze(0) if matrix.dim() == 1 else matrix
    rows, columns = (-(-size // PREVIEW) for size in matrix.shape)
    corner = matrix[::rows, ::columns]
    return Preview(
        rows=corner.shape[0], columns=corner.shape[1], values=tuple(corner.reshape(-1).tolist())
    )
