"""What recording must not do to a program: raise, repeat, drop, keep, or stop looking."""

import threading
from typing import Any

import pytest
import torch

import chainrule.capture as capture
from chainrule.trace import BackwardStep, ForwardStep, Options, Trace, UpdateStep, ZeroGradStep

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"


def run(text: str) -> Trace:
    trace = capture.run(HEAD + text)
    assert trace.error is None, trace.error
    return trace


def value(trace: Trace, snapshot: int | None) -> Any:
    return None if snapshot is None else trace.snapshots[snapshot].values


def inputs_of(trace: Trace, op: str) -> list[Any]:
    step = [
        each
        for each in trace.steps
        if isinstance(each, ForwardStep) and trace.nodes[each.node].op == op
    ][-1]
    return [value(trace, each.snapshot) for each in step.inputs]


def kinds(trace: Trace, kind: type) -> list[Any]:
    return [each for each in trace.steps if isinstance(each, kind)]


def test_deleting_a_grad_works_and_is_seen() -> None:
    trace = run("w = torch.ones(1, requires_grad=True)\n(w * 2).sum().backward()\ndel w.grad\n")
    assert kinds(trace, ZeroGradStep)


def test_arguments_of_a_step_with_a_closure_are_kept() -> None:
    seen = {}

    class Mine(torch.optim.SGD):
        def step(self, closure: Any = None, *, factor: float = 1.0) -> Any:
            seen["factor"] = factor
            return super().step(closure)

    w = torch.ones(1, requires_grad=True)
    optimizer = Mine([w], lr=0.1)

    def closure() -> torch.Tensor:
        loss = (w * 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    with capture.record() as recording:
        optimizer.step(closure, factor=0.25)
    assert seen == {"factor": 0.25}
    assert len(kinds(recording.trace, UpdateStep)) == 1
    assert kinds(recording.trace, BackwardStep)


@pytest.mark.parametrize(
    "text",
    [
        "f = lambda x: (x ** 2).sum(0)\n"
        "torch.autograd.functional.jacobian(f, torch.ones(2, 2), vectorize=True)\n",
        "w = torch.ones(2, 2, requires_grad=True)\n"
        "torch.sparse.mm(torch.eye(2).to_sparse(), w).sum().backward()\n",
        "class K:\n    def __repr__(self):\n        raise ValueError\n"
        "d = {K(): torch.ones(1, requires_grad=True)}\n(list(d.values())[0] * 2).backward()\n",
        "import sys\nsys.stdout.isatty()\nsys.stdout.encoding\n",
        "import io, typing, dataclasses\nclass Net(nn.Module):\n    pass\n"
        "torch.save(Net(), io.BytesIO())\n",
        "import typing\nclass A:\n    b: 'A'\nassert typing.get_type_hints(A)['b'] is A\n",
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_programs_that_run_plainly_run_recorded(text: str) -> None:
    run(text)


def test_a_failure_of_ours_is_a_note_and_not_the_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("chainrule.capture.values.Snapshots._snapshot", broken)
    trace = run("w = torch.ones(1, requires_grad=True)\n(w * 2).sum().backward()\n")
    assert any("could not be recorded (ZeroDivisionError: ours)" in n for n in trace.meta.notes)


def test_an_interrupt_inside_backward_keeps_the_trace() -> None:
    program = """
class Slow(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1
    @staticmethod
    def backward(ctx, g):
        raise KeyboardInterrupt
w = torch.ones(1, requires_grad=True)
(Slow.apply(w * 2) * 3).sum().backward()
"""
    trace = capture.run(HEAD + program)
    assert "interrupted" in trace.meta.notes[0]
    assert [trace.nodes[each.node].grad_fn for each in kinds(trace, BackwardStep)][-1] == (
        "SlowBackward"
    )


def test_hooks_are_gone_after_an_interrupt() -> None:
    armed = [True]

    class Once(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
            return x * 1

        @staticmethod
        def backward(ctx: Any, g: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
            if armed.pop():
                raise KeyboardInterrupt
            return g

    w = torch.ones(1, requires_grad=True)
    with capture.record() as recording:
        loss = Once.apply(w).sum()
        with pytest.raises(KeyboardInterrupt):
            loss.backward()
        armed.append(False)
        Once.apply(w).sum().backward()
    names = [recording.trace.nodes[e.node].grad_fn for e in kinds(recording.trace, BackwardStep)]
    assert names == ["SumBackward0", "OnceBackward"] * 2


def test_recording_goes_on_after_a_step_that_raised() -> None:
    trace = run(
        "w = torch.ones(1, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "def bad():\n    raise ValueError\ntry:\n    opt.step(bad)\nexcept ValueError:\n"
        "    pass\n(w * 2).sum().backward()\n"
    )
    assert len(kinds(trace, ForwardStep)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "y = torch.normal(w, torch.ones(3), generator=g)",
        "y = torch.bernoulli(w.sigmoid(), generator=g) * w",
    ],
)
def test_a_generator_of_the_programs_is_left_alone(text: str) -> None:
    program = (
        "g = torch.Generator().manual_seed(3)\nw = torch.ones(3, requires_grad=True)\n"
        f"{text}\ny.sum().backward()\n"
    )
    plain: dict[str, Any] = {"torch": torch}
    exec(program, plain)
    with capture.record():
        recorded: dict[str, Any] = {"torch": torch}
        exec(program, recorded)
    assert torch.equal(plain["g"].get_state(), recorded["g"].get_state())


def test_a_function_of_the_programs_is_not_called_again() -> None:
    calls = []

    def distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        return (a - b).abs().sum(-1)

    a, p, n = (torch.randn(2, 3, requires_grad=True) for _ in range(3))
    with capture.record():
        torch.nn.functional.triplet_margin_with_distance_loss(a, p, n, distance_function=distance)
    assert len(calls) == 2


def test_an_in_place_write_under_no_grad_is_a_step_with_its_value() -> None:
    trace = run(
        "w = torch.ones(2, requires_grad=True)\ny = w * 2\nwith torch.no_grad():\n"
        "    y.mul_(10)\nz = y.sum()\n"
    )
    assert inputs_of(trace, "mul") == [(2.0, 2.0)]
    assert (20.0, 20.0) in inputs_of(trace, "sum")


@pytest.mark.parametrize(
    ("write", "shown"),
    [
        ("y.detach().mul_(10)", (20.0,)),
        ("y.data.add_(5)", (7.0,)),
        ("y.data = torch.tensor([9.0])", (9.0,)),
    ],
)
def test_values_written_behind_autograds_back_are_the_present_ones(
    write: str, shown: tuple[float, ...]
) -> None:
    trace = run(f"w = torch.ones(1, requires_grad=True)\ny = w * 2\n{write}\nz = y.exp()\n")
    assert inputs_of(trace, "exp") == [shown]


def test_setting_a_parameters_data_is_an_update() -> None:
    trace = run(
        "w = torch.ones(1, requires_grad=True)\n(w * 2).backward()\n"
        "w.data = torch.full((1,), 5.0)\ny = w * 3\n"
    )
    (update,) = kinds(trace, UpdateStep)
    assert (value(trace, update.before), value(trace, update.after)) == ((1.0,), (5.0,))
    assert inputs_of(trace, "mul") == [(5.0,)]


def test_the_old_idiom_for_zero_grad() -> None:
    trace = run(
        "w = torch.ones(1, requires_grad=True)\n(w * 2).backward()\n"
        "w.data -= 0.1 * w.grad.data\nw.grad.data.zero_()\n"
    )
    (update,) = kinds(trace, UpdateStep)
    assert value(trace, update.after) == pytest.approx((0.8,))
    (cleared,) = kinds(trace, ZeroGradStep)[0].cleared
    assert (value(trace, cleared.before), value(trace, cleared.after)) == ((2.0,), (0.0,))


@pytest.mark.parametrize(
    ("call", "name"),
    [("torch.mm(w, w)", "torch.mm"), ("w @ w", "torch.Tensor.matmul")],
)
def test_functions_bear_their_usual_names(call: str, name: str) -> None:
    trace = run(f"w = torch.ones(2, 2, requires_grad=True)\ny = {call}\n")
    assert name in {each.function for each in trace.nodes}


def test_copying_a_tracked_tensor_is_a_visible_cut() -> None:
    trace = run(
        "import warnings\nwarnings.simplefilter('ignore')\n"
        "w = torch.ones(1, requires_grad=True)\ny = w * 2\nz = torch.tensor(y) * 3\n"
    )
    node = next(each for each in trace.nodes if each.op == "tensor")
    assert node.grad_fn is None
    assert "cuts" in str(trace.tensors[node.outputs[0] or 0].why_no_grad)


def test_autograd_grad_is_no_forward_operation() -> None:
    trace = run("w = torch.ones(1, requires_grad=True)\ng, = torch.autograd.grad(w * 2, w)\n")
    assert [trace.nodes[each.node].op for each in kinds(trace, ForwardStep)] == ["mul"]


def test_differences_are_no_false_alarms() -> None:
    trace = run(
        "w = torch.tensor([1e-8, 1e6], requires_grad=True)\n"
        "(w.half().float().sum() + w.sqrt().sum() + (w**2).sum()).backward()\n"
    )
    found = [each.difference for step in kinds(trace, BackwardStep) for each in step.local]
    assert [each for each in found if each is not None and each > 1e-4] == []


def test_dictionary_entries_bear_the_callers_name() -> None:
    trace = run(
        "params = {'w': torch.ones(1, requires_grad=True)}\n"
        "def f(p):\n    return p['w'] * 2\ny = f(params)\n"
    )
    assert "params['w']" in {each.name for each in trace.tensors}


def test_leaving_by_exit_is_no_error() -> None:
    with pytest.raises(SystemExit), capture.record() as recording:
        raise SystemExit(0)
    assert recording.trace.error is None


def test_runs_in_two_threads_wait_for_each_other() -> None:
    traces: dict[int, Trace] = {}

    def work(factor: int) -> None:
        traces[factor] = capture.run(
            f"import torch\nprint({factor})\ny = torch.ones(1) * {factor}\n"
        )

    threads = [threading.Thread(target=work, args=(factor,)) for factor in (3, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for factor, trace in traces.items():
        assert trace.output == f"{factor}\n"
        assert f"* {factor}" in str(trace.nodes[0].expression) + str(trace.nodes[-1].expression)


def test_the_limit_bounds_the_whole_document() -> None:
    text = "import torch\nx = torch.ones(1)\nfor i in range(300):\n    x = x * 2\n"
    trace = capture.run(text, options=Options(max_steps=5))
    assert len(trace.nodes) < 10
    assert len(trace.snapshots) < 10
