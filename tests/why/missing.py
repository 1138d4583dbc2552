"""Programs in which `.grad` is None."""

from tests.why.case import Case, V, W, case

__all__ = ["MISSING"]

MISSING: tuple[Case, ...] = (
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
        "none", "detached", "s.item()", "(line 5)", "nothing else of w leads to loss",
    ),
    case(
        "item of each element",
        V + "a = torch.tensor([x.item() for x in w])\nloss = (v * a).sum()\nloss.backward()",
        "none", "detached", "x.item() for x in w", "(line 4)",
    ),
    case(
        "a new parameter made of it",
        V + "p = torch.nn.Parameter(w * 2)\nloss = (p * v).sum()\nloss.backward()",
        "none", "detached", "Parameter(w * 2)", "(line 4)",
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
    case(
        "only its numbers were read",
        V + "loss = sum(w.tolist()) * v.sum()\nloss.backward()",
        "none", "detached", "w.tolist()", "(line 4)",
    ),
    case(
        "only its numbers were read, in a function",
        V + "def total():\n    a = torch.ones(1, requires_grad=True)\n"
        "    (v * a.item()).sum().backward()\n    return a\na = total()",
        "none", "detached", "a.item()", "(line 6)", tensor="a",
    ),
    case(
        "only its .data was used",
        V + "free = w.data\n(free * v).sum().backward()",
        "none", "detached", "w.data", "(line 4)",
    ),
    case(
        "unused, and torch.autograd.grad was told that it may be",
        V + "given = torch.autograd.grad(v.sum(), [v, w], allow_unused=True)",
        "none", "unused", "nothing uses w",
    ),
)  # fmt: skip
