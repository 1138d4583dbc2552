"""Memory that `torch.empty` gave: which elements of it the program has written since.

Until it does, they are whatever the memory held before, another thing in every run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

import torch

from chainrule.capture.tensors import TensorRegistry, version_of, whole

__all__ = ["Unwritten"]

MARK = "empty"
# No tensor is at this version: what was resized had nothing in it, and elsewhere nobody can tell.
UNKNOWN = -2
# Of larger tensors one write counts as all.
MOST_ELEMENTS = 65_536
# Writes to elements that only the call itself knows: what they leave stays unknown.
PARTIAL = {
    "index_copy_", "index_fill_", "index_put_", "index_add_", "index_reduce_", "scatter_",
    "scatter_add_", "scatter_reduce_", "masked_fill_", "masked_scatter_", "put_",
    "fill_diagonal_",
}  # fmt: skip


@dataclass(slots=True, weakref_slot=True)
class _Written:
    """Which elements were written, up to `version` of the tensor; None where nobody counts."""

    elements: torch.Tensor | None
    version: int


@dataclass(slots=True)
class Unwritten:
    """The tensors of a run that `torch.empty` made, found by their memory too: `.data` is another
    tensor in the same one.
    """

    registry: TensorRegistry
    by_memory: "WeakValueDictionary[int, _Written]" = field(default_factory=WeakValueDictionary)

    def made(self, tensor: torch.Tensor) -> None:
        """`torch.empty` and its like gave `tensor`."""
        counted = tensor.numel() <= MOST_ELEMENTS and tensor.layout is torch.strided
        elements = None
        if counted:
            elements = torch.empty_strided(tensor.shape, tensor.stride(), dtype=torch.bool)
            elements.fill_(False)
        mark = _Written(elements, version_of(tensor))
        self.registry.mark(tensor, MARK, mark)
        if counted and (memory := _memory(tensor)):
            self.by_memory[memory] = mark

    def wrote(self, name: str, arguments: Sequence[Any], written: Sequence[torch.Tensor]) -> None:
        """A call in place has written to these tensors."""
        for each in written:
            own: _Written | None = self.registry.marked(whole(each), MARK)
            mark = own or self._alias(each)
            if mark is None or mark.elements is None:
                continue
            if own is not None:
                mark.version = version_of(each)
            if whole(each).numel() != mark.elements.numel():
                mark.version = UNKNOWN
            elif name == "__setitem__" and each is arguments[0]:
                _part(mark.elements, each)[arguments[1]] = True
            elif name not in PARTIAL:
                _part(mark.elements, each).fill_(True)

    def handed_out(self, tensor: torch.Tensor) -> None:
        """An array in the same memory was given to the program, which may write there unseen."""
        mark: _Written | None = self.registry.marked(whole(tensor), MARK)
        if mark is not None:
            mark.version = UNKNOWN

    def _alias(self, tensor: torch.Tensor) -> _Written | None:
        """The mark of a tensor in the same memory, whose versions torch counts apart."""
        if not self.by_memory or tensor.layout is not torch.strided:
            return None
        mark = self.by_memory.get(_memory(tensor))
        if mark is not None and mark.elements is not None:
            one, two = whole(tensor), mark.elements
            if one.numel() == two.numel() and one.stride() != two.stride():
                mark.version = UNKNOWN  # nobody can say which elements it is
                return None
        return mark

    def is_in(self, tensor: torch.Tensor) -> bool:
        """Whether an element of `tensor` was never written."""
        mark: _Written | None = self.registry.marked(whole(tensor), MARK)
        if mark is None or mark.version != version_of(tensor):
            return False  # or written where nobody looked
        return mark.elements is None or not bool(_part(mark.elements, tensor).all())


def _memory(tensor: torch.Tensor) -> int:
    """Where the storage begins; 0 where there is none, as inside vmap."""
    try:
        return tensor.untyped_storage().data_ptr()
    except (RuntimeError, NotImplementedError):
        return 0


def _part(elements: torch.Tensor, view: torch.Tensor) -> torch.Tensor:
    """The marks of the elements that `view` looks at."""
    offset = view.storage_offset() - whole(view).storage_offset()
    return elements.as_strided(view.shape, view.stride(), offset)
