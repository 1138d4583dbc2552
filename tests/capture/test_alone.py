"""What was recorded is over: nothing of it stays, and recordings beside each other are alone."""

import gc
import sys
import threading
from typing import Any

import torch
from torch import nn
from torch.nn.modules import module
from torch.optim import optimizer

import chainrule.capture as capture
from chainrule.capture import source
from chainrule.trace import AccumulateStep, Trace


def test_two_threads_do_not_disturb_each_other() -> None:
    """They meet before each operation, and while the engine runs for both."""
    traces: dict[int, Trace] = {}
    meeting = threading.Barrier(2, timeout=60)

    def work(size: int) -> None:
        with capture.record() as recording:
            x = torch.ones(size, requires_grad=True)
            y = x
            for _ in range(5):
                meeting.wait()
                y = y * size
            y.register_hook(lambda gradient: gradient + 0 * meeting.wait())
            y.sum().backward()
        traces[size] = recording.trace

    threads = [threading.Thread(target=work, args=(size,)) for size in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert traces.keys() == {2, 3}
    for size, trace in traces.items():
        assert {each.shape for each in trace.tensors} == {(size,), ()}
        assert [trace.nodes[each.node].op for each in trace.steps if each.kind == "forward"] == [
            *["mul"] * 5,
            "sum",
        ]
        (end,) = (each for each in trace.steps if isinstance(each, AccumulateStep))
        assert trace.snapshots[end.after or 0].values == (float(size**5),) * size


def test_nothing_stays_behind() -> None:
    """What would make everything slower from then on: all places where a recording stands."""
    net = torch.nn.Linear(2, 1)
    loss = net(torch.ones(1, 2)).sum()
    optimiser = torch.optim.SGD(net.parameters())
    optimiser.step()  # whose first use imports more of torch
    before = _stands()
    with capture.record():
        loss.backward(retain_graph=True)
        optimiser.step()
        assert _stands() != before
    assert _stands() == before
    ran: set[str] = set()
    sys.setprofile(lambda frame, event, argument: ran.add(frame.f_code.co_filename))
    try:
        loss.backward()
        net(torch.ones(1, 2)).sum().backward()
    finally:
        sys.setprofile(None)
    assert torch.autograd.__file__ in ran
    assert not [each for each in ran if each.startswith(source.PACKAGE)]


def _stands() -> list[Any]:
    """All that is looked up when a program runs."""
    owners = (nn.Module, torch.optim.Optimizer, torch, torch.jit, threading.Thread)
    hooks = (optimizer._global_optimizer_pre_hooks, module._global_forward_hooks)
    return [
        *({**vars(each)} for each in (*owners, torch.autograd, torch.autograd.graph)),
        torch.autograd.Function.__dict__["apply"],
        *map(len, (*hooks, optimizer._global_optimizer_post_hooks)),
        torch._C._len_torch_function_stack(),
        torch._C._len_torch_dispatch_stack(),
        gc.get_threshold(),
        sys.stdout,
    ]
