"""Statistics of a tensor's content: exact up to a size, of an even sample beyond it."""

import math

import torch

from chainrule.trace import Statistics

__all__ = ["plain", "statistics"]

BINS = 16
# Below this many elements plain Python is quicker than torch.
FEW = 64


def plain(tensor: torch.Tensor) -> torch.Tensor | str:
    """`tensor` as a dense, detached one that can be read, or a sentence that says why not."""
    functorch = torch._C._functorch
    while functorch.is_gradtrackingtensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    if functorch.is_functorch_wrapped_tensor(tensor) or functorch.is_legacy_batchedtensor(tensor):
        return "inside torch.vmap, where a tensor stands for a whole batch of them"
    if tensor.is_nested:
        return "a nested tensor, whose rows have lengths of their own"
    if tensor.is_meta:
        return "a meta tensor holds no values"
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    if tensor.layout is not torch.strided:
        tensor = tensor.to_dense()
    return tensor.detach().resolve_conj().resolve_neg()


def statistics(tensor: torch.Tensor, exact: int, histogram: bool) -> Statistics | None:
    """Statistics of a readable `tensor`; of at most `exact` elements. None of a complex one."""
    if tensor.is_complex():
        return None
    count = tensor.numel()
    if count <= FEW:
        return _of_few(tensor.reshape(-1).tolist())
    sample = _sample(tensor, exact).to(torch.float64)
    finite = sample[torch.isfinite(sample)] if not _is_finite(sample) else sample
    nans = int(torch.isnan(sample).sum()) if finite is not sample else 0
    size = finite.numel()
    if size == 0:
        low = high = mean = std = norm = None
    else:
        low, high = (float(bound) for bound in torch.aminmax(finite))
        mean = float(finite.sum()) / size
        square = float(torch.dot(finite, finite))
        norm = math.sqrt(square * (count / sample.numel()))
        std = _std(finite, mean)
    return Statistics(
        count=count,
        min=low,
        max=high,
        mean=mean,
        std=std,
        norm=norm,
        zeros=size - int(torch.count_nonzero(finite)),
        nans=nans,
        infs=sample.numel() - size - nans,
        sampled=sample.numel() if sample.numel() < count else None,
        histogram=_histogram(finite, low, high) if histogram and size else None,
    )


def _of_few(numbers: list[float]) -> Statistics:
    count = len(numbers)
    finite = [float(each) for each in numbers if math.isfinite(each)]
    size = len(finite)
    nans = 0 if size == count else sum(each != each for each in numbers)
    mean = math.fsum(finite) / size if size else None
    return Statistics(
        count=count,
        min=min(finite) if size else None,
        max=max(finite) if size else None,
        mean=mean,
        std=_spread(finite, mean),
        norm=math.hypot(*finite) if size else None,
        zeros=finite.count(0.0),
        nans=nans,
        infs=count - size - nans,
    )


def _spread(finite: list[float], mean: float | None) -> float | None:
    size = len(finite)
    if mean is None or size < 2:
        return None
    return math.dist(finite, [mean] * size) / math.sqrt(size - 1)


def _std(finite: torch.Tensor, mean: float) -> float | None:
    """The unbiased standard deviation, as `torch.std` has it; None of a single element."""
    if finite.numel() < 2:
        return None
    off = finite - mean
    return math.sqrt(float(torch.dot(off, off)) / (finite.numel() - 1))


def _histogram(finite: torch.Tensor, low: float | None, high: float | None) -> tuple[int, ...]:
    if low is None or high is None or not math.isfinite(high - low):
        return ()
    counts = torch.histc(finite, bins=BINS, min=low, max=high)
    return tuple(int(each) for each in counts.tolist())


def _is_finite(sample: torch.Tensor) -> bool:
    return math.isfinite(float(sample.sum())) or bool(torch.isfinite(sample).all())


def _sample(tensor: torch.Tensor, most: int) -> torch.Tensor:
    """All elements, or about `most` in evenly spaced runs, as one dimension.

    Runs of neighbours come from memory at once; single elements far apart would each wait for it.
    """
    flat = _flat(tensor)
    if flat.numel() <= most:
        return flat
    run = math.isqrt(most)
    runs = most // run
    return flat.as_strided((runs, run), (flat.numel() // runs, 1), flat.storage_offset()).flatten()


def _flat(tensor: torch.Tensor) -> torch.Tensor:
    """One dimension over the elements in memory order, without a copy where there is no gap."""
    order = sorted(range(tensor.dim()), key=tensor.stride, reverse=True)
    return tensor.permute(order).reshape(-1)
