"""What the table promises as a whole: coverage, names, signs, formulas, prose."""

import re
import subprocess
import sys
import warnings
from xml.etree import ElementTree

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule import capture
from chainrule.lessons import LESSONS, Lesson
from chainrule.rules import RULES, Rule, Slot, find, op_of, symbol
from chainrule.rules.mathml import to_mathml
from tests.rules.test_rules import CHECKS

ALL_NAMES = [name for rule in RULES for name in rule.grad_fns]
# Gradient functions that this build of PyTorch never makes on a processor: they belong to a GPU,
# to pinned memory or to another library, and have the row of the function they stand in for.
ELSEWHERE = {
    "ConvolutionOverrideableBackward0",
    "CudnnBatchNormBackward0",
    "FusedDropoutBackward0",
    "PinMemoryBackward0",
    "ScaledDotProductCudnnAttentionBackward0",
    "ScaledDotProductFlashAttentionBackward0",
    "ScaledDotProductFusedAttentionOverrideableBackward0",
}
NOT_IN_THE_LIST = {"AccumulateGrad", "CopyBackwards", "CopySlices"}


def formulas(rule: Rule) -> list[str]:
    slots = [(slot.rule, slot.partials, slot.local) for slot in rule.inputs]
    return [rule.forward, *(each for slot in slots for each in slot if each is not None)]


def test_there_are_more_than_150_operations() -> None:
    assert len({op_of(name) for name in ALL_NAMES}) >= 300


def test_each_gradient_function_has_one_row() -> None:
    assert len(ALL_NAMES) == len(set(ALL_NAMES))


def test_every_name_is_one_of_this_pytorchs() -> None:
    existing = set(dir(torch._C._functions))
    assert [name for name in ALL_NAMES if name not in existing | NOT_IN_THE_LIST] == []


def test_every_gradient_function_has_its_numeric_check() -> None:
    checked = {check.grad_fn for check in CHECKS} | {"AccumulateGrad"}
    assert [name for name in ALL_NAMES if name not in checked | ELSEWHERE] == []


def test_every_row_is_checked_by_one_of_its_names() -> None:
    checked = {check.grad_fn for check in CHECKS} | {"AccumulateGrad"}
    assert [rule.op for rule in RULES if not checked & set(rule.grad_fns)] == []


def test_an_accumulation_adds_to_the_leafs_grad() -> None:
    leaf = torch.ones(3, requires_grad=True)
    leaf.grad = torch.ones(3)
    ((function, _),) = leaf.exp().grad_fn.next_functions
    assert find(type(function).__name__) is find("AccumulateGrad")
    function(torch.tensor([1.0, 2.0, 3.0]))
    assert leaf.grad.tolist() == [2.0, 3.0, 4.0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.grad_fns[0])
def test_every_formula_becomes_mathml(rule: Rule) -> None:
    for latex in formulas(rule):
        markup = to_mathml(latex)
        root = ElementTree.fromstring(markup)
        assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
        assert "\\" not in markup
        for element in root.iter():
            size = SIZES.get(element.tag.rpartition("}")[2])
            assert size in (None, len(element)), f"{element.tag} in {latex}"


SIZES = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.grad_fns[0])
def test_a_rule_speaks_of_gradients_and_only_there(rule: Rule) -> None:
    assert r"\bar" not in rule.forward
    assert "∂" not in rule.forward
    for slot in rule.inputs:
        assert slot.rule.startswith(r"\bar{")
        assert r"\bar" not in slot.partials
        assert slot.partials.startswith(r"\frac{\partial L}{\partial ")
        assert slot.partials.count(r"\partial L") == slot.rule.count(r"\bar")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.grad_fns[0])
def test_prose_and_signs_fit(rule: Rule) -> None:
    assert 1 <= len(rule.symbol) <= 14
    assert rule.intuition.endswith(".")
    assert rule.intuition[0].isupper()
    assert 30 <= len(rule.intuition) <= 190
    assert len([slot for slot in rule.inputs[:-1] if slot.repeats]) == 0


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("AddmmBackward0", "addmm"),
        ("PowBackward1", "pow"),
        ("MaxPool2DWithIndicesBackward0", "max_pool2d_with_indices"),
        ("Log1PBackward0", "log1p"),
        ("FftR2CBackward0", "fft_r2c"),
        ("SmoothL1LossBackward0", "smooth_l1_loss"),
        ("GridSampler2DBackward0", "grid_sampler_2d"),
        ("TanhBackwardBackward0", "tanh_backward"),
        ("torch::autograd::CopySlices", "copy_slices"),
        ("torch::autograd::AccumulateGrad", "accumulate_grad"),
        ("DiagonalBackward0_copy", "diagonal"),
        ("SquareBackward", "Square"),
        ("relu", "relu"),
    ],
)
def test_a_gradient_functions_operation(name: str, op: str) -> None:
    assert op_of(name) == op


def test_operations_have_the_names_that_pytorch_gives_them() -> None:
    """Apart from underscores at its ends."""
    listed = torch._C._dispatch_get_all_op_names()
    known = {name.split("::")[1].split(".")[0].strip("_") for name in listed}
    named = {op_of(name) for name in ALL_NAMES if name not in NOT_IN_THE_LIST}
    assert named - known == set()


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("MulBackward0", "mul"),
        ("mul", "mul"),
        ("mul_", "mul"),
        ("__mul__", "mul"),
        ("aten::mul", "mul"),
        ("aten.mul.Tensor", "mul"),
        ("aten::sum.dim_IntList", "sum"),
        ("aten.mean.dim", "mean"),
        ("_log_softmax", "log_softmax"),
        ("nll_loss_forward", "nll_loss"),
        ("torch.nn.functional.relu", "relu"),
        ("max_pool2_d_with_indices", "max_pool2d_with_indices"),
    ],
)
def test_a_row_is_found_by_many_spellings(name: str, row: str) -> None:
    assert find(name).op == row


@pytest.mark.parametrize("name", ["ReluBackward", "Relu", "nothing_such", "", "Backward0"])
def test_what_is_not_pytorchs_has_no_row(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("AddBackward0", "+"),
        ("mul", "×"),
        ("MmBackward0", "@"),
        ("relu", "ReLU"),
        ("sigmoid", "σ"),
        ("mse_loss", "mse"),
        ("pow", "xⁿ"),
        ("PowBackward1", "aᵇ"),
        ("eq", "="),
        ("aten::argmax", "argmax"),
        ("SquareBackward", "Square"),
        ("_my_operation", "my_operation"),
    ],
)
def test_a_sign_for_every_operation(name: str, sign: str) -> None:
    assert symbol(name) == sign


def test_a_list_has_one_rule_for_all_its_slots() -> None:
    cat = find("CatBackward0")
    assert isinstance(cat.slot(7), Slot)
    assert cat.slot(7) is cat.slot(0)
    assert find("MulBackward0").slot(2) is None


def test_the_package_loads_neither_torch_nor_the_converter() -> None:
    program = "import sys, chainrule.rules; print({'torch', 'latex2mathml'} & {*sys.modules})"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"


def functions_below(tensor: Tensor) -> set[str]:
    """The names of all gradient functions from which `tensor` came."""
    names, waiting, seen = set(), [tensor.grad_fn], set()
    while waiting:
        function = waiting.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        names.add(type(function).__name__)
        waiting += [source for source, _ in function.next_functions]
    return names


X = torch.randn(3, 2, 8)
MODELS = {
    "lstm": lambda: nn.LSTM(8, 4)(X)[0],
    "gru": lambda: nn.GRU(8, 4, bidirectional=True)(X)[0],
    "rnn": lambda: nn.RNN(8, 4, num_layers=2)(X)[0],
    "encoder": lambda: nn.TransformerEncoderLayer(8, 2, 16)(X),
    "decoder": lambda: nn.TransformerDecoderLayer(8, 2, 16)(X, X),
    "attention": lambda: nn.MultiheadAttention(8, 2)(X, X, X)[0],
    "bilinear": lambda: nn.Bilinear(8, 8, 3)(X, X),
    "picture": lambda: nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.BatchNorm2d(4),
        nn.GELU(),
        nn.MaxPool2d(2),
        nn.ConvTranspose2d(4, 2, 2),
        nn.InstanceNorm2d(2),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.5),
    )(torch.randn(2, 1, 9, 9)),
    "cosine": lambda: F.cosine_embedding_loss(leaf(), leaf(), torch.ones(3)),
    "triplet": lambda: F.triplet_margin_loss(leaf(), leaf(), leaf()),
    "kl": lambda: F.kl_div(leaf().log_softmax(1), leaf().softmax(1), reduction="batchmean"),
    "gaussian": lambda: F.gaussian_nll_loss(leaf(), leaf(), leaf() ** 2),
    "smoothed": lambda: F.cross_entropy(leaf(), torch.tensor([0, 1, 2]), label_smoothing=0.1),
    "gumbel": lambda: F.gumbel_softmax(leaf(), hard=True),
    "quantile": lambda: leaf().quantile(0.3),
    "einsum": lambda: torch.einsum("ij,kj->ik", leaf(), leaf()),
    "written": lambda: torch.stack([leaf().clamp(min=0), leaf().unfold(1, 4, 1)[:, 0].relu()]),
}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_the_lessons_are_covered(lesson: Lesson) -> None:
    trace = capture.run(lesson.program, seed=0)
    made = {node.grad_fn for node in trace.nodes if node.grad_fn is not None}
    own = re.findall(r"class (\w+)\((?:torch\.autograd\.)?Function\)", lesson.program)
    assert {name for name in made if find(name) is None} <= {f"{name}Backward" for name in own}


def leaf() -> Tensor:
    return torch.randn(3, 4, requires_grad=True)


@pytest.mark.parametrize("model", MODELS)
def test_common_layers_and_losses_are_covered(model: str) -> None:
    names = functions_below(MODELS[model]())
    assert {name for name in names if find(name) is None} == set()


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        ("bert", {}),
        ("gpt2", {}),
        ("llama", {"num_key_value_heads": 1}),
        ("mistral", {"num_key_value_heads": 1}),
        ("opt", {}),
        ("gpt_neox", {}),
        ("deberta-v2", {}),
        ("mamba", {}),
    ],
)
def test_common_transformers_are_covered(kind: str, sizes: dict[str, int]) -> None:
    transformers = pytest.importorskip("transformers")
    common = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "vocab_size": 50,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config = transformers.AutoConfig.for_model(kind, **common, **sizes)
        model = transformers.AutoModel.from_config(config)
        output = model(input_ids=torch.arange(7)[None]).last_hidden_state
    assert {name for name in functions_below(output) if find(name) is None} == set()
