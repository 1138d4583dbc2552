"""A program that fails still gives its document: all up to there, and why it stopped."""

import warnings
from collections.abc import Iterator

import pytest

from chainrule.capture import run
from chainrule.trace import Trace

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"


@pytest.fixture(autouse=True)
def _torch_warns_before_it_raises() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def failing(text: str) -> Trace:
    return run(HEAD + text)


def test_the_seeds_own_failure() -> None:
    trace = failing(
        "model = nn.Linear(3, 1)\nX = torch.randn(4, 4)\n"
        "scaled = X * 2\nprediction = model(scaled)\n"
    )
    error = trace.error
    assert error is not None
    assert error.type == "RuntimeError"
    assert "mat1 and mat2 shapes cannot be multiplied (4x4 and 3x1)" in error.message
    assert (error.phase, error.file, error.line) == ("forward", "program.py", 7)
    assert error.operation == "torch.nn.functional.linear"
    assert error.shapes[:2] == ((4, 4), (1, 3))
    assert error.hint is not None
    assert error.node is not None
    assert trace.nodes[error.node].expression == "model(scaled)"
    arguments = {e.argument for e in trace.edges if e.target == error.node}
    assert arguments == {"input", "weight", "bias"}
    assert [step.kind for step in trace.steps] == ["forward", "error"]
    assert error.step == 1


@pytest.mark.parametrize(
    ("text", "phase", "line", "words"),
    [
        ("x = torch.ones(2)\nx.sum().backward()\n", "backward", 5, "does not require grad"),
        (
            "x = torch.ones(2, requires_grad=True)\ny = x.exp().sum()\n"
            "y.backward()\ny.backward()\n",
            "backward",
            7,
            "a second time",
        ),
        (
            "x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.add_(1)\ny.sum().backward()\n",
            "backward",
            7,
            "modified by an inplace operation",
        ),
        ("x = torch.ones(2, requires_grad=True)\nx.add_(1)\n", "forward", 5, "leaf Variable"),
        ("x = torch.ones(2, requires_grad=True)\n(x * 2).backward()\n", "backward", 5, "scalar"),
        ("nn.Embedding(3, 2)(torch.tensor([5]))\n", "forward", 4, "index out of range"),
        ("raise KeyError('mine')\n", "forward", 4, "mine"),
        ("x = 1 / 0\n", "forward", 4, "division by zero"),
    ],
)
def test_failures_say_where(text: str, phase: str, line: int, words: str) -> None:
    trace = failing(text)
    assert trace.error is not None
    assert words in trace.error.message
    assert trace.error.line == line
    assert trace.error.phase == phase
    assert trace.steps[-1].kind == "error"


def test_a_custom_backward_that_fails_names_its_node() -> None:
    trace = failing(
        """
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g[:1]

x = torch.ones(3, requires_grad=True)
Bad.apply(x * 2).sum().backward()
"""
    )
    assert trace.error is not None
    assert trace.error.phase == "backward"
    assert trace.error.node is not None
    assert trace.nodes[trace.error.node].grad_fn == "BadBackward"
    assert trace.steps[-2].kind == "backward"


def test_an_inplace_error_names_the_line_that_wrote() -> None:
    trace = failing(
        "x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.add_(1)\ny.sum().backward()\n"
    )
    assert trace.error is not None
    assert trace.error.node is not None
    assert trace.nodes[trace.error.node].grad_fn == "ExpBackward0"
    assert "Line 6 (`y.add_(1)`) wrote it." in str(trace.error.hint)


def test_a_syntax_error_gives_its_line() -> None:
    trace = failing("x = (1,\n")
    assert trace.error is not None
    assert trace.error.type == "SyntaxError"
    assert trace.error.line == 4
    assert trace.program.files[0].text.endswith("x = (1,\n")


def test_a_program_without_a_backward_pass_says_so() -> None:
    trace = run("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\n")
    assert trace.error is None
    assert [step.kind for step in trace.steps] == ["forward"]
    assert "no backward pass" in trace.meta.notes[0]


def test_an_exception_that_the_program_catches_is_no_failure() -> None:
    trace = failing("try:\n    torch.ones(2) @ torch.ones(3)\nexcept RuntimeError:\n    pass\n")
    assert trace.error is None


def test_exit_is_the_programs_own_business() -> None:
    assert failing("raise SystemExit\n").error is None
    stopped = failing("raise SystemExit(3)\n").error
    assert stopped is not None
    assert stopped.type == "SystemExit"


W = "w = torch.ones(3, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("text", "node", "words"),
    [
        (W + "y = w.detach() ** 2\ny.sum().backward()\n", (6, "sum"), "Line 5 (`w.detach()`)"),
        (W + "i = w.argmax()\ni.backward()\n", (5, "argmax"), "Line 5 (`w.argmax()`)"),
        (W + "y = w * 2\ny.backward()\n", (5, "mul"), "dL/dL = 1"),
        (W + "y = (w * w).sum()\ny.backward()\ny.backward()\n", (5, "mul"), "began at line 6."),
        (
            W + "y = w * 2\ny.register_hook(lambda g: g[:2])\ny.sum().backward()\n",
            (5, "mul"),
            "Line 6 (`y.register_hook(lambda g: g[:2])`) registered",
        ),
        (
            W + "opt = torch.optim.SGD([w], lr=0.1)\ny = (w**2).sum()\n"
            "y.backward(retain_graph=True)\nopt.step()\ny.backward()\n",
            (6, "pow"),
            "Line 8 wrote it.",
        ),
        (
            "torch.autograd.set_detect_anomaly(True)\nw = torch.zeros(2, requires_grad=True)\n"
            "y = w.sqrt() * 0\ny.sum().backward()\n",
            (6, "sqrt"),
            "Here the NaN began",
        ),
    ],
    ids=["detach", "argmax", "no scalar", "second pass", "hook's shape", "optimiser", "NaN"],
)
def test_a_backward_pass_that_fails_names_the_line_behind_it(
    text: str, node: tuple[int, str], words: str
) -> None:
    trace = failing(text)
    assert trace.error is not None
    assert trace.error.node is not None
    found = trace.nodes[trace.error.node]
    assert (found.line, found.op) == node
    assert words in str(trace.error.hint)
    assert trace.error.phase == "backward"


@pytest.mark.parametrize(
    ("text", "operation", "shapes"),
    [
        ("nn.LSTM(3, 4)(torch.ones(5, 2, 2))\n", "torch.nn.LSTM", ((5, 2, 2),)),
        ("nn.BatchNorm2d(3)(torch.ones(1, 3))\n", "torch.nn.BatchNorm2d", ((1, 3),)),
    ],
)
def test_a_layer_that_refuses_its_input_gives_the_shapes(
    text: str, operation: str, shapes: tuple[tuple[int, ...], ...]
) -> None:
    error = failing(text).error
    assert error is not None
    assert (error.operation, error.shapes) == (operation, shapes)


def test_an_error_inside_a_module_of_the_programs_is_not_its_containers() -> None:
    text = (
        "class Mine(nn.Module):\n    def forward(self, x):\n        raise ValueError('mine')\n"
        "nn.Sequential(Mine())(torch.ones(2))\n"
    )
    error = failing(text).error
    assert error is not None
    assert (error.operation, error.line) == (None, 6)


AFTER = "w = torch.ones(3, requires_grad=True)\nw.sum().backward()\n"
STEP = AFTER + "opt = torch.optim.SGD([w], lr=0.1)\n"


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        (AFTER + "raise ValueError('mine')\n", None),
        (AFTER + "w -= 0.1 * w.grad\n", "forward"),
        (STEP + "w.data = torch.ones(4)\nopt.step()\n", "update"),
        (STEP + "def closure():\n    raise ValueError('mine')\nopt.step(closure)\n", None),
        (AFTER + "torch.optim.SGD([], lr=0.1)\n", None),
    ],
    ids=["a line", "an operation", "a step", "a closure", "making an optimiser"],
)
def test_an_error_after_the_backward_pass_is_not_of_it(text: str, phase: str | None) -> None:
    error = failing(text).error
    assert error is not None
    assert error.phase == phase


HOOKED = "x = torch.ones(2, requires_grad=True)\ny = x * 2\nz = y.exp()\n"
BAD = "def bad(*given):\n    raise ValueError('no')\n"


@pytest.mark.parametrize(
    ("hook", "operation"),
    [
        ("y.register_hook(bad)", "MulBackward0"),
        ("x.register_hook(bad)", "AccumulateGrad"),
        ("x.register_hook(bad); y.register_hook(bad)", "MulBackward0"),
        ("y.grad_fn.register_prehook(bad)", "MulBackward0"),
        ("z.grad_fn.register_hook(bad)", "ExpBackward0"),
        ("x.register_post_accumulate_grad_hook(bad)", "AccumulateGrad"),
        (
            "m = nn.Linear(2, 2); m.register_full_backward_hook(bad); z = m(z)",
            "BackwardHookFunctionBackward",
        ),
    ],
)
def test_a_raising_hook_gives_the_node_that_it_stands_at(hook: str, operation: str) -> None:
    trace = failing(HOOKED + BAD + hook + "\nz.sum().backward()")
    assert trace.error is not None
    assert (trace.error.phase, trace.error.operation) == ("backward", operation)
    assert trace.error.node is not None
    if ".register_hook(bad)" in hook and "grad_fn" not in hook:
        assert "registered bad, which raised this" in str(trace.error.hint)


LAYERS = "net = nn.Sequential(nn.Linear(2, 2), nn.Tanh())\nx = torch.ones(1, 2)\n"


@pytest.mark.parametrize(
    ("register", "phase", "op", "shapes"),
    [
        ("forward_pre_hook", "forward", "forward_pre_hook", ((1, 2),)),
        ("forward_hook", "forward", "forward_hook", ((1, 2), (1, 2))),
        ("full_backward_pre_hook", "backward", "backward_hook_function", ()),
        ("full_backward_hook", "backward", "backward_hook_function", ()),
        ("backward_hook", "backward", "addmm", ()),
    ],
)
def test_a_raising_hook_of_a_module_gives_node_module_and_line(
    register: str, phase: str, op: str, shapes: tuple[tuple[int, ...], ...]
) -> None:
    trace = failing(BAD + LAYERS + f"net[0].register_{register}(bad)\nnet(x).sum().backward()")
    error = trace.error
    assert error is not None
    assert (error.phase, error.line, error.shapes) == (phase, 5, shapes)
    assert error.node is not None
    node = trace.nodes[error.node]
    assert node.op == op
    assert node.call is not None
    assert trace.modules[trace.calls[node.call].module].path == "0"
    assert f"the {register.replace('_hook', ' hook').replace('_', ' ')}" in str(error.hint).replace(
        "-", " "
    )
    assert "`bad` of `0` (Linear)" in str(error.hint)


def test_a_layer_called_wrongly_is_no_hooks_doing() -> None:
    error = failing(LAYERS + "net[1].register_forward_pre_hook(lambda m, a: None)\nnet[1]()").error
    assert error is not None
    assert (error.type, error.node) == ("TypeError", None)
    assert "hook" not in str(error.hint)
