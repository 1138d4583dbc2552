"""Programs about autograd's own graph: its edges, roots, views and values."""

GRAPHS = {
    "fan-out": """
x = torch.tensor([2.0, 3.0], requires_grad=True)
y = x * x + x.sin() + x
y.sum().backward()
""",
    "several roots": """
a = torch.ones(2, requires_grad=True)
b, c = a * 2, a * 3
torch.autograd.backward([b, c], [torch.ones(2), torch.full((2,), 2.0)])
""",
    "retain_graph and a second backward": """
x = torch.randn(3, requires_grad=True)
loss = (x.exp() * 2).sum()
loss.backward(retain_graph=True)
loss.backward()
""",
    "double backward": """
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 3).sum()
(g,) = torch.autograd.grad(y, x, create_graph=True)
g.sum().backward()
""",
    "autograd.grad leaves .grad alone": """
x = torch.randn(3, requires_grad=True)
w = torch.randn(3, requires_grad=True)
gx, gw = torch.autograd.grad((x * w).sum(), (x, w))
""",
    "backward with inputs=": """
x = torch.randn(3, requires_grad=True)
w = torch.randn(3, requires_grad=True)
(x * w).sum().backward(inputs=[w])
""",
    "several outputs, some unused": """
x = torch.randn(4, 3, requires_grad=True)
first, second = x.split(2)
values, indices = first.topk(2, dim=1)
u, s, v = torch.linalg.svd(second, full_matrices=False)
(values.sum() + s.sum()).backward()
""",
    "in-place and views": """
x = torch.randn(4, requires_grad=True)
y = x * 2
y[1:3] = 0.0
y[0].mul_(3)
y += 1
y.sum().backward()
""",
    "detach, no_grad, inference mode": """
x = torch.randn(3, requires_grad=True)
y = x * 2
z = y.detach() + 1
with torch.no_grad():
    w = y * 3
with torch.inference_mode():
    v = y * 4
(y * z * w).sum().backward()
""",
    "custom function": """
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
    "saved tensor hooks": """
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
    "torch.func": """
x = torch.randn(3)
g = torch.func.grad(lambda t: (t ** 2).sum())(x)
w = torch.randn(3, requires_grad=True)
(w * g).sum().backward()
""",
    "complex numbers": """
z = torch.randn(3, dtype=torch.complex64, requires_grad=True)
(z * z.conj()).real.sum().backward()
""",
    "empty and 0-dim tensors": """
e = torch.empty(0, 3, requires_grad=True)
s = torch.tensor(2.0, requires_grad=True)
(e.sum() + s ** 2).backward()
""",
    "NaN and infinity": """
x = torch.tensor([0.0, -1.0, 1e30], requires_grad=True)
y = x.log() + x.sqrt() + x * 1e30
y.sum().backward()
""",
    "einsum, indexing, where": """
a = torch.randn(2, 3, requires_grad=True)
b = torch.randn(3, 4, requires_grad=True)
c = torch.einsum("ij,jk->ik", a, b)
d = torch.where(c > 0, c, 0.1 * c)[:, [0, 2]]
e = torch.stack([d, d * 2]).permute(1, 0, 2).reshape(-1)
torch.cat([e, a.flatten()]).logsumexp(0).backward()
""",
    "retain_grad": """
a = torch.tensor(2.0, requires_grad=True)
b = a ** 2
b.retain_grad()
c = b * 3
c.backward()
""",
    "a long chain": """
x = torch.ones(1, requires_grad=True)
y = x
for _ in range(3000):
    y = y + 1
y.backward()
""",
    "a view written twice": """
x = torch.randn(2, 3, requires_grad=True)
y = x * 2
row = y[0]
row.mul_(3)
row.add_(1)
(row * y[1]).sum().backward()
""",
    "views written inside one call": """
x = torch.randn(1, 1, 6, requires_grad=True)
F.pad(x * 2, (1, 2), mode="circular").pow(2).sum().backward()
""",
}
