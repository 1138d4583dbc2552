"""Programs that pass the wrong thing to a call, with words of advice."""

__all__ = ["CALLS"]

CALLS: tuple[tuple[str, str], ...] = (
    (
        "F.cross_entropy(torch.randn(2, 3, 4, 4), torch.zeros(2, 1, 4, 4, dtype=torch.long))",
        "target.squeeze(1)",
    ),
    (
        "KeepsANumber.apply(w)",
        "ctx.factor = factor",
    ),
    (
        "w.detach().numpy().backward()",
        "NumPy knows no gradients",
    ),
    (
        "torch.ones(3, 3) @ torch.ones(3, dtype=torch.float64)",
        "convert it once, with .float()",
    ),
    (
        "torch.ones(3, 2).gather(1, torch.zeros(3, 1))",
        "index.long()",
    ),
    (
        "torch.einsum('ij,j->k', torch.ones(2, 3), torch.ones(3))",
        "and k is not",
    ),
    (
        "torch.einsum('ij,jk', torch.ones(2, 3))",
        "fewer tensors were given",
    ),
    (
        "torch.mul(w, 2, out=torch.empty(3))",
        "Leave out= away",
    ),
    (
        "torch.func.vmap(torch.add)(torch.ones(3), torch.ones(4))",
        "in_dims=None",
    ),
    (
        "torch.func.vmap(torch.sin)(torch.tensor(1.0))",
        "in_dims=None",
    ),
    (
        "nn.ConvTranspose2d(3, 1, 2)(torch.ones(1, 4, 5, 5))",
        "in_channels",
    ),
    (
        "nn.MultiheadAttention(8, 2)(*[torch.ones(3, 1, 8)] * 3, attn_mask=torch.ones(2, 2) > 0)",
        "(3, 3) here",
    ),
    (
        "nn.MultiheadAttention(8, 2)(*[torch.ones(3, 1, 8)] * 3, key_padding_mask=leaf(2, 3) > 0)",
        "(batch, keys)",
    ),
    (
        "WrongMark.apply(w * 1)",
        "return x",
    ),
    (
        "(w * 2)[:2].detach_()",
        "y = y.detach()",
    ),
    (
        "torch.zeros(3).scatter_(0, torch.tensor([0]), torch.ones(1).double())",
        "source.to(target.dtype)",
    ),
    (
        "torch.ones(2, 3).repeat(2)",
        "x.repeat(2, 1)",
    ),
    (
        "torch.ones(2, 3).expand(3)",
        "[2, 3] cannot become [3]",
    ),
    (
        "nn.LSTM(3, 4)(torch.ones(5, 2, 3), (torch.ones(1, 4), torch.ones(1, 4)))",
        "(layers × directions, batch, hidden)",
    ),
    (
        "F.pixel_shuffle(torch.ones(1, 3, 2, 2), 2)",
        "a multiple of 4 channels",
    ),
    (
        "torch.autograd.functional.hessian(torch.sin, w)",
        "single number",
    ),
    (
        "torch.func.jacrev(lambda x: 3.0)(w)",
        "must return a tensor",
    ),
    (
        "torch.func.jvp(torch.sin, (w,), (torch.ones(2),))",
        "[3], and this one has [2]",
    ),
    (
        "torch.func.jvp(torch.sin, w, w)",
        "(x,), (v,)",
    ),
    (
        "scaler = torch.amp.GradScaler('cpu')\n"
        "sgd = torch.optim.SGD([w], 0.1)\n"
        "scaler.scale(w.sum()).backward()\n"
        "scaler.unscale_(sgd)\n"
        "scaler.unscale_(sgd)",
        "scaler.update()",
    ),
    (
        "scaler = torch.amp.GradScaler('cpu')\n"
        "scaler.scale(w.sum()).backward()\n"
        "scaler.step(torch.optim.SGD([leaf(2)], 0.1))",
        "found no gradient",
    ),
    (
        "nn.Linear(2, 2).register_parameter('extra', torch.ones(2))",
        "nn.Parameter(tensor)",
    ),
    (
        "nn.Embedding(3, 2, padding_idx=5)",
        "a row of the table",
    ),
    (
        "nn.EmbeddingBag(3, 2)(torch.tensor([0, 1]))",
        "where each bag begins",
    ),
    (
        "nn.utils.rnn.pack_padded_sequence(torch.ones(3, 2, 3), torch.tensor([2, 3]))",
        "enforce_sorted=False",
    ),
    (
        "nn.utils.rnn.pack_padded_sequence(torch.ones(3, 2, 3), torch.tensor([3, 0]))",
        "Leave empty ones out",
    ),
    (
        "F.ctc_loss(torch.ones(3, 1, 4), torch.ones(1, 2), torch.tensor([4]), torch.tensor([2]))",
        "(time, batch, classes)",
    ),
    (
        "F.triplet_margin_loss(torch.ones(2, 3), torch.ones(3), torch.ones(2, 3))",
        "three batches of one shape",
    ),
    (
        "F.gumbel_softmax(torch.tensor([1, 2]))",
        "x.float()",
    ),
    (
        "(w * 2).register_post_accumulate_grad_hook(print)",
        "Use register_hook",
    ),
    (
        "torch.outer(torch.ones(2, 2), torch.ones(2))",
        "outer wants two vectors",
    ),
    (
        "torch.linalg.svd(torch.full((2, 2), math.nan))",
        "torch.isfinite(matrix).all()",
    ),
    (
        "torch.where(torch.ones(2), 1.0, 0.0)",
        "mask.bool()",
    ),
    (
        "torch.randint(0, 0, (2,))",
        "no whole number from 0",
    ),
    (
        "torch.fft.rfft(torch.ones(2, dtype=torch.cfloat))",
        "rfft is for real signals",
    ),
    (
        "torch.distributions.Categorical()",
        "logits for the raw scores",
    ),
    (
        "torch.distributions.Categorical(probs=torch.ones(2)).log_prob(torch.tensor(5))",
        "Categorical cannot give this value",
    ),
    (
        "flags = iter([1, 0])\n"
        "f = lambda x: (x * 2).sin() if next(flags) else x * 2\n"
        "from torch.utils.checkpoint import checkpoint\n"
        "checkpoint(f, w, use_reentrant=False).sum().backward()",
        "run again in the backward pass",
    ),
)
