"""The tensors that a program holds, each with what is known of it; nothing is kept alive."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

__all__ = [
    "Known",
    "TensorRegistry",
    "WeakTable",
    "address_of",
    "is_leaf",
    "is_same_memory",
    "shape_of",
    "version_of",
    "whole",
]


@dataclass(slots=True)
class WeakTable:
    """Objects → data, by identity. An id is trusted only while its weak reference agrees."""

    _rows: dict[int, tuple["weakref.ref[Any]", Any]] = field(default_factory=dict)

    def get(self, key: object) -> Any:
        row = self._rows.get(id(key))
        return row[1] if row is not None and row[0]() is key else None

    def set(self, key: object, data: Any) -> None:
        number = id(key)
        self._rows[number] = (weakref.ref(key, self._forget(number)), data)

    def alive(self) -> list[tuple[Any, Any]]:
        """The objects that still live, with their data."""
        rows = [(reference(), data) for reference, data in list(self._rows.values())]
        return [(key, data) for key, data in rows if key is not None]

    def drop(self, key: object) -> None:
        if self.get(key) is not None:
            del self._rows[id(key)]

    def _forget(self, number: int) -> Callable[["weakref.ref[Any]"], None]:
        rows = self._rows

        def forget(reference: "weakref.ref[Any]") -> None:
            row = rows.get(number)
            if row is not None and row[0] is reference:
                del rows[number]

        return forget


@dataclass(slots=True)
class Known:
    """What is known of a tensor as it is now.

    `index` is its place in the document, `node` and `output` where it came from, `snapshot` its
    content at `version`. `depth` counts the frames above the one that named it.
    """

    index: int
    node: int
    output: int
    version: int
    snapshot: int | None
    depth: int | None = None


@dataclass(slots=True)
class TensorRegistry:
    """Which of the document's tensors a live tensor is."""

    _known: WeakTable = field(default_factory=WeakTable)
    _marks: dict[str, WeakTable] = field(default_factory=dict)

    def get(self, tensor: torch.Tensor) -> Known | None:
        known: Known | None = self._known.get(tensor)
        return known

    def set(self, tensor: torch.Tensor, known: Known) -> None:
        self._known.set(tensor, known)

    def forget(self, tensor: torch.Tensor) -> None:
        self._known.drop(tensor)

    def mark(self, tensor: torch.Tensor, name: str, data: Any) -> None:
        """Remember `data` under `name` for as long as the tensor lives."""
        self._marks.setdefault(name, WeakTable()).set(tensor, data)

    def marked(self, tensor: torch.Tensor, name: str) -> Any:
        table = self._marks.get(name)
        return None if table is None else table.get(tensor)


def is_leaf(tensor: torch.Tensor) -> bool:
    """`tensor.is_leaf`, asked only where the answer needs no gradient function.

    Of a view whose base was written, asking would make torch build that function anew, or raise.
    """
    return not tensor.requires_grad or tensor.is_leaf


def shape_of(tensor: torch.Tensor) -> tuple[int, ...]:
    """Its sizes. Raises `TypeError` for a nested tensor, which has none that are numbers."""
    if tensor.is_nested:
        raise TypeError("a nested tensor's rows have lengths of their own")
    return tuple(tensor.shape)


def whole(tensor: torch.Tensor) -> torch.Tensor:
    """What an in-place write to `tensor` changes: of a view, the tensor that it looks into."""
    base = tensor._base if tensor._is_view() else None
    return tensor if base is None else base


def version_of(tensor: torch.Tensor) -> int:
    """How often the tensor was written in place; -1 where torch does not count."""
    try:
        return tensor._version
    except (RuntimeError, ValueError):  # an inference tensor, or a parameter without a shape yet
        return -1


def is_same_memory(one: torch.Tensor, two: torch.Tensor) -> bool:
    """Whether two living tensors are the same elements, perhaps in another shape or order.

    Said only of those that fill their memory without a gap.
    """
    return (
        one.numel() == two.numel()
        and one.dtype == two.dtype
        and one.layout is torch.strided is two.layout
        and address_of(one) == address_of(two) != 0
        and _is_dense(one)
        and _is_dense(two)
        and one.is_conj() == two.is_conj()
        and one.is_neg() == two.is_neg()
    )


def address_of(tensor: torch.Tensor) -> int:
    """Where its memory begins; 0 where it has none of its own."""
    try:
        return tensor.data_ptr()
    except RuntimeError:  # inside a transform, where a tensor is a wrapper
        return 0


def _is_dense(tensor: torch.Tensor) -> bool:
    if tensor.is_contiguous():
        return True
    reach = sum(
        (size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True)
    )
    return reach + 1 == tensor.numel() and 0 not in tensor.stride()
