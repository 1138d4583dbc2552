"""Answers from less than everything: statistics only, structure only, very deep graphs, JSON."""

import gc
import json
from collections.abc import Iterator

import pytest

from chainrule.capture import run
from chainrule.trace import (
    AccumulateStep,
    Arrival,
    BackwardStep,
    Departure,
    Edge,
    ForwardStep,
    Input,
    Meta,
    Node,
    Options,
    Pass,
    Program,
    Root,
    Snapshot,
    Tensor,
    Term,
    Trace,
    encode,
)
from chainrule.why import Answer, as_text, tensor_called, why
from tests.why.case import Case, W
from tests.why.cases import LEAVES
from tests.why.test_leaves import asked

DEEP = 100_000
BY_NAME = {each.name: each for each in LEAVES}
WITH_STATISTICS = (
    "dead ReLU", "dead layer", "saturated sigmoid", "times a tensor that is zero", "round",
    "clamp", "where", "hook", "rows that were not looked up", "square root at zero",
    "logarithm of zero", "data with a NaN", "cleared, and not part of the next loss", "detach",
    "saturated softmax", "mse at its minimum", "a tiny factor", "accumulation that cancels",
)  # fmt: skip


@pytest.mark.parametrize("name", WITH_STATISTICS)
def test_statistics_are_enough(name: str) -> None:
    case = BY_NAME[name]
    answer = asked(run(case.program, options=Options(values="statistics")), case.tensor)
    assert (answer.verdict, answer.reason) == (case.verdict, case.reason), answer.sentence


def test_without_any_values_it_says_so() -> None:
    trace = run(BY_NAME["dead ReLU"].program, options=Options(values="structure"))
    answer = asked(trace, "w")
    assert (answer.verdict, answer.reason) == ("unknown", "not_recorded")
    assert "values were switched off" in answer.sentence


@pytest.mark.parametrize("name", ["detach", "side branch", "no_grad", "no backward", "argmax"])
def test_the_structure_alone_tells_what_is_connected(name: str) -> None:
    case: Case = BY_NAME[name]
    answer = asked(run(case.program, options=Options(values="structure")), case.tensor)
    assert (answer.verdict, answer.reason) == (case.verdict, case.reason)


def test_a_recording_that_was_cut_short_says_so() -> None:
    trace = run(W + "(w * 2).sum().backward()", options=Options(max_steps=2))
    answer = asked(trace, "w")
    assert "limit of steps" in " ".join(answer.more)


def test_dead_units_of_a_large_layer() -> None:
    program = (
        "import torch\nnet = torch.nn.Sequential(torch.nn.Linear(20, 50), torch.nn.ReLU(),"
        " torch.nn.Linear(50, 1))\nwith torch.no_grad():\n    net[0].bias[:25] = -100.0\n"
        "loss = net(torch.randn(30, 20)).sum()\nloss.backward()"
    )
    answer = asked(run(program), "0.weight")
    assert (answer.verdict, answer.reason) == ("some_zero", "dead_relu"), answer.sentence
    assert "500 of 1000 numbers" in answer.sentence


def test_json_and_text() -> None:
    trace = run(BY_NAME["dead ReLU"].program)
    answer = asked(trace, "w")
    document = json.loads(json.dumps(encode(answer), allow_nan=False))
    assert document["verdict"] == "zero"
    assert document["reason"] == "dead_relu"
    assert document["nodes"] == list(answer.nodes)
    assert document["tensor"] == answer.tensor
    text = as_text(trace, answer)
    assert text.startswith(answer.sentence)
    assert "torch.relu(h) (line 4)" in text.splitlines()[1]


def test_what_is_not_there_is_refused() -> None:
    trace = run(W + "(w * 2).sum().backward()")
    with pytest.raises(IndexError, match="There is no tensor 99; the trace has 3"):
        why(trace, 99)
    with pytest.raises(IndexError, match="There is no step 5"):
        why(trace, 0, 5)
    with pytest.raises(IndexError, match="There is no tensor -1"):
        why(trace, -1)


def test_a_name_that_is_not_there() -> None:
    trace = run(W + "weights = w * 2\nloss = weights.sum()")
    assert trace.tensors[tensor_called(trace, "weights")].grad_fn == "MulBackward0"
    with pytest.raises(LookupError, match=r"no tensor called 'weight'; there is weights"):
        tensor_called(trace, "weight")


def test_the_document_as_json_gives_the_same_answers() -> None:
    trace = run(BY_NAME["hook"].program)
    again = Trace.from_json(trace.to_json())
    answers: list[Answer] = [why(trace, each) for each in range(len(trace.tensors))]
    assert answers == [why(again, each) for each in range(len(trace.tensors))]


# A chain of DEEP operations, written by hand: recording one would take longer.


def chain(*, connected: bool, tracked: bool = True) -> Trace:
    """w → neg → neg → … → relu; what arrives at the ReLU is 1, what leaves it is 0."""
    last = DEEP
    nodes = [_node(number, tracked) for number in range(last + 1)]
    return Trace(
        meta=META,
        program=Program(files=(), entry=""),
        output="",
        modules=(),
        calls=(),
        tensors=tuple(_tensor(number, tracked) for number in range(last + 1)),
        snapshots=(_snapshot(1.0), _snapshot(0.0), _snapshot(-1.0)),
        nodes=tuple(nodes),
        edges=tuple(_edge(number, connected, tracked) for number in range(last)),
        steps=tuple(_steps(last, connected)),
        passes=_passes(last, connected),
    )


META = Meta(
    title="",
    created="",
    torch="",
    python="",
    device="cpu",
    seed=0,
    options=Options(),
    elapsed=0.0,
    method="",
)


def _snapshot(value: float) -> Snapshot:
    return Snapshot(of="grad", tensor=None, shape=(), dtype="float32", values=(value,))


def _node(number: int, tracked: bool) -> Node:
    op = "relu" if number == DEEP else "neg"
    return Node(
        kind="operation" if number else "leaf",
        op=op if number else "parameter",
        function=f"torch.{op}",
        expression=None,
        grad_fn=("AccumulateGrad" if not number else f"{op.title()}Backward0") if tracked else None,
        slots=1,
        outputs=(number,),
        call=None,
        file=None,
        line=None,
    )


def _tensor(number: int, tracked: bool) -> Tensor:
    return Tensor(
        name="w" if not number else None,
        path=None,
        role="intermediate" if number else "parameter",
        shape=(),
        dtype="float32",
        device="cpu",
        requires_grad=tracked or not number,
        is_leaf=not number,
        grad_fn=None,
        node=number,
    )


def _edge(number: int, connected: bool, tracked: bool) -> Edge:
    differentiable = tracked and (connected or number != DEEP // 2)
    return Edge(
        source=number,
        source_output=0,
        target=number + 1,
        target_input=0,
        tensor=number,
        differentiable=differentiable,
    )


def _steps(last: int, connected: bool) -> list[ForwardStep | BackwardStep | AccumulateStep]:
    steps: list[ForwardStep | BackwardStep | AccumulateStep] = [
        ForwardStep(
            id=f"forward-{number}",
            node=number,
            inputs=(Input(edge=number - 1, snapshot=2),),
            outputs=(1,),
            file=None,
            line=None,
        )
        for number in range(1, last + 1)
    ]
    for number in range(last, 0 if connected else DEEP // 2, -1):
        edge, first = (None, 0) if number == last else (number, 1)
        steps.append(
            BackwardStep(
                id=f"backward-{number}",
                node=number,
                arrived=(Arrival(output=0, terms=(Term(edge=edge, snapshot=first),), sum=first),),
                left=(Departure(input=0, edge=number - 1, snapshot=1),),
                local=(),
                local_note=None,
                retained=None,
                forward=number - 1,
                file=None,
                line=None,
            )
        )
    if connected:
        steps.append(
            AccumulateStep(
                id="accumulate-1",
                node=0,
                tensor=0,
                terms=(Term(edge=0, snapshot=1),),
                before=None,
                incoming=1,
                after=1,
                file=None,
                line=None,
            )
        )
    return steps


def _passes(last: int, connected: bool) -> tuple[Pass, ...]:
    end = 2 * last if connected else last + last - DEEP // 2 - 1
    root = Root(node=last, output=0, gradient=0)
    return (
        Pass(phase="forward", first=0, last=last - 1),
        Pass(phase="backward", first=last, last=end, roots=(root,)),
    )


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """Half a million objects that live to the end are not worth looking through."""
    gc.disable()
    yield
    gc.enable()


def test_a_very_deep_graph() -> None:
    answer = why(chain(connected=True), 0)
    assert (answer.verdict, answer.reason) == ("zero", "dead_relu")
    assert answer.nodes == (DEEP,)
    assert len(answer.edges) == DEEP


def test_a_very_deep_graph_that_is_cut_halfway() -> None:
    answer = why(chain(connected=False), 0)
    assert (answer.verdict, answer.reason) == ("none", "not_differentiable")
    assert answer.nodes == (DEEP // 2 + 1,)


def test_a_very_deep_graph_that_nobody_tracks() -> None:
    answer = why(chain(connected=False, tracked=False), DEEP)
    assert answer.verdict == "none"
    assert answer.nodes == (1,)
