"""Reading from places, writing to places, looking up, sorting."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["INDEXING"]


def _row(op: str, symbol: str, call: str, forward: str, rules: dict[str, str], why: str) -> Rule:
    """A row whose slots are `rules`: argument → formula."""
    slots = tuple(Slot(argument=name, rule=rule) for name, rule in rules.items())
    return moved(op, symbol, call, forward, slots, why)


INTO_ZEROS = r"\bar{x}[k] = \bar{y}, \quad 0 \text{ elsewhere}"
GATHERED = r"\bar{x}_{i} = \sum_{j: \, k_{j} = i} \bar{y}_{j}"
KEPT = r"\bar{x}[k] = 0, \quad \bar{x} = \bar{y} \text{ elsewhere}"
SORTED = r"\bar{x}_{k_{j}} = \bar{y}_{j}"

INDEXING: tuple[Rule, ...] = (
    _row(
        "SelectBackward0",
        "[i]",
        "input[i]",
        "y = x[k]",
        {"input": INTO_ZEROS},
        "The gradient goes back to the place that was read; everything else gets zero.",
    ),
    _row(
        "SliceBackward0 NarrowCopyBackward0",
        "[i:j]",
        "input[i:j]",
        "y = x[k], \\quad k = i \\ldots j - 1",
        {"input": INTO_ZEROS},
        "The gradient goes back to the part that was read; everything else gets zero.",
    ),
    _row(
        "IndexBackward0 UnsafeIndexBackward0",
        "[…]",
        "input[index]",
        "y_{j} = x_{k_{j}}",
        {"input": GATHERED},
        "A place that was read twice adds up two gradients, one never read gets zero.",
    ),
    _row(
        "IndexSelectBackward0",
        "[index]",
        "torch.index_select(input, dim, index)",
        "y_{j} = x_{k_{j}}",
        {"input": GATHERED},
        "A row that was read twice adds up two gradients, one never read gets zero.",
    ),
    _row(
        "TakeBackward0",
        "take",
        "torch.take(input, index)",
        "y_{j} = x_{k_{j}}",
        {"input": GATHERED},
        "A number that was read twice adds up two gradients, one never read gets zero.",
    ),
    _row(
        "GatherBackward0",
        "gather",
        "torch.gather(input, dim, index)",
        "y_{i j} = x_{i, \\, k_{i j}}",
        {"input": r"\bar{x}_{i k} = \sum_{j: \, k_{i j} = k} \bar{y}_{i j}"},
        "Every gradient returns to the place from which its number was picked.",
    ),
    _row(
        "EmbeddingBackward0",
        "embedding",
        "F.embedding(input, weight)",
        "y_{j} = W_{k_{j}}",
        {"weight": r"\bar{W}_{i} = \sum_{j: \, k_{j} = i} \bar{y}_{j}"},
        "Only the rows of the words that occurred learn, and a frequent word adds up many"
        " gradients.",
    ),
    _row(
        "EmbeddingBagBackward0",
        "bag",
        "F.embedding_bag(input, weight, offsets, per_sample_weights=s)",
        r"y_{b} = \sum_{j \in b} s_{j} W_{k_{j}}",
        {
            "weight": r"\bar{W}_{i} = \sum_{j: \, k_{j} = i} s_{j} \, \bar{y}_{b(j)}",
            "per_sample_weights": r"\bar{s}_{j} = W_{k_{j}} \cdot \bar{y}_{b(j)}",
        },
        "All words of a bag see the same gradient, each in proportion to its weight.",
    ),
    _row(
        "WhereBackward0",
        "where",
        "torch.where(condition, input, other)",
        r"y = \begin{cases} a & c \\ b & \text{otherwise} \end{cases}",
        {
            "input": r"\bar{a} = \begin{cases} \bar{y} & c \\ 0 & \text{otherwise} \end{cases}",
            "other": r"\bar{b} = \begin{cases} 0 & c \\ \bar{y} & \text{otherwise} \end{cases}",
        },
        "A switch: each place sends its gradient to the side that was let through.",
    ),
    _row(
        "MaskedFillBackward0 MaskedFillBackward1",
        "mask",
        "input.masked_fill(mask, value)",
        r"y = \begin{cases} v & m \\ x & \text{otherwise} \end{cases}",
        {
            "input": r"\bar{x} = \begin{cases} 0 & m \\ \bar{y} & \text{otherwise} \end{cases}",
            "value": r"\bar{v} = \sum_{m} \bar{y}",
        },
        "What was painted over has no say any more; that is how attention forgets the future.",
    ),
    _row(
        "MaskedSelectBackward0",
        "[mask]",
        "torch.masked_select(input, mask)",
        "y = x[m]",
        {"input": r"\bar{x}[m] = \bar{y}, \quad 0 \text{ elsewhere}"},
        "The gradient goes back to the places that the mask let through.",
    ),
    _row(
        "MaskedScatterBackward0",
        "[mask] =",
        "input.masked_scatter(mask, source)",
        "y = x, \\quad y[m] = s",
        {
            "input": r"\bar{x}[m] = 0, \quad \bar{x} = \bar{y} \text{ elsewhere}",
            "source": r"\bar{s} = \bar{y}[m]",
        },
        "What was overwritten lost its say to the numbers that were written in.",
    ),
    _row(
        "IndexPutBackward0 IndexPutImplBackward0 UnsafeIndexPutBackward0",
        "[…] =",
        "input.index_put(indices, values)",
        "y = x, \\quad y[k] = v",
        {"input": KEPT, "values": r"\bar{v} = \bar{y}[k]"},
        "What was overwritten lost its say to the numbers that were written in.",
    ),
    _row(
        "SelectScatterBackward0 SliceScatterBackward0 DiagonalScatterBackward0",
        "[…] =",
        "torch.slice_scatter(input, src, dim, start, end)",
        "y = x, \\quad y[k] = v",
        {"input": KEPT, "src": r"\bar{v} = \bar{y}[k]"},
        "What was overwritten lost its say to the numbers that were written in.",
    ),
    _row(
        "IndexCopyBackward0",
        "[index] =",
        "input.index_copy(dim, index, source)",
        "y = x, \\quad y_{k_{j}} = s_{j}",
        {"input": KEPT, "source": r"\bar{s}_{j} = \bar{y}_{k_{j}}"},
        "What was overwritten lost its say to the rows that were written in.",
    ),
    _row(
        "IndexFillBackward0 IndexFillBackward1",
        "[index] =",
        "input.index_fill(dim, index, value)",
        "y = x, \\quad y[k] = v",
        {"input": KEPT, "value": r"\bar{v} = \sum \bar{y}[k]"},
        "What was overwritten has no say; one number written to many places adds up their"
        " gradients.",
    ),
    _row(
        "IndexAddBackward0",
        "[index] +=",
        "input.index_add(dim, index, source, alpha=1)",
        "y = x, \\quad y_{k_{j}} \\mathrel{+}= \\alpha \\cdot s_{j}",
        {"input": r"\bar{x} = \bar{y}", "source": r"\bar{s}_{j} = \alpha \cdot \bar{y}_{k_{j}}"},
        "An addition at chosen places: both sides get the gradient of the place where they met.",
    ),
    _row(
        "ScatterBackward0 ScatterBackward1",
        "scatter",
        "input.scatter(dim, index, src)",
        "y = x, \\quad y_{k_{j}} = s_{j}",
        {"input": KEPT, "src": r"\bar{s}_{j} = \bar{y}_{k_{j}}"},
        "What was overwritten lost its say to the numbers that were written in.",
    ),
    _row(
        "ScatterAddBackward0",
        "scatter +",
        "input.scatter_add(dim, index, src)",
        "y = x, \\quad y_{k_{j}} \\mathrel{+}= s_{j}",
        {"input": r"\bar{x} = \bar{y}", "src": r"\bar{s}_{j} = \bar{y}_{k_{j}}"},
        "Messages are added up at their address, and the address answers them all alike.",
    ),
    _row(
        "ScatterReduceBackward0",
        "scatter ⊕",
        'input.scatter_reduce(dim, index, src, reduce="sum")',
        "y = x, \\quad y_{k_{j}} \\mathrel{+}= s_{j}",
        {"input": r"\bar{x} = \bar{y}", "src": r"\bar{s}_{j} = \bar{y}_{k_{j}}"},
        "For a sum each message gets its address's gradient; other ways to reduce share it by"
        " their own rule.",
    ),
    _row(
        "PutBackward0",
        "put",
        "input.put(index, source)",
        "y = x, \\quad y_{k_{j}} = s_{j}",
        {"input": KEPT, "source": r"\bar{s}_{j} = \bar{y}_{k_{j}}"},
        "What was overwritten lost its say to the numbers that were written in.",
    ),
    _row(
        "SortBackward0 SortBackward1",
        "sort",
        "torch.sort(input, dim)",
        "y_{j} = x_{k_{j}}",
        {"input": SORTED},
        "Sorting only moves numbers, so each gradient walks back to where its number stood.",
    ),
    _row(
        "TopkBackward0",
        "top k",
        "torch.topk(input, k, dim)",
        "y_{j} = x_{k_{j}}",
        {"input": SORTED + r", \quad 0 \text{ elsewhere}"},
        "The chosen few get their gradients; whoever was not chosen gets none.",
    ),
    _row(
        "FillBackward0 FillBackward1 FillBackward2 FillBackward3",
        "= c",
        "input.fill_(value)",
        "y = v",
        {"input": r"\bar{x} = 0", "value": r"\bar{v} = \sum \bar{y}"},
        "What was overwritten has no say any more.",
    ),
    _row(
        "ZeroBackward0",
        "= 0",
        "input.zero_()",
        "y = 0",
        {"input": r"\bar{x} = 0"},
        "What was set to zero has no say any more.",
    ),
)
