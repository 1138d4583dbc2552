"""Small programs in which a gradient is missing, zero or no number, and why that is."""

from dataclasses import dataclass

from chainrule.why import Reason, Verdict

__all__ = ["LEAVES", "Case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Asked of `tensor` at the end; `says` must all be in the sentences."""

    name: str
    program: str
    verdict: Verdict
    reason: Reason
    says: tuple[str, ...] = ()
    tensor: str = "w"


def case(
    name: str,
    program: str,
    verdict: Verdict,
    reason: Reason,
    *says: str,
    tensor: str = "w",
) -> Case:
    return Case(
        name=name, program=program, verdict=verdict, reason=reason, says=says, tensor=tensor
    )


W = "import torch\nw = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)\n"
V = W + "v = torch.tensor([1.0, 1.0, 2.0], requires_grad=True)\n"
F = "import torch.nn.functional as F\n"

# Questions about leaves, whose `.grad` PyTorch itself can be asked about.
LEAVES: tuple[Case, ...] = (
    # None
    case(
        "side branch",
        V + "side = w * 2\nloss = v.sum()\nloss.backward()",
        "none", "not_connected", "only leads to w * 2 (line 4)", "loss was computed without",
    ),
    case(
        "detach",
        V + "h = w.detach() * 2\nloss = (h * v).sum()\nloss.backward()",
        "none", "detached", "w.detach() (line 4)", "cuts",
    ),
    case(
        "detach further on",
        V + "h = w * 2\nloss = (h.detach() * v).sum()\nloss.backward()",
        "none", "detached", "h.detach() (line 5)",
    ),
    case(
        "data",
        V + "side = w * 2\nloss = (w.data * v).sum()\nloss.backward()",
        "none", "detached", "w.data", "(line 5)",
    ),
    case(
        "item",
        V + "s = w.sum()\nloss = (v * s.item()).sum()\nloss.backward()",
        "none", "detached", "s.item", "(line 5)",
    ),
    case(
        "item of an expression",
        V + "loss = (v * w.sum().item()).sum()\nloss.backward()",
        "none", "detached", "item", "(line 4)",
    ),
    case(
        "torch.tensor of a tensor",
        V
        + "import warnings\nwarnings.simplefilter('ignore')\nh = w.sum()\n"
        "k = torch.tensor(h)\nloss = (v * k).sum()\nloss.backward()",
        "none", "detached", "(line 7)",
    ),
    case(
        "no_grad",
        V + "with torch.no_grad():\n    h = w * 2\nloss = (h * v).sum()\nloss.backward()",
        "none", "no_grad", "w * 2 (line 5)", "torch.no_grad()",
    ),
    case(
        "inference_mode",
        W
        + "v = torch.ones(3, requires_grad=True)\nwith torch.inference_mode():\n    h = w * 2\n"
        "loss = v.sum() + torch.tensor(h.tolist()).sum()\nloss.backward()",
        "none", "inference_mode", "inference_mode", "(line 5)",
    ),
    case(
        "argmax",
        V + "loss = v[w.argmax()] * 2\nloss.backward()",
        "none", "argmax", "w.argmax() (line 4)",
    ),
    case(
        "comparison",
        V + "loss = (v * (w > 0)).sum()\nloss.backward()",
        "none", "argmax", "w > 0 (line 4)",
    ),
    case(
        "cast to integer",
        V + "loss = (v * w.long()).sum()\nloss.backward()",
        "none", "integer", "int64",
    ),
    case(
        "an integer",
        V + "i = torch.tensor([0, 2])\nloss = v[i].sum()\nloss.backward()",
        "none", "integer", "int64", tensor="i",
    ),
    case(
        "requires_grad False",
        W + "x = torch.ones(3)\nloss = (w * x).sum()\nloss.backward()",
        "none", "requires_grad_false", "x has requires_grad=False", tensor="x",
    ),
    case(
        "no backward",
        W + "loss = w.sum()",
        "none", "no_backward", "nothing called backward()",
    ),
    case(
        "autograd.grad",
        W + "(g,) = torch.autograd.grad((w * w).sum(), w)",
        "none", "returned", "returned the gradient (up to 6)",
    ),
    case(
        "backward with inputs",
        V + "(w * v).sum().backward(inputs=[v])",
        "none", "not_asked", "w was not among them", "line 4",
    ),
    case(
        "set to None",
        W + "(w * 2).sum().backward()\nw.grad = None",
        "none", "cleared", "set to None at step", "(line 4)", "2 until then",
    ),
    case(
        "zero_grad of an optimiser",
        W + "o = torch.optim.SGD([w], lr=0.1)\n(w * 2).sum().backward()\no.step()\no.zero_grad()",
        "none", "cleared", "(line 6)",
    ),
    case(
        "cleared, and not part of the next loss",
        V + "(w * v).sum().backward()\nw.grad = None\nloss = (v * 2).sum()\nloss.backward()",
        "none", "not_connected", "loss was computed without", "set to None",
    ),
    case(
        "the backward pass failed before",
        W
        + "class Broken(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        return x * 2\n"
        "    @staticmethod\n    def backward(ctx, g):\n        raise ValueError('no')\n"
        "loss = Broken.apply(w).sum()\n"
        "try:\n    loss.backward()\nexcept ValueError as error:\n    failed = error\nraise failed",
        "none", "error", "ValueError",
    ),
    case(
        "the forward pass failed before",
        W + "loss = (w @ torch.ones(4)).sum()\nloss.backward()",
        "none", "error", "RuntimeError", "before any backward pass",
    ),
    case(
        "a custom function that returns None",
        W
        + "class Silent(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        return x * 2\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return None\n"
        "Silent.apply(w).sum().backward()",
        "none", "undefined", "returned None",
    ),
    # zero
    case(
        "dead ReLU",
        W + "h = w - 10\nloss = torch.relu(h).sum()\nloss.backward()",
        "zero", "dead_relu", "all 3 inputs are 0 or below", "torch.relu(h) (line 4)",
    ),
    case(
        "ReLU dead where it counts",
        W + "h = torch.relu(w)\nloss = h[1] * 2\nloss.backward()",
        "zero", "dead_relu", "1 of 3 inputs is 0 or below",
    ),
    case(
        "dead layer",
        "import torch\ntorch.manual_seed(0)\n"
        "net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))\n"
        "w = net[0].weight\nwith torch.no_grad():\n    net[0].bias.fill_(-100.0)\n"
        "loss = net(torch.ones(4, 2)).sum()\nloss.backward()",
        "zero", "dead_relu", "all 12 inputs", "line 7", tensor="0.weight",
    ),
    case(
        "saturated sigmoid",
        W + "loss = torch.sigmoid(w * 1000).sum()\nloss.backward()",
        "zero", "saturated", "between −2000 and 3000", "line 3",
    ),
    case(
        "saturated tanh",
        W + "loss = torch.tanh(w * 1000).sum()\nloss.backward()",
        "zero", "saturated", "tanh",
    ),
    case(
        "saturated softmax",
        W + "loss = torch.softmax(w * 1000, 0)[0]\nloss.backward()",
        "zero", "saturated", "exactly 0 or 1",
    ),
    case(
        "sum of a softmax",
        "import torch\nw = torch.tensor([0.0, 0.0], requires_grad=True)\n"
        "loss = torch.softmax(w, 0).sum()\nloss.backward()",
        "zero", "constant_sum", "add up to 1",
    ),
    case(
        "softmax of one",
        "import torch\nw = torch.tensor([[0.3], [2.0]], requires_grad=True)\n"
        "loss = (torch.softmax(w, 1) * torch.tensor([[1.0], [2.0]])).sum()\nloss.backward()",
        "zero", "constant_sum", "dimension of size 1",
    ),
    case(
        "times zero",
        W + "loss = (w * 0).sum()\nloss.backward()",
        "zero", "multiplied_by_zero", "w * 0 (line 3)", "by 0",
    ),
    case(
        "times a tensor that is zero",
        W + "mask = torch.zeros(3)\nloss = (w * mask).sum()\nloss.backward()",
        "zero", "multiplied_by_zero", "by mask, which is 0",
    ),
    case(
        "weights that begin at zero",
        W + "u = torch.zeros(1, 3, requires_grad=True)\nloss = (u @ w).sum()\nloss.backward()",
        "zero", "multiplied_by_zero", "u, which is 0",
    ),
    case(
        "a linear layer of zeros behind it",
        "import torch\nnet = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))\n"
        "torch.nn.init.zeros_(net[1].weight)\nloss = net(torch.ones(4, 2)).sum()\nloss.backward()",
        "zero", "multiplied_by_zero", "1.weight", tensor="0.weight",
    ),
    case(
        "a product of matrices that cancels",
        W + "m = torch.ones(3, 2)\nloss = ((w @ m) * torch.tensor([1.0, -1.0])).sum()\n"
        "loss.backward()",
        "zero", "cancelled", "add up to 0", "w @ m (line 4)",
    ),
    case(
        "a product with two zeros",
        "import torch\nw = torch.tensor([0.0, 0.0, 3.0], requires_grad=True)\n"
        "loss = w.prod()\nloss.backward()",
        "zero", "multiplied_by_zero", "of which 2 are 0",
    ),
    case(
        "mask that is zero where it counts",
        W + "mask = torch.tensor([0.0, 1.0, 0.0])\nloss = (w * mask)[0]\nloss.backward()",
        "zero", "multiplied_by_zero", "0 wherever a gradient arrived",
    ),
    case(
        "round",
        W + "loss = torch.round(w).sum()\nloss.backward()",
        "zero", "step_function", "torch.round(w) (line 3)",
    ),
    case("sign", W + "loss = w.sign().sum()\nloss.backward()", "zero", "step_function"),
    case(
        "division with rounding",
        W + "loss = torch.div(w, 2, rounding_mode='floor').sum()\nloss.backward()",
        "zero", "step_function",
    ),
    case(
        "clamp",
        W + "loss = w.clamp(10, 20).sum()\nloss.backward()",
        "zero", "outside_range", "w.clamp(10, 20)", "between −2 and 3", "stays 10",
    ),
    case(
        "hardtanh",
        W + "loss = torch.nn.functional.hardtanh(w * 5).sum()\nloss.backward()",
        "zero", "outside_range",
    ),
    case(
        "maximum",
        W + "loss = torch.maximum(w, torch.full((3,), 9.0)).sum()\nloss.backward()",
        "zero", "not_chosen", "torch.maximum",
    ),
    case(
        "where",
        W + "loss = torch.where(w > 9, w, torch.zeros(3)).sum()\nloss.backward()",
        "zero", "masked", "torch.where",
    ),
    case(
        "masked_fill",
        W + "loss = w.masked_fill(w < 9, 0.0).sum()\nloss.backward()",
        "zero", "masked", "masked_fill",
    ),
    case(
        "dropout",
        W + F + "loss = F.dropout(w, 0.999999).sum()\nloss.backward()",
        "zero", "dropped", "dropout",
    ),
    case(
        "padding index",
        "import torch\ne = torch.nn.Embedding(5, 2, padding_idx=1)\nw = e.weight\n"
        "loss = e(torch.tensor([1, 1])).sum()\nloss.backward()",
        "zero", "not_looked_up", "padding", tensor="weight",
    ),
    case(
        "abs at zero",
        "import torch\nw = torch.zeros(3, requires_grad=True)\nloss = w.abs().sum()\n"
        "loss.backward()",
        "zero", "at_zero", "exactly 0",
    ),
    case(
        "square at zero",
        "import torch\nw = torch.zeros(3, requires_grad=True)\nloss = (w**2).sum()\n"
        "loss.backward()",
        "zero", "at_zero", "w**2 (line 3)",
    ),
    case(
        "norm at zero",
        "import torch\nw = torch.zeros(3, requires_grad=True)\nloss = w.norm()\nloss.backward()",
        "zero", "at_zero",
    ),
    case(
        "the exponent zero",
        W + "loss = (w**0).sum()\nloss.backward()",
        "zero", "power_zero", "exponent 0",
    ),
    case(
        "fan-out that cancels",
        W + "h = w * 2\nloss = (h - h).sum()\nloss.backward()",
        "zero", "cancelled", "2 gradients arrived", "h - h (line 4)",
    ),
    case(
        "a bias whose gradients cancel",
        "import torch\nb = torch.tensor(1.0, requires_grad=True)\n"
        "loss = ((torch.ones(2) + b) * torch.tensor([1.0, -1.0])).sum()\nloss.backward()",
        "zero", "cancelled", "several places", tensor="b",
    ),
    case(
        "accumulation that cancels",
        W + "(w * 2).sum().backward()\n(w * -2).sum().backward()",
        "zero", "cancelled", "what was there",
    ),
    case(
        "hook",
        W + "h = w * 2\nh.register_hook(lambda g: g * 0)\nh.sum().backward()",
        "zero", "hook", "turned the gradient", "(line 4)",
    ),
    case(
        "hook on one of two ways",
        W + "h = w * 2\nh.register_hook(lambda g: g * 0)\n(h.sum() + (h * h).sum()).backward()",
        "zero", "hook",
    ),
    case(
        "hook on the leaf",
        W + "w.register_hook(torch.zeros_like)\n(w * 2).sum().backward()",
        "zero", "hook",
    ),
    case(
        "zero_",
        W + "(w * 2).sum().backward()\nw.grad.zero_()",
        "zero", "cleared_to_zero", "(line 4)",
    ),
    case(
        "zero_grad without None",
        W + "o = torch.optim.SGD([w])\n(w * 2).sum().backward()\no.zero_grad(set_to_none=False)",
        "zero", "cleared_to_zero", "(line 5)",
    ),
    case(
        "times zero by hand",
        W + "(w * 2).sum().backward()\nw.grad.mul_(0)",
        "zero", "zeroed_by_hand", "(line 4)", "from up to 2",
    ),
    case(
        "underflow of a product",
        W + "loss = (w * 1e-30 * torch.full((3,), 1e-30)).sum()\nloss.backward()",
        "zero", "underflow", "too small",
    ),
    case(
        "underflow of exp",
        W + "loss = torch.exp(-w.abs() * 1000).sum()\nloss.backward()",
        "zero", "underflow", "held as 0",
    ),
    case(
        "mse at its minimum",
        W + F + "loss = F.mse_loss(w, torch.tensor([1.0, -2.0, 3.0]))\nloss.backward()",
        "zero", "at_minimum", "exactly the target",
    ),
    case(
        "cross-entropy that is certain",
        "import torch\n" + F + "w = torch.tensor([[900.0, 0.0]], requires_grad=True)\n"
        "loss = F.cross_entropy(w, torch.tensor([0]))\nloss.backward()",
        "zero", "at_minimum", "certain",
    ),
    case(
        "targets that are ignored",
        "import torch\n" + F + "w = torch.tensor([[9.0, 0.0]], requires_grad=True)\n"
        "loss = F.cross_entropy(w, torch.tensor([-100]), reduction='sum')\nloss.backward()",
        "zero", "ignored", "ignored index",
    ),
    case(
        "overwritten",
        W + "h = w * 2\nh.zero_()\nloss = h.sum()\nloss.backward()",
        "zero", "overwritten", "writes over it",
    ),
    case(
        "layer norm of one number",
        "import torch\n" + F + "w = torch.tensor([[2.0], [3.0]], requires_grad=True)\n"
        "loss = F.layer_norm(w, [1]).sum()\nloss.backward()",
        "zero", "constant_sum",
    ),
    case(
        "a custom function that returns zeros",
        W
        + "class Square(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        return x * x\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g * 0\n"
        "Square.apply(w).sum().backward()",
        "zero", "custom", "the program's own backward",
    ),
    case(
        "begun with zero",
        W + "(w * 2).backward(torch.zeros(3))",
        "zero", "started_with", "with a gradient of 0",
    ),
    case(
        "cosine at zero",
        "import torch\nw = torch.zeros(3, requires_grad=True)\nloss = torch.cos(w).sum()\n"
        "loss.backward()",
        "zero", "flat", "torch.cos(w) (line 3)",
    ),
    # zero in part
    case(
        "rows that were not looked up",
        "import torch\ne = torch.nn.Embedding(5, 2)\nloss = e(torch.tensor([1, 3])).sum()\n"
        "loss.backward()",
        "some_zero", "not_looked_up", "6 of 10 numbers", "some rows only", tensor="weight",
    ),
    case(
        "the largest",
        W + "loss = w.max(0).values * 2\nloss.backward()",
        "some_zero", "not_chosen", "2 of 3 numbers",
    ),
    case(
        "max pooling",
        "import torch\nw = torch.arange(16.0).reshape(1, 1, 4, 4).requires_grad_()\n"
        "loss = torch.nn.functional.max_pool2d(w, 2).sum()\nloss.backward()",
        "some_zero", "not_chosen", "12 of 16",
    ),
    case("topk", W + "loss = w.topk(2).values.sum()\nloss.backward()", "some_zero", "not_chosen"),
    case("part", W + "loss = w[1:].sum()\nloss.backward()", "some_zero", "not_taken", "1 of 3"),
    case(
        "split",
        W + "a, b, c = w.split(1)\nloss = (a + b).sum()\nloss.backward()",
        "some_zero", "not_taken",
    ),
    case(
        "half dead",
        W + "loss = torch.relu(w).sum()\nloss.backward()",
        "some_zero", "dead_relu", "1 of 3 inputs of torch.relu(w) (line 3) is 0 or below",
    ),
    case(
        "clamped in part",
        W + "loss = w.clamp(0, 2).sum()\nloss.backward()",
        "some_zero", "outside_range",
    ),
    case(
        "masked in part",
        W + "loss = torch.where(w > 0, w, 0.0).sum()\nloss.backward()",
        "some_zero", "masked",
    ),
    case(
        "multiplied in part",
        W + "mask = torch.tensor([1.0, 0.0, 1.0])\nloss = (w * mask).sum()\nloss.backward()",
        "some_zero", "multiplied_by_zero", "mask is 0 in places",
    ),
    # next to nothing
    case(
        "thirty sigmoids",
        W + "h = w\nfor _ in range(30):\n    h = torch.sigmoid(h)\nh.sum().backward()",
        "vanishing", "vanishing", "30 of them",
    ),
    case(
        "nearly saturated",
        W + "loss = torch.sigmoid(w * 0 + 18).sum() + torch.sigmoid(w + 16).sum()\n"
        "loss.backward()",
        "vanishing", "saturated", "nearly flat",
    ),
    case(
        "a tiny factor",
        W + "loss = (w * 1e-9).sum()\nloss.backward()",
        "vanishing", "small_factors", "w * 1e-9",
    ),
    # no number
    case(
        "square root at zero",
        "import torch\nw = torch.zeros(2, requires_grad=True)\nloss = (torch.sqrt(w) * 2).sum()\n"
        "loss.backward()",
        "infinite", "born_in_gradient", "torch.sqrt(w) (line 3)", "infinite",
    ),
    case(
        "logarithm of zero",
        "import torch\nw = torch.tensor([0.0, 1.0], requires_grad=True)\n"
        "h = torch.log(w)\nloss = (h * w).sum()\nloss.backward()",
        "nan", "born_in_value", "torch.log(w) (line 3)", "−∞",
    ),
    case(
        "where does not save it",
        "import torch\nw = torch.tensor([0.0, 4.0], requires_grad=True)\n"
        "loss = torch.where(w > 0, torch.sqrt(w), 0.0).sum()\nloss.backward()",
        "nan", "born_in_gradient", "torch.sqrt(w)", "0 × ∞ is NaN",
    ),
    case(
        "norm of a vector of zeros, divided",
        "import torch\nw = torch.zeros(2, requires_grad=True)\nloss = (w / w.norm()).sum()\n"
        "loss.backward()",
        "nan", "born_in_value", "0/0 is NaN",
    ),
    case(
        "a row of attention that is masked altogether",
        W + "scores = w * 2 + torch.full((3,), float('-inf'))\n"
        "loss = torch.softmax(scores, 0).max()\nloss.backward()",
        "nan", "born_in_value", "all −∞", "torch.softmax(scores, 0) (line 4)",
    ),
    case(
        "−∞ times zero",
        "import torch\nw = torch.tensor([0.0, 1.0], requires_grad=True)\n"
        "h = w * torch.log(w)\nloss = h.sum()\nloss.backward()",
        "nan", "born_in_value", "torch.log(w) (line 3)",
    ),
    case(
        "data with a NaN",
        W + "x = torch.tensor([1.0, float('nan'), 1.0])\nloss = (w * x).sum()\nloss.backward()",
        "nan", "born_in_data", "x itself holds",
    ),
    case(
        "overflow",
        W + "loss = torch.exp(w * 100).sum()\nloss.backward()",
        "infinite", "born_in_value", "88",
    ),
    case(
        "NaN that stayed from before",
        "import torch\nw = torch.zeros(2, requires_grad=True)\n"
        "torch.where(w > 0, torch.sqrt(w), 0.0).sum().backward()\n(w * 2).sum().backward()",
        "nan", "born_in_gradient", "torch.sqrt(w)",
    ),
    case(
        "clipped, and NaN before",
        "import torch\nw = torch.zeros(2, requires_grad=True)\n"
        "torch.where(w > 0, torch.sqrt(w), 0.0).sum().backward()\n"
        "torch.nn.utils.clip_grad_norm_([w], 1.0)",
        "nan", "born_in_gradient", "torch.sqrt(w)",
    ),
    # nothing wrong
    case("it flows", W + "(w * 2).sum().backward()", "nonzero", "flows", "2"),
    case(
        "clipped",
        W + "(w * 200).sum().backward()\ntorch.nn.utils.clip_grad_norm_([w], 1.0)",
        "nonzero", "clipped", "from up to 200 to up to 0.577",
    ),
)  # fmt: skip
