"""A fixed sample of PyTorch's databases; `make conformance` runs all of them."""

import warnings
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.conformance.architectures import architectures
from tests.conformance.databases import modules, operators, optimizers
from tests.conformance.subject import Subject, check

OPERATORS = [
    "add", "addmm", "amax", "atan2", "baddbmm", "bmm", "cat", "cdist", "clamp", "complex",
    "cumprod", "cumsum", "dist", "einsum", "expand", "fft.rfft", "gather", "index_add",
    "index_select", "linalg.cholesky", "linalg.inv", "linalg.norm.subgradients_at_zero",
    "linalg.solve", "linalg.svd", "log_softmax", "logsumexp", "masked_fill", "matmul",
    "max.reduction_with_dim", "native_layer_norm", "nn.functional.conv2d",
    "nn.functional.cross_entropy", "nn.functional.embedding", "nn.functional.grid_sample",
    "nn.functional.interpolate.bilinear", "nn.functional.max_pool2d", "nn.functional.mse_loss",
    "nn.functional.scaled_dot_product_attention", "norm", "pow", "prod", "put", "scatter_add",
    "sort", "split", "std", "take", "topk", "trapezoid", "unfold", "var", "where",
]  # fmt: skip
MODULES = [
    "nn.BatchNorm1d", "nn.Bilinear", "nn.CTCLoss", "nn.Conv2d", "nn.ConvTranspose2d",
    "nn.Embedding", "nn.GRU", "nn.LSTM", "nn.LayerNorm", "nn.LazyConv2d", "nn.Linear",
    "nn.MultiheadAttention", "nn.PReLU", "nn.RNN", "nn.TransformerEncoderLayer",
]  # fmt: skip
OPTIMISERS = [
    "ASGD", "Adadelta", "Adagrad", "Adam", "AdamW", "LBFGS", "Muon", "NAdam", "RAdam",
    "RMSprop", "SGD",
]  # fmt: skip
ARCHITECTURES = ["GPT2LMHeadModel", "LlamaForCausalLM", "T5ForConditionalGeneration"]


def sample(subjects: Iterable[Subject], names: list[str]) -> Iterator[Subject]:
    """The first subject of each name."""
    wanted = set(names)
    for subject in subjects:
        name = subject.name.partition(" #")[0]
        if name in wanted:
            wanted.remove(name)
            yield subject
    assert not wanted, f"PyTorch's databases no longer have {wanted}"


@pytest.mark.parametrize(
    ("subjects", "names"),
    [
        (lambda: operators(1), OPERATORS),
        (modules, MODULES),
        (optimizers, OPTIMISERS),
        (architectures, ARCHITECTURES),
    ],
    ids=["operators", "modules", "optimisers", "architectures"],
)
def test_every_promise_is_kept(subjects: Callable[[], Iterable[Subject]], names: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of its own samples
        verdicts = {each.name: check(each) for each in sample(subjects(), names)}
    assert not {name: each.skipped for name, each in verdicts.items() if each.skipped}
    assert not {name: each.broken for name, each in verdicts.items() if each.broken}
