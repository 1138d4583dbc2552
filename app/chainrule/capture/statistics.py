"""Statistics of a tensor's content: exact up to a size, of an even sample beyond it."""

import math
from collections.abc import Sequence

import torch

from chainrule.trace import Statistics

__all__ = ["FEW", "of_all", "of_few", "of_rows", "plain", "sample"]

BINS = 16
# Up to this many elements plain Python is quicker than torch.
FEW = 64
# So many elements are reduced at once: they fit into the processor's cache.
CHUNK = 262_144
# Below this ratio of variance to squared mean, rounding would eat up the difference of squares.
CANCELLING = 0.1
# What torch can sum without rounding each partial sum to a few digits.
PRECISE = (torch.float32, torch.float64)


def _keys(tensor: torch.Tensor) -> int:
    keys: int = torch._C._dispatch_keys(tensor).raw_repr()
    return keys


def _ordinary() -> frozenset[int]:
    """How torch tells a dense tensor without further ado from all the others."""
    with torch.inference_mode():
        inference = torch.empty(0)
    return frozenset((_keys(torch.empty(0)), _keys(inference)))


ORDINARY = _ordinary()


def plain(tensor: torch.Tensor) -> torch.Tensor | str:
    """`tensor` as a dense, detached one that can be read, or a sentence that says why not."""
    if _keys(tensor) in ORDINARY:
        return tensor.detach() if tensor.requires_grad else tensor
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
    if tensor._is_zerotensor():  # which has a shape, and no memory
        return torch.zeros(tensor.shape, dtype=tensor.dtype)
    return tensor.detach().resolve_conj().resolve_neg()


def sample(tensor: torch.Tensor, most: int) -> torch.Tensor:
    """A copy of all elements, or of about `most` in evenly spaced runs, one dimension of doubles.

    Runs of neighbours come from memory at once; single elements far apart would each wait for it.
    """
    count = tensor.numel()
    if count <= most:
        return tensor.reshape(-1).to(torch.float64, copy=True)
    flat = tensor.view(-1) if tensor.is_contiguous() else _flat(_unrepeated(tensor, most))
    run = math.isqrt(most)
    runs = most // run
    (apart,) = flat.stride()  # of every other element, say, or of one that is shown many times
    steps = (flat.numel() // runs * apart, apart)
    there = flat.as_strided((runs, run), steps, flat.storage_offset())
    return there.to(torch.float64, copy=True).view(-1)


def of_few(numbers: list[float]) -> Statistics:
    """Of all of a few numbers."""
    count = len(numbers)
    finite = [*map(float, filter(math.isfinite, numbers))]
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


def of_rows(rows: torch.Tensor, counts: Sequence[int], histogram: bool) -> list[Statistics]:
    """Of samples of one length, a row of doubles each, from tensors of `counts` elements."""
    if not math.isfinite(float(rows.sum())) and not torch.isfinite(rows).all():
        return [
            of_rows(row.unsqueeze(0), [count], histogram)[0]
            if torch.isfinite(row).all()
            else _of_finite_part(row, count, histogram)
            for row, count in zip(rows, counts, strict=True)
        ]
    length = rows.shape[1]
    if len(rows) == 1:  # alone, torch would add it up in another order than among others
        rows = rows.expand(2, length).contiguous()
    low, high, total = rows.amin(1), rows.amax(1), rows.sum(1)
    off = rows - (total / length).unsqueeze(1)
    spread, squares = (off * off).sum(1), (rows * rows).sum(1)
    histograms = _histograms(rows, low, high) if histogram else [None] * len(rows)
    columns = (low, high, total, spread, squares, _nonzero(rows).sum(1))
    numbers = zip(*(each.tolist() for each in columns), counts, histograms, strict=False)
    return [
        Statistics(
            count=count,
            min=least,
            max=most,
            mean=sum_ / length,
            std=math.sqrt(deviation / (length - 1)) if length > 1 else None,
            norm=math.sqrt(square * (count / length)),
            zeros=length - int(nonzero),
            nans=0,
            infs=0,
            sampled=length if length < count else None,
            histogram=bins,
        )
        for least, most, sum_, deviation, square, nonzero, count, bins in numbers
    ]


def of_all(tensor: torch.Tensor, histogram: bool) -> Statistics:
    """Of every element of a large, dense tensor, without a copy of it."""
    flat, count = _flat(tensor), tensor.numel()
    lows, highs, totals, squares, nonzero = [], [], [], [], 0
    for chunk in torch.split(flat, CHUNK):
        part = chunk if chunk.dtype in PRECISE else chunk.to(torch.float64)
        low, high = torch.aminmax(part)
        lows.append(float(low))
        highs.append(float(high))
        totals.append(float(part.sum()))
        squares.append(float(torch.dot(part, part)))
        nonzero += int(_nonzero(part).sum())
    total, square = sum(totals), sum(squares)
    if not (math.isfinite(total) and math.isfinite(square)):
        return _of_finite_part(flat.to(torch.float64), count, histogram)
    mean = math.fsum(totals) / count
    variance = (math.fsum(squares) - count * mean * mean) / (count - 1)
    if variance < CANCELLING * mean * mean:
        variance = _variance(flat, mean)
    return Statistics(
        count=count,
        min=min(lows),
        max=max(highs),
        mean=mean,
        std=math.sqrt(variance),
        norm=math.sqrt(math.fsum(squares)),
        zeros=count - nonzero,
        nans=0,
        infs=0,
        histogram=_histogram(flat, min(lows), max(highs)) if histogram else None,
    )


def _nonzero(numbers: torch.Tensor) -> torch.Tensor:
    """Ones where there is no zero; to add them up is far quicker than `torch.count_nonzero`."""
    return torch.ne(numbers, 0, out=torch.empty_like(numbers))


def _variance(flat: torch.Tensor, mean: float) -> float:
    off = ((chunk.to(torch.float64) - mean) for chunk in torch.split(flat, CHUNK))
    return math.fsum(float(torch.dot(each, each)) for each in off) / (flat.numel() - 1)


def _of_finite_part(values: torch.Tensor, count: int, histogram: bool) -> Statistics:
    """Of doubles some of which may be NaN or infinite."""
    finite = values[torch.isfinite(values)]
    size, length = finite.numel(), values.numel()
    nans = int(torch.isnan(values).sum())
    some = None
    if size:
        (some,) = of_rows(finite.unsqueeze(0), [size], histogram)
    return Statistics(
        count=count,
        min=some.min if some else None,
        max=some.max if some else None,
        mean=some.mean if some else None,
        std=some.std if some else None,
        norm=some.norm * math.sqrt(count / length) if some and some.norm is not None else None,
        zeros=some.zeros if some else 0,
        nans=nans,
        infs=length - size - nans,
        sampled=length if length < count else None,
        histogram=some.histogram if some else None,
    )


def _spread(finite: list[float], mean: float | None) -> float | None:
    """The unbiased standard deviation, as `torch.std` has it; None of a single element."""
    size = len(finite)
    if mean is None or size < 2:
        return None
    return math.dist(finite, [mean] * size) / math.sqrt(size - 1)


def _histograms(
    rows: torch.Tensor, low: torch.Tensor, high: torch.Tensor
) -> list[tuple[int, ...] | None]:
    """Counts in `BINS` equal parts of the range, as `torch.histc` has them; () of no finite one."""
    flat = low == high
    low, high = low - flat.to(low.dtype), high + flat.to(high.dtype)
    width = (high - low).unsqueeze(1)
    place = ((rows - low.unsqueeze(1)) * (BINS / width)).long().clamp_(0, BINS - 1)
    place += BINS * torch.arange(len(rows)).unsqueeze(1)
    counts = torch.bincount(place.view(-1), minlength=BINS * len(rows)).view(-1, BINS)
    known = torch.isfinite(width).view(-1).tolist()
    return [tuple(row) if ok else () for row, ok in zip(counts.tolist(), known, strict=True)]


def _unrepeated(tensor: torch.Tensor, most: int) -> torch.Tensor:
    """An expanded tensor with fewer repetitions, but still `most` elements to look at."""
    for dim, (size, stride) in enumerate(zip(tensor.shape, tensor.stride(), strict=True)):
        if stride == 0 and size > 1:
            tensor = tensor.narrow(dim, 0, min(size, -(-most * size // tensor.numel())))
    return tensor


def _histogram(flat: torch.Tensor, low: float, high: float) -> tuple[int, ...]:
    """The same of one large tensor, part by part."""
    bounds = torch.tensor([low], dtype=torch.float64), torch.tensor([high], dtype=torch.float64)
    parts = [
        _histograms(chunk.to(torch.float64).unsqueeze(0), *bounds)[0] or ()
        for chunk in torch.split(flat, CHUNK)
    ]
    return tuple(sum(each) for each in zip(*parts, strict=True))


def _flat(tensor: torch.Tensor) -> torch.Tensor:
    """One dimension over the elements in memory order, without a copy where there is no gap."""
    order = sorted(range(tensor.dim()), key=tensor.stride, reverse=True)
    return tensor.permute(order).reshape(-1)
