"""Programs in which `.grad` is zero in part, tiny, no number, or as it should be."""

from tests.why.case import Case, W, case

__all__ = ["BROKEN", "IN_PART", "TINY", "WELL"]

IN_PART: tuple[Case, ...] = (
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
)  # fmt: skip

TINY: tuple[Case, ...] = (
    case(
        "thirty sigmoids",
        W + "h = w\nfor _ in range(30):\n    h = torch.sigmoid(h)\nh.sum().backward()",
        "vanishing", "vanishing", "30 of them", "30 × sigmoid",
    ),
    case(
        "nearly saturated",
        W + "loss = torch.sigmoid(w * 0 + 18).sum() + torch.sigmoid(w + 16).sum()\n"
        "loss.backward()",
        "vanishing", "saturated", "nearly flat",
    ),
    case(
        "layer norm and a sum",
        "import torch\nw = torch.tensor([[0.1, 0.2, 0.7]], requires_grad=True)\n"
        "loss = torch.nn.functional.layer_norm(w, [3]).sum()\nloss.backward()",
        "vanishing", "constant_sum", "same gradient (1) arrived at every result",
    ),
    case(
        "a bias before batch norm",
        "import torch\ntorch.manual_seed(0)\nnet = torch.nn.Linear(2, 3)\n"
        "h = torch.nn.functional.batch_norm(net(torch.randn(8, 2)), None, None, training=True)\n"
        "loss = (h * torch.randn(8, 3)).sum()\nloss.backward()",
        "vanishing", "cancelled", "nearly cancel",
        tensor="bias",
    ),
    case(
        "a tiny factor",
        W + "loss = (w * 1e-9).sum()\nloss.backward()",
        "vanishing", "small_factors", "w * 1e-9",
    ),
)  # fmt: skip

BROKEN: tuple[Case, ...] = (
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
)  # fmt: skip

WELL: tuple[Case, ...] = (
    case("it flows", W + "(w * 2).sum().backward()", "nonzero", "flows", "2"),
    case(
        "clipped",
        W + "(w * 200).sum().backward()\ntorch.nn.utils.clip_grad_norm_([w], 1.0)",
        "nonzero", "clipped", "from up to 200 to up to 0.577",
    ),
)  # fmt: skip
