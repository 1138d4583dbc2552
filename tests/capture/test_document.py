"""Names, places, modules and bounds of a recorded document."""

from pathlib import Path

import pytest
import torch

import chainrule.capture as capture
from chainrule.capture import source
from chainrule.trace import (
    ErrorStep,
    ForwardStep,
    HookStep,
    Options,
    PrintStep,
    Trace,
    UpdateStep,
    ZeroGradStep,
)

MODEL = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 3)
        self.blocks = nn.ModuleList([nn.Linear(3, 3) for _ in range(2)])

    def forward(self, x):
        h = torch.tanh(self.hidden(x))
        for block in self.blocks:
            h = block(h)
        return h

net = Net()
X = torch.ones(1, 2)
out = net(X)
loss = (out ** 2).mean()
loss.backward()
"""


def outputs(trace: Trace) -> list[tuple[str, str | None]]:
    """(operation, the name of its first output) in the order of the forward steps."""
    found = []
    for step in trace.steps:
        if isinstance(step, ForwardStep):
            node = trace.nodes[step.node]
            tensor = node.outputs[0]
            found.append((node.op, None if tensor is None else trace.tensors[tensor].name))
    return found


def test_names_are_the_programs_own() -> None:
    trace = capture.run(MODEL)
    assert outputs(trace) == [
        ("t", None),
        ("addmm", None),
        ("tanh", "h"),
        ("t", None),
        ("addmm", "h"),
        ("t", None),
        ("addmm", "out"),
        ("pow", None),
        ("mean", "loss"),
    ]
    paths = {tensor.path for tensor in trace.tensors if tensor.path}
    assert "hidden.weight" in paths
    assert "blocks.1.bias" in paths


def test_places_and_expressions_are_the_programs_own() -> None:
    trace = capture.run(MODEL)
    node = next(each for each in trace.nodes if each.op == "pow")
    assert (node.file, node.line, node.expression) == ("program.py", 19, "out ** 2")
    addmm = next(each for each in trace.nodes if each.op == "addmm")
    assert (addmm.line, addmm.function) == (11, "torch.nn.functional.linear")
    assert addmm.expression == "self.hidden(x)"


def test_module_calls_nest() -> None:
    trace = capture.run(MODEL)
    assert [(each.path, each.type) for each in trace.modules] == [
        ("", "Net"),
        ("hidden", "Linear"),
        ("blocks.0", "Linear"),
        ("blocks.1", "Linear"),
    ]
    assert [each.parent for each in trace.calls] == [None, 0, 0, 0]
    assert [each.name for each in trace.modules] == ["net", None, None, None]


def test_a_program_is_the_users_wherever_its_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "net.py"
    file.write_text(MODEL)
    monkeypatch.setattr(source, "LIBRARY", (*source.LIBRARY, str(tmp_path)))
    assert outputs(capture.run(file)) == outputs(capture.run(MODEL))


def test_leaves_in_a_list_are_named_by_their_place() -> None:
    trace = capture.run(
        "import torch\nws = [torch.ones(1, requires_grad=True) for _ in range(2)]\n"
        "for w in ws:\n    (w * 2).backward()\n"
        "    with torch.no_grad():\n        w -= 0.1 * w.grad\n"
    )
    names = [each.name for each in trace.tensors if each.role == "parameter"]
    assert names == ["ws[0]", "ws[1]"]
    updates = [each for each in trace.steps if isinstance(each, UpdateStep)]
    assert [each.rule for each in updates] == ["w -= 0.1 * w.grad"] * 2
    assert trace.snapshots[updates[0].after or 0].values == pytest.approx((0.8,))


def test_adams_state_is_there_before_and_after() -> None:
    trace = capture.run(
        "import torch\nw = torch.tensor([1.0], requires_grad=True)\n"
        "adam = torch.optim.Adam([w], lr=0.1)\n"
        "for _ in range(2):\n    adam.zero_grad()\n    (w * 3).sum().backward()\n    adam.step()\n"
    )
    first, second = (each for each in trace.steps if isinstance(each, UpdateStep))
    assert first.state_before == ()
    state = {each.name: trace.snapshots[each.snapshot].values for each in second.state_after}
    assert state["exp_avg"] == pytest.approx((0.1 * 3 + 0.9 * 0.1 * 3,))
    assert state["step"] == (2.0,)
    assert second.before == first.after
    assert "\\leftarrow" in str(second.rule)
    assert [len(each.cleared) for each in trace.steps if isinstance(each, ZeroGradStep)] == [0, 1]


def test_an_uninitialised_tensor_shows_no_values() -> None:
    trace = capture.run("import torch\ny = torch.empty(3) * 0\n")
    leaf = trace.nodes[0].outputs[0]
    snapshot = next(each for each in trace.snapshots if each.tensor == leaf)
    assert snapshot.values is None
    assert "torch.empty" in (snapshot.note or "")


def test_memory_written_through_an_alias_is_written() -> None:
    trace = capture.run(
        "import torch\nx = torch.ones(2, requires_grad=True)\n"
        "a, b, c = torch.empty(2), torch.empty(2), torch.empty(2)\n"
        "a.data.fill_(3)\nb.numpy()[:] = 4\nc.data[0] = 5\n"
        "(x * a * b).sum().backward()\n(x * c).sum()\n"
    )
    held = {
        trace.tensors[each.tensor].name: (each.values, each.note)
        for each in trace.snapshots
        if each.tensor is not None and each.of == "value"
    }
    assert held["a"] == ((3.0, 3.0), None)
    assert held["b"] == ((4.0, 4.0), None)
    assert "not written yet" in str(held["c"][1])


def test_why_a_tensor_gets_no_gradient() -> None:
    trace = capture.run(
        "import torch\nx = torch.ones(2, requires_grad=True)\na = (x * 2).detach()\n"
        "b = (x * 2).argmax()\nwith torch.no_grad():\n    c = x * 3\nd = torch.ones(2) + 1\n"
    )
    why = {each.name: each.why_no_grad for each in trace.tensors if each.name in set("abcd")}
    assert "detach" in str(why["a"])
    assert "int64" in str(why["b"])
    assert "no_grad" in str(why["c"])
    assert "do not require grad" in str(why["d"])


@pytest.mark.parametrize("policy", ["structure", "statistics", "small", "full"])
def test_value_policies(policy: str) -> None:
    text = "import torch\nx = torch.arange(100.0, requires_grad=True)\n(x * 2).sum().backward()\n"
    trace = capture.run(text, options=Options(values=policy))  # type: ignore[arg-type]
    large = [each for each in trace.snapshots if each.shape == (100,) and each.of != "local"]
    kept = [each.values is not None for each in large]
    counted = [each.statistics for each in trace.snapshots if each.statistics is not None]
    assert kept == {"structure": [], "full": [True] * len(kept)}.get(policy, [False] * len(kept))
    assert bool(counted) == (policy in ("statistics", "small"))
    if counted:
        assert (counted[0].min, counted[0].max, counted[0].mean) == (0.0, 99.0, 49.5)
        assert counted[0].std == pytest.approx(torch.arange(100.0).std().item())


def test_steps_beyond_the_limit_are_counted() -> None:
    trace = capture.run(MODEL, options=Options(max_steps=5))
    assert len(trace.steps) == 5
    assert "stopped after 5 steps" in trace.meta.notes[-1]
    assert len([each for each in trace.nodes if each.kind == "operation"]) == 5


def test_prints_are_steps_and_output() -> None:
    trace = capture.run("print('a', 1)\nprint('b', end='')\n")
    assert trace.output == "a 1\nb"
    assert [each.kind for each in trace.steps] == ["print", "print"]


def test_record_around_ordinary_code() -> None:
    model = torch.nn.Linear(2, 1)
    with capture.record(model=model) as recording:
        features = torch.ones(1, 2)
        loss = model(features).sum()
        loss.backward()
    trace = recording.trace
    assert trace.program.entry == Path(__file__).name
    assert outputs(trace)[-1] == ("sum", "loss")
    assert {each.path for each in trace.tensors if each.role == "parameter"} == {"weight", "bias"}
    assert "features" in {each.name for each in trace.tensors}


def test_record_lets_an_exception_through_and_keeps_what_was_there() -> None:
    recording = capture.record()
    with pytest.raises(RuntimeError, match="mat1"), recording:
        torch.ones(2, 2) @ torch.ones(3, 1)
    assert recording.trace.error is not None
    assert recording.trace.error.operation == "torch.Tensor.matmul"


def test_a_recording_still_running_has_no_trace() -> None:
    with capture.record() as recording, pytest.raises(RuntimeError, match="still running"):
        _ = recording.trace


def test_a_callable_is_recorded() -> None:
    def program() -> None:
        weight = torch.ones(1, requires_grad=True)
        (weight * 2).backward()

    trace = capture.run(program)
    assert {each.name for each in trace.tensors if each.role == "parameter"} == {"weight"}


def test_what_backward_makes_under_create_graph_has_values() -> None:
    trace = capture.run(
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x**3\n"
        "(g,) = torch.autograd.grad(y, x, create_graph=True)\ng.backward()\n"
    )
    made = [each for each in trace.nodes if each.phase == "backward"]
    assert len(made) == 3
    values = []
    for node in made:
        tensor = node.outputs[0]
        assert tensor is not None
        values += [each.values for each in trace.snapshots if each.tensor == tensor][:1]
    assert sorted(values) == [(4.0,), (12.0,), (12.0,)]  # x², 3x², 1 · 3x²
    assert {each.name for each in trace.tensors} >= {"x", "y", "g"}


def test_buffers_show_what_the_operation_read() -> None:
    trace = capture.run(
        "import torch\nbn = torch.nn.BatchNorm1d(1)\nbn(torch.tensor([[2.0], [4.0]]))\n"
    )
    mean = next(n for n, each in enumerate(trace.tensors) if each.path == "running_mean")
    step = next(each for each in trace.steps if isinstance(each, ForwardStep))
    read = [i.snapshot for i in step.inputs if trace.edges[i.edge].tensor == mean]
    assert [trace.snapshots[each or 0].values for each in read] == [(0.0,)]


def test_an_inner_name_is_not_taken_for_the_outer_one() -> None:
    trace = capture.run(
        "import torch\ndef double(x):\n    return x * 2\n"
        "x = torch.ones(1, requires_grad=True)\ny = double(x + 1)\n"
    )
    assert [each.name for each in trace.tensors] == ["x", None, "y"]


def test_a_multi_line_print_is_one_step() -> None:
    trace = capture.run("import torch\nprint(torch.ones(2, 1))\nprint('next')\n")
    texts = [each.text for each in trace.steps if isinstance(each, PrintStep)]
    assert texts == ["tensor([[1.],\n        [1.]])\n", "next\n"]


def test_the_failing_call_shows_what_it_was_given() -> None:
    trace = capture.run("import torch\nm = torch.nn.Linear(3, 1)\nm(torch.ones(4, 4))\n")
    stop = trace.steps[-1]
    assert isinstance(stop, ErrorStep)
    given = {trace.tensors[trace.edges[each.edge].tensor or 0].path for each in stop.inputs}
    assert given == {None, "weight", "bias"}
    assert all(each.snapshot is not None for each in stop.inputs)


def test_clipping_is_named_after_what_the_program_called() -> None:
    trace = capture.run(
        "import torch\nw = torch.ones(1, requires_grad=True)\n(w * 9).backward()\n"
        "torch.nn.utils.clip_grad_norm_([w], 1.0)\n"
    )
    hook = next(each for each in trace.steps if isinstance(each, HookStep))
    assert hook.hook == "clip_grad_norm_"
    assert trace.snapshots[hook.after or 0].values == pytest.approx((1.0,))


def test_the_header_stands_for_a_compound_statement() -> None:
    trace = capture.run(
        "import torch\nfor (row,) in [(torch.ones(1),)]:\n"
        "    for part in row.split(1):\n        y = part * 2\n"
    )
    assert all("y =" not in str(each.expression) for each in trace.nodes)


def test_torchs_own_message_is_kept_for_a_root_without_grad_fn() -> None:
    trace = capture.run("import torch\n(torch.tensor(1.0) * 2).backward()\n")
    assert trace.error is not None
    assert trace.error.message.startswith("element 0 of tensors does not require grad")
    assert trace.error.hint is not None


def test_compiled_programs_run_eagerly_and_say_so() -> None:
    trace = capture.run(
        "import torch\nw = torch.ones(2, requires_grad=True)\n"
        "@torch.compile\ndef f(x):\n    return (x * 2).sum()\n"
        "g = torch.compile(lambda x: x + 1, mode='default')\ng(f(w)).backward()\n"
    )
    assert [name for name, _ in outputs(trace)] == ["mul", "sum", "add"]
    assert any("torch.compile" in note for note in trace.meta.notes)


def test_a_hook_on_a_tensor_with_several_consumers_is_seen() -> None:
    trace = capture.run(
        "import torch\nx = torch.ones(1, requires_grad=True)\ny = x * 2\n"
        "y.register_hook(lambda g: g * 10)\n(y + y * 3).backward()\n"
    )
    hook = next(each for each in trace.steps if isinstance(each, HookStep))
    assert trace.snapshots[hook.before or 0].values == (4.0,)
    assert trace.snapshots[hook.after or 0].values == (40.0,)
    assert hook.line == 4


def test_a_hook_that_only_looks_leaves_no_step() -> None:
    trace = capture.run(
        "import torch\nx = torch.ones(1, requires_grad=True)\ny = x * 2\n"
        "y.register_hook(lambda g: None)\n(y + y * 3).backward()\n"
    )
    assert not any(isinstance(each, HookStep) for each in trace.steps)


def test_a_parameter_that_took_no_part_is_a_leaf() -> None:
    trace = capture.run(
        "import torch\nclass Net(torch.nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.used = torch.nn.Linear(1, 1)\n"
        "        self.idle = torch.nn.Linear(1, 1)\n    def forward(self, x):\n"
        "        return self.used(x)\nnet = Net()\nnet(torch.ones(1, 1)).sum().backward()\n"
    )
    assert "idle.weight" in {each.path for each in trace.tensors}


def test_running_statistics_are_read_anew() -> None:
    trace = capture.run(
        "import torch\nbn = torch.nn.BatchNorm1d(1)\nx = torch.tensor([[2.0], [4.0]])\n"
        "bn(x)\nbn.eval()\nbn(x)\nprint(bn.running_mean)\n"
    )
    mean = next(n for n, each in enumerate(trace.tensors) if each.path == "running_mean")
    read = [
        trace.snapshots[each.snapshot or 0].values
        for step in trace.steps
        if isinstance(step, ForwardStep)
        for each in step.inputs
        if trace.edges[each.edge].tensor == mean
    ]
    assert read == [(0.0,), (pytest.approx(0.3),)]


def test_a_loops_variable_does_not_rename_parameters() -> None:
    trace = capture.run(
        MODEL + "for name, p in net.named_parameters():\n    print(name, (p.grad * 1).sum())\n"
    )
    assert {each.name for each in trace.tensors if each.role == "parameter"} == {None}
