"""Hooks that do more than look, held against torch alone."""

from chainrule.trace import (
    BackwardStep,
    UpdateStep,
    ZeroGradStep,
)
from tests.capture.recording import recorded, values


def test_an_optimiser_inside_a_hook_has_its_updates() -> None:
    trace = recorded("""
w = torch.tensor([1.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.5)
b = torch.tensor([3.0], requires_grad=True)

def step(parameter):
    opt.step()
    opt.zero_grad()

w.register_post_accumulate_grad_hook(step)
b.register_post_accumulate_grad_hook(lambda p: p.data.sub_(p.grad) and None)
(w * 2 + b).sum().backward()
""")
    updates = [step for step in trace.steps if isinstance(step, UpdateStep)]
    assert [(values(trace, u.before), values(trace, u.after)) for u in updates] == [
        ((3.0,), (2.0,)),
        ((1.0,), (0.0,)),
    ]
    assert any(isinstance(step, ZeroGradStep) for step in trace.steps)


def test_a_hook_on_a_gradient_function_is_announced_where_it_came_between() -> None:
    trace = recorded("""
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a.exp()
b.grad_fn.register_prehook(lambda arrived: (arrived[0] + 1,))
b.grad_fn.register_hook(lambda left, arrived: (left[0] * 10,))
(b * b).sum().backward()
""")
    notes = {
        trace.nodes[step.node].op: step.local_note
        for step in trace.steps
        if isinstance(step, BackwardStep)
    }
    assert notes["mul"] is notes["sum"] is None
    assert "changed what arrived" in str(notes["exp"])
    assert "changed what left" in str(notes["exp"])
