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
