"""Snapshots: what is kept of a tensor's content, by the recording's value policy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch

from chainrule.capture.statistics import plain, statistics
from chainrule.trace import Options, Preview, Scalar, Snapshot

__all__ = ["Snapshots", "dtype_name"]

Of = Literal["value", "grad", "state", "local"]
PREVIEW = 8


def dtype_name(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


@dataclass(slots=True)
class Snapshots:
    """Takes snapshots at once, so that no tensor of the program is held on to."""

    options: Options
    taken: list[Snapshot] = field(default_factory=list)
    _sent: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def take(self, content: torch.Tensor | None, of: Of, tensor: int | None) -> int | None:
        """The index of a snapshot of `content`; None where the policy keeps none."""
        if content is None or self.options.values == "structure":
            return None
        return self.add(self._snapshot(content, of, tensor))

    def send(self, gradient: torch.Tensor, tensor: int | None) -> int | None:
        """A snapshot of a gradient that is on its way, to be known again when it arrives."""
        snapshot = self.take(gradient, "grad", tensor)
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
        return self.take_or_keep(gradient, "grad", tensor, sent)

    def take_or_keep(
        self, content: torch.Tensor | None, of: Of, tensor: int | None, before: int | None
    ) -> int | None:
        """The snapshot `before`, if `content` is still what it holds, else a new one."""
        if content is None or self.options.values == "structure":
            return None
        snapshot = self._snapshot(content, of, tensor)
        if before is not None and _content(self.taken[before]) == _content(snapshot):
            return before
        return self.add(snapshot)

    def add(self, snapshot: Snapshot) -> int:
        self.taken.append(snapshot)
        return len(self.taken) - 1

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
        shape, dtype = tuple(content.shape), dtype_name(content)
        readable = plain(content)
        if isinstance(readable, str):
            return Snapshot(of=of, tensor=tensor, shape=shape, dtype=dtype, note=readable)
        values = self._values(readable)
        if values is not None:
            return Snapshot(of=of, tensor=tensor, shape=shape, dtype=dtype, values=values)
        detailed = self.options.values != "statistics"
        return Snapshot(
            of=of,
            tensor=tensor,
            shape=shape,
            dtype=dtype,
            statistics=statistics(readable, self.options.exact, detailed),
            preview=_preview(readable) if detailed else None,
            note=f"{content.numel()} elements; statistics are kept of so many",
        )

    def _values(self, content: torch.Tensor) -> tuple[Scalar, ...] | None:
        most = {"small": self.options.small, "full": self.options.full}
        if content.numel() > most.get(self.options.values, 0):
            return None
        flat = content.reshape(-1).tolist()
        return tuple(flat)


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
