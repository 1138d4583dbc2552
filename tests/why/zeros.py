"""Programs in which `.grad` is zero."""

from tests.why.case import Case, F, W, case

__all__ = ["ZERO"]

ZERO: tuple[Case, ...] = (
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
        "an empty batch",
        W + "loss = (torch.ones(0, 3) * w).sum()\nloss.backward()",
        "zero", "empty", "no numbers at all",
    ),
    case(
        "a product that underflows",
        "import torch\nw = torch.full((40,), 1e-3, requires_grad=True)\nloss = w.prod()\n"
        "loss.backward()",
        "zero", "underflow", "w.prod() (line 3)",
    ),
    case(
        "right by more than the margin",
        "import torch\nw = torch.tensor([[9.0, 0.0]], requires_grad=True)\n"
        "loss = torch.nn.functional.multi_margin_loss(w, torch.tensor([0]))\nloss.backward()",
        "zero", "at_minimum", "more than the margin",
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
)  # fmt: skip
