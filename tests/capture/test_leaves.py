"""Leaves that come about, or are used, in unusual ways."""

from chainrule.trace import AccumulateStep, BackwardStep, Node, Trace
from tests.capture.recording import recorded, values


def leaf(trace: Trace, name: str) -> tuple[int, Node]:
    """The node of the last tensor that the program calls `name`."""
    found = [each for each in trace.tensors if each.name == name and each.node is not None]
    number = found[-1].node or 0
    return number, trace.nodes[number]


def test_what_was_detached_and_requires_grad_is_a_leaf_that_says_where_it_came_from() -> None:
    trace = recorded("""
w = torch.tensor([1.0, 2.0], requires_grad=True)
x = (w * 2).detach().requires_grad_()
gradient, = torch.autograd.grad((x * x).sum(), x)
v = w * 3 * torch.tensor(1.0)
v = v.detach()
v.requires_grad = True
(v * v).sum().backward()
""")
    ends = [step for step in trace.steps if isinstance(step, AccumulateStep)]
    ends += [step for step in trace.steps if isinstance(step, BackwardStep) and not step.left]
    for name, step in zip(("v", "x"), ends, strict=True):
        number, node = leaf(trace, name)
        assert (step.node, node.kind, node.grad_fn) == (number, "leaf", "AccumulateGrad")
        (origin,) = (each for each in trace.edges if each.target == number)
        assert trace.nodes[origin.source].op == "detach"
        assert not origin.differentiable
    assert values(trace, ends[1].arrived[0].sum) == (4.0, 8.0)
