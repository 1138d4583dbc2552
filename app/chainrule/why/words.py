"""What the program calls its tensors and operations, and where they stand."""

from difflib import get_close_matches
from functools import cached_property

from chainrule.trace import Edge, Node, Trace

__all__ = ["Words", "counted", "tensor_called"]

LONGEST = 60
VIEWS = ("t", "transpose", "permute", "view", "unsafe_view", "expand", "unsqueeze", "squeeze")


class Words:
    """The names and lines of one trace, in the words of its program."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def tensor(self, index: int) -> str:
        tensor = self._trace.tensors[index]
        if name := tensor.path or tensor.name:
            return name
        node = self._trace.nodes[tensor.node] if tensor.node is not None else None
        if node is None or node.kind == "leaf":
            return "a tensor without a name"
        if (viewed := self._viewed(tensor.node or 0)) is not None:
            return self.tensor(viewed)
        return f"the result of {self.node(tensor.node or 0)}"

    def itself(self, index: int) -> str:
        """`tensor`, where what only shows another one is not called by that one's name."""
        tensor, name = self._trace.tensors[index], self.tensor(index)
        named = tensor.path or tensor.name or tensor.node is None
        return name if named or self._viewed(tensor.node or 0) is None else f"the view of {name}"

    def _viewed(self, node: int) -> int | None:
        """What an operation only shows in another shape, such as the weight that `t` turns."""
        seen = None
        while self._trace.nodes[node].op in VIEWS and node in self._only_input:
            edge = self._only_input[node]
            seen, node = edge.tensor, edge.source
        return seen

    @cached_property
    def _only_input(self) -> dict[int, Edge]:
        return {each.target: each for each in self._trace.edges if each.target_input == 0}

    def node(self, index: int) -> str:
        """An operation in the program's words with its line, or the name of a leaf."""
        node = self._trace.nodes[index]
        if node.kind == "leaf":
            named = next((each for each in node.outputs if each is not None), None)
            return "a leaf" if named is None else self.tensor(named)
        return self._operation(node) + self.place(node.file, node.line)

    def output(self, node: int, output: int) -> str:
        """The tensor at an output of a node."""
        outputs = self._trace.nodes[node].outputs
        found = outputs[output] if output < len(outputs) else None
        return self.node(node) if found is None else self.tensor(found)

    def place(self, file: str | None, line: int | None) -> str:
        """ " (line 4)", with the file where it is not the program itself."""
        if line is None:
            return ""
        elsewhere = file is not None and file != self._trace.program.entry
        return f" (line {line} of {file})" if elsewhere else f" (line {line})"

    @staticmethod
    def nth(index: int) -> str:
        """ "step 5": steps are counted from 1 where people read of them, from 0 in the document."""
        return f"step {index + 1}"

    def step(self, index: int) -> str:
        """ " (line 4)" of a step."""
        step = self._trace.steps[index]
        return self.place(step.file, step.line)

    def code(self, index: int) -> str | None:
        """The program's line at a step, in quotation marks, with its number."""
        step = self._trace.steps[index]
        for file in self._trace.program.files:
            lines = file.text.splitlines()
            if file.name == step.file and step.line is not None and step.line <= len(lines):
                return f"“{_short(lines[step.line - 1])}”{self.step(index)}"
        return None

    def _operation(self, node: Node) -> str:
        short = (node.function or node.op).rsplit(".", 1)[-1].strip("_")
        module = self._module(node)
        if node.expression is None:
            return short + module
        text = _short(node.expression)
        written = short in text or (node.function or "").startswith("torch.Tensor.")
        return text if written and not module else f"{short}{module} inside {text}"

    def _module(self, node: Node) -> str:
        if node.call is None:
            return ""
        path = self._trace.modules[self._trace.calls[node.call].module].path
        return f" of {path}" if path else ""


def tensor_called(trace: Trace, name: str) -> int:
    """The last tensor that the program calls `name`. Raises `LookupError` with those there are."""
    names: dict[str, int] = {}
    for index, tensor in enumerate(trace.tensors):
        names.update({each: index for each in (tensor.name, tensor.path) if each})
    if name not in names:
        near = get_close_matches(name, names, n=5, cutoff=0.4) or list(names)[:5]
        raise LookupError(
            f"The program has no tensor called {name!r:.80}; there is {', '.join(near)}."
            if near
            else "No tensor of the program has a name."
        )
    return names[name]


def _short(code: str) -> str:
    text = " ".join(code.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def counted(some: int, all_of: int, what: str) -> str:
    """ "all 3 inputs", "2 of 3 inputs", "the input"."""
    if all_of == 1:
        return f"the {what}"
    return f"all {all_of} {what}s" if some == all_of else f"{some} of {all_of} {what}s"
