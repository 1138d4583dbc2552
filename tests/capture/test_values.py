"""The values in forward steps, held against copies that torch itself makes around every call."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode

from chainrule.capture import run
from chainrule.trace import ForwardStep, Options, Snapshot, Trace
from tests.capture.programs import PROGRAMS

PLAIN = "<plain>"

MUTATIONS = {
    "in place on a detached alias": """
y = x * 2
y.detach().mul_(5)
z = y + 1
z.sum().backward()
""",
    "a detached alias read after its tensor was written": """
y = x * 2
d = y.detach()
with torch.no_grad():
    y.add_(1)
z = d * x
""",
    "views of a written buffer": """
b = torch.zeros(4)
v = b[1:3]
first = v * 2
b[1] = 7.0
second = v * 2
b.add_(1)
third = v + x
""",
    "a buffer written through its view": """
b = torch.zeros(4)
first = b + 1
b[1:3].mul_(2).add_(5)
second = b + 1
""",
    "a tracked tensor written through a view": """
y = x * 2
v = y[0]
v.mul_(3)
z = y + 1
z.sum().backward()
""",
    "another tensor for .data": """
first = x * 2
x.data = torch.tensor([7.0, 8.0])
second = x * 2
second.sum().backward()
""",
    ".data written in place": """
first = x * 2
x.data.mul_(10)
second = x * 2
""",
    ".grad's .data to zero": """
(x * x).sum().backward()
before = x.grad * 2
x.grad.data.zero_()
after = x.grad * 2
(x * x).sum().backward()
again = x.grad * 2
""",
    "a gradient scaled by hand": """
(x * x).sum().backward()
x.grad.mul_(0.5)
half = x.grad * 1
x.grad.data *= 0.5
quarter = x.grad * 1
""",
    "data filled by a loop": """
table = torch.empty(3, 2)
for row in range(3):
    table[row] = torch.tensor([float(row), 1.0])
out = (table * x).sum()
out.backward()
""",
    "a state carried through a loop": """
state = torch.zeros(2)
for _ in range(3):
    state += x.detach()
    seen = state * 1
""",
    "copy_, fill_ and clamp_": """
b = torch.zeros(2)
b.copy_(x.detach())
one = b * 1
b.fill_(4.0)
two = b * 1
b.clamp_(max=3.0)
three = b * x
""",
    "a variable that holds .data": """
d = x.data
d.mul_(2)
first = x * 2
d.add_(1)
second = x * 2
third = d * 2
""",
    "a parameter updated by hand": """
for _ in range(2):
    loss = (x * x).sum()
    loss.backward()
    with torch.no_grad():
        x -= 0.1 * x.grad
        x.grad.zero_()
last = x * 1
""",
    "a parameter updated through an alias": """
(x * x).sum().backward()
with torch.no_grad():
    for p in [x.detach()]:
        p.sub_(0.1 * x.grad)
last = x * 1
""",
    "an optimiser's step": """
optimiser = torch.optim.SGD([x], lr=0.1, momentum=0.9)
for _ in range(2):
    optimiser.zero_grad()
    (x * x).sum().backward()
    optimiser.step()
last = x * 1
""",
    "a running mean": """
layer = torch.nn.BatchNorm1d(2)
layer(torch.stack([x, x + 1, x * x]))
first = layer.running_mean * 1
layer(torch.stack([x, x * 3, x * x]))
second = layer.running_mean * 1
""",
    "an initialised parameter": """
layer = torch.nn.Linear(2, 2)
torch.nn.init.constant_(layer.weight, 0.5)
first = layer(x)
torch.nn.init.ones_(layer.bias)
second = layer(x)
""",
    "a mask": """
b = torch.arange(4.0)
b[b > 1] = -1.0
b[torch.tensor([0, 0])] += 1
out = b * 2
""",
    "foreach and swapped names": """
a, b = torch.ones(2), torch.zeros(2)
torch._foreach_add_([a, b], 1.0)
a, b = b, a
out = a * x + b
""",
    "a list of views written": """
b = torch.zeros(4)
rows = b.split(2)
for row in rows:
    row.add_(x.detach())
out = b * 2
parts = torch.stack(list(rows)) * x
""",
    "resized and set": """
a = torch.zeros(2)
first = a * 1
a.set_(torch.tensor([4.0, 5.0]))
second = a * x
""",
    "out=": """
target = torch.zeros(2)
torch.mul(x.detach(), 3, out=target)
z = target + x
""",
}  # fmt: skip
START = "import torch\nx = torch.tensor([2.0, 3.0], requires_grad=True)\n"
# Under any mode torch leaves the fused path, whose values differ in the last place.
UNLIKE = {"fused encoder path"}
ALL = {name: text for name, text in PROGRAMS.items() if name not in UNLIKE} | {
    name: START + text for name, text in MUTATIONS.items()
}

Value = tuple[tuple[int, ...], str, str]


@dataclass
class Call:
    """An outermost call into torch: what it was given before it ran, and what was there after."""

    name: str
    line: int | None
    given: set[Value] = field(default_factory=set)
    gave: set[Value] = field(default_factory=set)
    inside: set[Value] = field(default_factory=set)


class Outermost(TorchFunctionMode):
    """Notes every call that the program, or a library that it uses, makes into torch."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = resolve_name(func) or func.__name__
        return self.watch(_short(name), func, args, kwargs or {})

    def watch(self, name: str, func: Any, args: Any, kwargs: Any) -> Any:
        given = _with_bases([*_tensors(args), *_tensors(kwargs)])
        call = Call(name, _line(), given={_value(each) for each in given})
        self.calls.append(call)
        with Inside(call):
            result = func(*args, **kwargs)
        call.gave = {_value(each) for each in [*_tensors(result), *given]}
        return result

    @contextmanager
    def and_custom_functions(self) -> Iterator[None]:
        """Custom functions do not go through torch's Python interface.

        A checkpoint's runs a forward pass in its backward, where the mode is not on.
        """
        original = torch.autograd.Function.__dict__["apply"]
        checkpoint: Any = torch.utils.checkpoint.CheckpointFunction
        recompute = checkpoint.backward

        def apply(function: Any, *args: Any, **kwargs: Any) -> Any:
            return self.watch("apply", original.__get__(None, function), args, kwargs)

        def backward(ctx: Any, *gradients: Any) -> Any:
            with self:
                return recompute(ctx, *gradients)

        torch.autograd.Function.apply = classmethod(apply)
        checkpoint.backward = staticmethod(backward)
        try:
            with self:
                yield
        finally:
            torch.autograd.Function.apply = original
            checkpoint.backward = staticmethod(recompute)


class Inside(TorchDispatchMode):
    """Notes what the operations inside a call read and gave, below autograd."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self.call = call

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        read = {_value(each) for each in _tensors(args)}
        result = func(*args, **(kwargs or {}))
        self.call.inside |= read | {_value(each) for each in _tensors(result)}
        return result


def _line() -> int | None:
    frame: Any = sys._getframe()
    while frame is not None and frame.f_code.co_filename != PLAIN:
        frame = frame.f_back
    return frame.f_lineno if frame else None


def _short(name: str) -> str:
    """The function's own name: "torch.Tensor.T.__get__" → "T", "torch.Tensor.add" → "add"."""
    return name.removesuffix(".__get__").rpartition(".")[2]


def _with_bases(given: list[torch.Tensor]) -> list[torch.Tensor]:
    """What is written through a view is what the view looks into, too."""
    with torch._C.DisableTorchFunction():
        return given + [each._base for each in given if each._base is not None]


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _tensors(each)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))


def _value(tensor: torch.Tensor) -> Value:
    """A copy of what `tensor` holds now, as text, so that NaN equals itself."""
    with torch._C.DisableTorchFunction(), torch.utils._python_dispatch._disable_current_modes():
        dense = tensor.detach()
        dense = dense.to_dense() if dense.layout is not torch.strided else dense
        numbers = repr(tuple(dense.reshape(-1).tolist()))
    return tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), numbers


def plainly(source: str) -> list[Call]:
    """The calls of an unrecorded run: no line of chainrule takes part."""
    torch.manual_seed(0)
    outermost = Outermost()
    with outermost.and_custom_functions():
        exec(compile(source, PLAIN, "exec"), {"__name__": "__main__"})
    return outermost.calls


def wrong_steps(trace: Trace, calls: list[Call]) -> list[str]:
    """The forward steps whose values no call of their line and function had, in that order."""
    found, at = [], 0
    for step in trace.steps:
        if not isinstance(step, ForwardStep) or trace.nodes[step.node].function is None:
            continue
        following = next((n for n in range(at, len(calls)) if _fits(trace, step, calls[n])), None)
        if following is None:
            found.append(f"{step.id}, line {step.line}: {trace.nodes[step.node].expression}")
        else:
            at = following
    return found


def _fits(trace: Trace, step: ForwardStep, call: Call) -> bool:
    if step.line != call.line or _short(str(trace.nodes[step.node].function)) != call.name:
        return False
    read = _known(trace, [each.snapshot for each in step.inputs])
    made = _known(trace, step.outputs)
    return read <= call.given | call.inside and made <= call.gave | call.inside


def _known(trace: Trace, snapshots: Any) -> set[Value]:
    taken = [trace.snapshots[each] for each in snapshots if each is not None]
    return {
        (each.shape, each.dtype, repr(each.values)) for each in taken if each.values is not None
    }


def recorded(name: str) -> Trace:
    return run(ALL[name], options=Options(values="full"))


@pytest.mark.parametrize("name", ALL)
def test_forward_values_are_those_of_the_calls(name: str) -> None:
    trace = recorded(name)
    assert wrong_steps(trace, plainly(ALL[name])) == []
    assert any(_known(trace, each.outputs) for each in trace.steps if isinstance(each, ForwardStep))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wrong_value_would_be_noticed(name: str) -> None:
    """The check itself: each forward step, its values spoilt one after another."""
    trace, calls = recorded(name), plainly(ALL[name])
    steps = [each for each in trace.steps if isinstance(each, ForwardStep)]
    shown = {each for step in steps for each in step.outputs if each is not None}
    assert shown
    for number in shown:
        snapshots = list(trace.snapshots)
        snapshots[number] = _spoilt(snapshots[number])
        assert wrong_steps(replace(trace, snapshots=tuple(snapshots)), calls)


def _spoilt(snapshot: Snapshot) -> Snapshot:
    assert snapshot.values is not None
    return replace(snapshot, values=tuple(-123.5 for _ in snapshot.values))


def test_a_gradient_that_a_hook_wrote_in_place_has_statistics_of_its_own() -> None:
    trace = run(
        "import torch\nx = torch.ones(5000, requires_grad=True)\ny = x + 0.0\n"
        "z = y + 0.0\nz.grad_fn.register_hook(lambda left, arrived: (left[0].mul_(3), None)[1])\n"
        "(z * torch.arange(5000.0)).sum().backward()\n"
    )
    grads = [
        trace.snapshots[departure.snapshot].statistics
        for step in trace.steps
        if step.kind == "backward" and trace.nodes[step.node].op == "add"
        for departure in step.left
        if departure.snapshot is not None
    ]
    largest = [each.max for each in grads if each and each.max is not None]
    assert len(largest) == 2
    assert min(largest) > 3 * 4900  # of a sample
