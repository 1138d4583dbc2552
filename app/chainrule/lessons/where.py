"""Which step of a run is meant: selectors that survive small changes of the program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

__all__ = ["Kind", "Where"]

Kind = Literal["forward", "backward", "accumulate", "update", "zero_grad", "hook", "print", "error"]


class Recording(Protocol):
    """The part of a trace that a selector reads; `chainrule.trace.Trace` is one."""

    @property
    def program(self) -> Any: ...
    @property
    def nodes(self) -> Sequence[Any]: ...
    @property
    def tensors(self) -> Sequence[Any]: ...
    @property
    def steps(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The `occurrence`-th step (from 1; −1 is the last) that fits all that is given.

    `line` is part of the source line of the step, or of the line that made its node. `op` is
    the node's operation. `tensor` is the name, or the qualified parameter name, of the tensor
    that the step is about: an updated or accumulated one, or an output of the step's node.
    """

    kind: Kind
    line: str | None = None
    op: str | None = None
    tensor: str | None = None
    occurrence: int = 1

    def find(self, recording: Recording) -> int | None:
        """The index of the step in `recording`, or None where it has no such step."""
        found = [
            number for number, step in enumerate(recording.steps) if self._fits(step, recording)
        ]
        index = self.occurrence - 1 if self.occurrence > 0 else self.occurrence
        return found[index] if -len(found) <= index < len(found) else None

    def _fits(self, step: Any, recording: Recording) -> bool:
        node = _node(step, recording)
        return (
            step.kind == self.kind
            and (self.op is None or (node is not None and node.op == self.op))
            and (self.line is None or any(self.line in each for each in _lines(step, recording)))
            and (self.tensor is None or self.tensor in _names(step, recording))
        )


def _node(step: Any, recording: Recording) -> Any:
    number = getattr(step, "node", None)
    return None if number is None else recording.nodes[number]


def _lines(step: Any, recording: Recording) -> list[str]:
    """The source lines of the step and of its node."""
    texts = {file.name: file.text.splitlines() for file in recording.program.files}
    places = {(each.file, each.line) for each in (step, _node(step, recording)) if each}
    return [
        texts[file][line - 1]
        for file, line in places
        if file in texts and line is not None and line <= len(texts[file])
    ]


def _names(step: Any, recording: Recording) -> set[str]:
    """The names of the tensors that the step is about."""
    node = _node(step, recording)
    numbers = [getattr(step, "tensor", None), *(node.outputs if node else ())]
    tensors = [recording.tensors[number] for number in numbers if number is not None]
    return {name for tensor in tensors for name in (tensor.name, tensor.path) if name}
