"""The program's own names for its tensors: variables, elements of lists, attributes of objects."""

import dis
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import CodeType, FrameType, ModuleType
from typing import Any

import torch

from chainrule.capture.graph import Graph
from chainrule.capture.source import Sources, variables_of
from chainrule.capture.tensors import Known, TensorRegistry

__all__ = ["Names"]

MOST_ELEMENTS = 100
# What a notebook or the interpreter binds by itself.
NOT_A_NAME = ("_", "Out", "In")


@dataclass(slots=True)
class Names:
    """Looks at the variables of the frame that is running whenever it has moved on.

    `base` is the depth of the program's own top level.
    A name from nearer the program's top level wins: `prediction` there is `out` in a `forward`.
    """

    graph: Graph
    registry: TensorRegistry
    sources: Sources
    base: int = 0
    _shallowest: dict[str, int] = field(default_factory=dict)
    _last: tuple[CodeType, int, int] | None = None

    def look(self, frame: FrameType | None) -> None:
        """Give names to what was bound since the last look."""
        if frame is None:
            return
        now = (frame.f_code, frame.f_lineno, frame.f_lasti)
        before, self._last = self._last, now
        if before is None or before[:2] != now[:2] or now[2] <= before[2]:
            self.bind(variables_of(frame), self.depth_of(frame))

    def bind(self, variables: Mapping[str, Any], depth: int) -> None:
        """Name every known tensor among `variables`."""
        for name, value in list(variables.items()):
            if isinstance(value, torch.Tensor) and not name.startswith(NOT_A_NAME):
                self._name(value, name, depth)

    def search(self, frame: FrameType | None, tensors: list[torch.Tensor]) -> None:
        """Look for leaves without a name, also in lists, tuples, dicts and objects."""
        unnamed = [each for each in tensors if self._is_unnamed(each)]
        while frame is not None and unnamed:
            depth = self.depth_of(frame)
            for path, value in _paths(frame):
                if any(value is each for each in unnamed):
                    self._name(value, path, depth)
            frame = self.sources.frame(frame.f_back) if frame.f_back else None

    def _is_unnamed(self, tensor: torch.Tensor) -> bool:
        known = self.registry.get(tensor)
        if known is None or known.depth is not None:
            return False
        return self.graph.tensors[known.index].path is None

    def _name(self, tensor: torch.Tensor, name: str, depth: int) -> None:
        known: Known | None = self.registry.get(tensor)
        if known is None or self.graph.tensors[known.index].path is not None:
            return  # a module's own name for a parameter says more than a loop's variable
        if depth > self._shallowest.get(name, depth):
            return  # not to be taken for the tensor that bears the name further out
        if known.depth is None or depth < known.depth:
            self._shallowest[name] = known.depth = depth
            role = self.graph.tensors[known.index].role
            role = "data" if role == "constant" else role
            self.graph.amend(known.index, name=name, role=role)

    def depth_of(self, frame: FrameType) -> int:
        """How many of the user's frames stand above `frame`, from the program's top level on."""
        depth = -self.base
        while (above := frame.f_back) is not None:
            depth += self.sources.is_user(above.f_code)
            frame = above
        return depth


def _paths(frame: FrameType) -> Iterator[tuple[str, torch.Tensor]]:
    """Tensors among a frame's variables, or one level inside them, the best name first."""
    variables = variables_of(frame)
    passing = _loop_variables(frame.f_code)
    lasting = {name: value for name, value in variables.items() if name not in passing}
    candidates = itertools.chain(
        lasting.items(),
        *(_elements(name, holder) for name, holder in list(variables.items())),
        variables.items(),
    )
    for path, value in candidates:
        if isinstance(value, torch.Tensor):
            yield path, value


@cache
def _loop_variables(code: CodeType) -> frozenset[str]:
    """Variables that a `for` loop binds: `w` in `for w in weights` is a passing name."""
    found: set[str] = set()
    wanted = 0
    for instruction in dis.get_instructions(code):
        if instruction.opname == "FOR_ITER":
            wanted = 1
        elif wanted and instruction.opname == "UNPACK_SEQUENCE":
            wanted += int(instruction.arg or 0) - 1
        elif wanted and instruction.opname.startswith("STORE_"):
            found.add(str(instruction.argval))
            wanted -= 1
    return frozenset(found)


def _elements(name: str, holder: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(holder, list | tuple):
        yield from ((f"{name}[{i}]", each) for i, each in enumerate(holder[:MOST_ELEMENTS]))
    elif isinstance(holder, dict):
        pairs = list(holder.items())[:MOST_ELEMENTS]
        yield from ((f"{name}[{key!r}]", each) for key, each in pairs if type(key) in (str, int))
    elif hasattr(holder, "__dict__") and not isinstance(
        holder, type | ModuleType | torch.nn.Module
    ):
        attributes = vars(holder)
        if isinstance(attributes, dict):
            pairs = list(attributes.items())[:MOST_ELEMENTS]
            yield from ((f"{name}.{key}", each) for key, each in pairs)
