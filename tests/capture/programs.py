"""Programs whose recordings are held against torch: each key names the edge it is about."""

PROGRAMS: dict[str, str] = {}


def _add(name: str, text: str) -> None:
    PROGRAMS[name] = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n" + text


_add(
    "linear regression",
    """
model = nn.Linear(3, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
X, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[2.3]])
prediction = model(X)
loss = F.mse_loss(prediction, y)
loss.backward()
optimiser.step()
optimiser.zero_grad()
""",
)
_add(
    "training loop",
    """
model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))
optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
X, y = torch.randn(6, 4), torch.randint(0, 3, (6,))
for epoch in range(3):
    for features, labels in zip(X.split(2), y.split(2)):
        optimiser.zero_grad()
        loss = F.cross_entropy(model(features), labels)
        loss.backward()
        optimiser.step()
    print("loss", loss.item())
""",
)
_add(
    "fan-out",
    """
x = torch.tensor([2.0, 3.0], requires_grad=True)
y = x * x + x.sin() + x
y.sum().backward()
""",
)
_add(
    "several roots",
    """
a = torch.ones(2, requires_grad=True)
b, c = a * 2, a * 3
torch.autograd.backward([b, c], [torch.ones(2), torch.full((2,), 2.0)])
""",
)
_add(
    "retain_graph and a second backward",
    """
x = torch.randn(3, requires_grad=True)
loss = (x.exp() * 2).sum()
loss.backward(retain_graph=True)
loss.backward()
""",
)
_add(
    "double backward",
    """
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 3).sum()
(g,) = torch.autograd.grad(y, x, create_graph=True)
g.sum().backward()
""",
)
_add(
    "autograd.grad leaves .grad alone",
    """
x = torch.randn(3, requires_grad=True)
w = torch.randn(3, requires_grad=True)
gx, gw = torch.autograd.grad((x * w).sum(), (x, w))
""",
)
_add(
    "backward with inputs=",
    """
x = torch.randn(3, requires_grad=True)
w = torch.randn(3, requires_grad=True)
(x * w).sum().backward(inputs=[w])
""",
)
_add(
    "several outputs, some unused",
    """
x = torch.randn(4, 3, requires_grad=True)
first, second = x.split(2)
values, indices = first.topk(2, dim=1)
u, s, v = torch.linalg.svd(second, full_matrices=False)
(values.sum() + s.sum()).backward()
""",
)
_add(
    "in-place and views",
    """
x = torch.randn(4, requires_grad=True)
y = x * 2
y[1:3] = 0.0
y[0].mul_(3)
y += 1
y.sum().backward()
""",
)
_add(
    "detach, no_grad, inference mode",
    """
x = torch.randn(3, requires_grad=True)
y = x * 2
z = y.detach() + 1
with torch.no_grad():
    w = y * 3
with torch.inference_mode():
    v = y * 4
(y * z * w).sum().backward()
""",
)
_add(
    "custom function",
    """
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.save_for_backward(x)
        ctx.factor = factor
        return factor * x * x

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, gradient):
        calls.append(1)
        (x,) = ctx.saved_tensors
        return gradient * 2 * ctx.factor * x, None

calls = []
x = torch.tensor([1.0, 2.0], requires_grad=True)
Square.apply(x, 3.0).sum().backward()
assert len(calls) == 1
""",
)
for reentrant in (False, True):
    _add(
        f"checkpoint, use_reentrant={reentrant}",
        f"""
from torch.utils.checkpoint import checkpoint
layer = nn.Linear(3, 3)
x = torch.randn(2, 3, requires_grad=True)
checkpoint(lambda t: layer(t).tanh(), x, use_reentrant={reentrant}).sum().backward()
""",
    )
_add(
    "hooks of every kind",
    """
seen = []
layer = nn.Linear(2, 2)
layer.register_full_backward_hook(lambda m, gi, go: seen.append("module"))
layer.weight.register_post_accumulate_grad_hook(lambda p: seen.append("accumulated"))
x = torch.randn(3, 2, requires_grad=True)
y = layer(x)
y.register_hook(lambda g: g * 2)
y.grad_fn.register_hook(lambda gi, go: None)
y.sum().backward()
""",
)
_add(
    "saved tensor hooks",
    """
packs = []
def pack(t):
    packs.append(1)
    return t.clone()
x = torch.randn(3, requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
    y = x * x
y.sum().backward()
assert len(packs) == 2
""",
)
_add(
    "tied weights",
    """
shared = nn.Linear(3, 3)
x = torch.randn(2, 3)
shared(shared(x)).sum().backward()
""",
)
_add(
    "gradient accumulation",
    """
model = nn.Linear(2, 1)
for part in torch.randn(4, 2).split(2):
    model(part).pow(2).mean().backward()
nn.utils.clip_grad_norm_(model.parameters(), 0.1)
with torch.no_grad():
    for p in model.parameters():
        p -= 0.1 * p.grad
        p.grad = None
""",
)
_add(
    "zero_grad to zeros",
    """
model = nn.Linear(2, 1)
model(torch.ones(1, 2)).sum().backward()
model.zero_grad(set_to_none=False)
model.weight.grad.zero_()
""",
)
_add(
    "bf16 autocast",
    """
model = nn.Linear(4, 4)
with torch.autocast("cpu", dtype=torch.bfloat16):
    loss = model(torch.randn(2, 4)).float().sum()
loss.backward()
""",
)
_add(
    "torch.func",
    """
x = torch.randn(3)
g = torch.func.grad(lambda t: (t ** 2).sum())(x)
w = torch.randn(3, requires_grad=True)
(w * g).sum().backward()
""",
)
_add(
    "parametrisation",
    """
layer = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))
layer(torch.randn(2, 3)).sum().backward()
""",
)
_add(
    "LSTM and GRU",
    """
x = torch.randn(2, 3, 4)
a, _ = nn.LSTM(4, 5, batch_first=True)(x)
b, _ = nn.GRU(4, 5, batch_first=True)(x)
(a * b).sum().backward()
""",
)
_add(
    "sparse embedding",
    """
table = nn.Embedding(10, 3, sparse=True)
optimiser = torch.optim.SparseAdam(list(table.parameters()))
table(torch.tensor([1, 2, 2])).pow(2).sum().backward()
optimiser.step()
""",
)
_add(
    "complex numbers",
    """
z = torch.randn(3, dtype=torch.complex64, requires_grad=True)
(z * z.conj()).real.sum().backward()
""",
)
_add(
    "empty and 0-dim tensors",
    """
e = torch.empty(0, 3, requires_grad=True)
s = torch.tensor(2.0, requires_grad=True)
(e.sum() + s ** 2).backward()
""",
)
_add(
    "NaN and infinity",
    """
x = torch.tensor([0.0, -1.0, 1e30], requires_grad=True)
y = x.log() + x.sqrt() + x * 1e30
y.sum().backward()
""",
)
_add(
    "attention",
    """
layer = nn.MultiheadAttention(8, 2, batch_first=True)
x = torch.randn(2, 3, 8)
out, weights = layer(x, x, x)
out.sum().backward()
""",
)
_add(
    "fused encoder path",
    """
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
encoder.eval()
with torch.no_grad():
    out = encoder(torch.randn(2, 3, 8))
""",
)
_add(
    "transformer layer with dropout",
    """
layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
layer(torch.randn(2, 3, 8)).pow(2).mean().backward()
""",
)
_add(
    "convolution, batch norm, dropout",
    """
model = nn.Sequential(
    nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Dropout(0.5), nn.Linear(18, 2),
)
loss = F.cross_entropy(model(torch.randn(3, 1, 8, 8)), torch.tensor([0, 1, 1]))
loss.backward()
""",
)
_add(
    "LBFGS and its closure",
    """
w = torch.tensor([1.0, -1.0], requires_grad=True)
optimiser = torch.optim.LBFGS([w], max_iter=3)
def closure():
    optimiser.zero_grad()
    loss = ((w - torch.tensor([2.0, 3.0])) ** 2).sum()
    loss.backward()
    return loss
optimiser.step(closure)
""",
)
_add(
    "several optimisers",
    """
a, b = nn.Linear(2, 2), nn.Linear(2, 1)
first = torch.optim.RMSprop(a.parameters())
second = torch.optim.Adagrad(b.parameters())
for step in range(2):
    b(a(torch.ones(1, 2))).sum().backward()
    first.step()
    second.step()
    first.zero_grad()
    second.zero_grad()
""",
)
_add(
    "data loader",
    """
from torch.utils.data import DataLoader, TensorDataset
data = DataLoader(TensorDataset(torch.randn(6, 2), torch.randn(6, 1)), batch_size=3, shuffle=True)
model = nn.Linear(2, 1)
for features, labels in data:
    F.mse_loss(model(features), labels).backward()
""",
)
_add(
    "einsum, indexing, where",
    """
a = torch.randn(2, 3, requires_grad=True)
b = torch.randn(3, 4, requires_grad=True)
c = torch.einsum("ij,jk->ik", a, b)
d = torch.where(c > 0, c, 0.1 * c)[:, [0, 2]]
e = torch.stack([d, d * 2]).permute(1, 0, 2).reshape(-1)
torch.cat([e, a.flatten()]).logsumexp(0).backward()
""",
)
_add(
    "a loss made of two",
    """
trunk = nn.Linear(2, 3)
left, right = nn.Linear(3, 1), nn.Linear(3, 1)
h = trunk(torch.ones(1, 2)).tanh()
first = left(h).sum()
first.backward(retain_graph=True)
second = right(h).sum()
second.backward()
""",
)
_add(
    "a parameter's .data",
    """
w = torch.tensor([1.0, 2.0], requires_grad=True)
for step in range(2):
    (w ** 2).sum().backward()
    w.data -= 0.1 * w.grad
    w.grad.zero_()
""",
)
_add(
    "retain_grad",
    """
a = torch.tensor(2.0, requires_grad=True)
b = a ** 2
b.retain_grad()
c = b * 3
c.backward()
""",
)
_add(
    "a long chain",
    """
x = torch.ones(1, requires_grad=True)
y = x
for _ in range(3000):
    y = y + 1
y.backward()
""",
)
_add(
    "lists, dicts and keyword arguments",
    """
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.Linear(2, 2)})
    def forward(self, *, inputs):
        return {"out": [layer(inputs["x"]) for layer in self.layers.values()]}

out = Model()(inputs={"x": torch.ones(1, 2)})["out"]
sum(each.sum() for each in out).backward()
""",
)
