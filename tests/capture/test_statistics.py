"""Statistics are of the tensor's own elements, as they were."""

import pytest
import torch

import chainrule
from chainrule.capture.statistics import of_all, of_rows, sample
from chainrule.trace import (
    ForwardStep,
    Options,
)
from tests.capture.recording import HEAD


@pytest.mark.parametrize("offset", [0.0, 1e4])
def test_statistics_of_everything_are_exact(offset: float) -> None:
    torch.manual_seed(0)
    numbers = torch.randn(700, 1000) + offset
    numbers[:3] = 0
    found, exact = of_all(numbers, histogram=True), numbers.double()
    assert found.sampled is None
    assert found.zeros == 3000
    assert (found.min, found.max) == (float(exact.min()), float(exact.max()))
    assert found.mean == pytest.approx(float(exact.mean()), rel=1e-5, abs=1e-6)
    assert found.std == pytest.approx(float(exact.std()), rel=1e-4)
    assert found.norm == pytest.approx(float(exact.norm()), rel=1e-4)
    bounds = float(exact.min()), float(exact.max())
    histogram = torch.histc(exact, 16, *bounds).int().tolist()
    assert found.histogram == tuple(histogram)


def test_statistics_of_many_samples_are_those_of_each() -> None:
    torch.manual_seed(0)
    tensors = [torch.randn(100, 100) * 10.0**k for k in range(-3, 4)]
    tensors[2][0, 0] = float("nan")
    tensors[3][5] = float("inf")
    rows = torch.stack([sample(each, 4096) for each in tensors])
    together = of_rows(rows, [each.numel() for each in tensors], histogram=True)
    alone = [of_rows(row.unsqueeze(0), [10_000], histogram=True)[0] for row in rows]
    assert together == alone
    assert together[2].nans == 1
    assert together[0].sampled == 4096


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_sample_is_of_the_tensors_own_elements(dtype: torch.dtype) -> None:
    every_other = torch.tensor([1.0, 2.0], dtype=dtype).repeat(10_000)[::2]
    one_many_times = torch.ones((), dtype=dtype).expand(100, 100)
    for each in (every_other, one_many_times):
        assert sample(each, 4096).tolist() == [1.0] * 4096


@pytest.mark.parametrize("size", [100, 10_000])
def test_doubles_are_seen_as_they_were_before_a_later_write(size: int) -> None:
    trace = chainrule.run(
        f"{HEAD}x = torch.ones({size}, dtype=torch.float64, requires_grad=True)\n"
        "y = x * 2\n(y * 1).sum().backward()\nwith torch.no_grad():\n    y.mul_(50)\n",
        options=Options(values="statistics"),
    )
    assert trace.meta.notes == ()
    double = next(each for each in trace.steps if isinstance(each, ForwardStep))
    statistics = trace.snapshots[double.outputs[0] or 0].statistics
    assert statistics is not None
    assert statistics.mean == 2
