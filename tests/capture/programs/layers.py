"""Programs of modules, hooks and checkpoints."""

LAYERS = {
    "checkpoint, use_reentrant=False": """
from torch.utils.checkpoint import checkpoint
layer = nn.Linear(3, 3)
x = torch.randn(2, 3, requires_grad=True)
checkpoint(lambda t: layer(t).tanh(), x, use_reentrant=False).sum().backward()
""",
    "checkpoint, use_reentrant=True": """
from torch.utils.checkpoint import checkpoint
layer = nn.Linear(3, 3)
x = torch.randn(2, 3, requires_grad=True)
checkpoint(lambda t: layer(t).tanh(), x, use_reentrant=True).sum().backward()
""",
    "hooks of every kind": """
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
    "tied weights": """
shared = nn.Linear(3, 3)
x = torch.randn(2, 3)
shared(shared(x)).sum().backward()
""",
    "bf16 autocast": """
model = nn.Linear(4, 4)
with torch.autocast("cpu", dtype=torch.bfloat16):
    loss = model(torch.randn(2, 4)).float().sum()
loss.backward()
""",
    "parametrisation": """
layer = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))
layer(torch.randn(2, 3)).sum().backward()
""",
    "LSTM and GRU": """
x = torch.randn(2, 3, 4)
a, _ = nn.LSTM(4, 5, batch_first=True)(x)
b, _ = nn.GRU(4, 5, batch_first=True)(x)
(a * b).sum().backward()
""",
    "attention": """
layer = nn.MultiheadAttention(8, 2, batch_first=True)
x = torch.randn(2, 3, 8)
out, weights = layer(x, x, x)
out.sum().backward()
""",
    "fused encoder path": """
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
encoder.eval()
with torch.no_grad():
    out = encoder(torch.randn(2, 3, 8))
""",
    "transformer layer with dropout": """
layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
layer(torch.randn(2, 3, 8)).pow(2).mean().backward()
""",
    "convolution, batch norm, dropout": """
model = nn.Sequential(
    nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Dropout(0.5), nn.Linear(18, 2),
)
loss = F.cross_entropy(model(torch.randn(3, 1, 8, 8)), torch.tensor([0, 1, 1]))
loss.backward()
""",
    "lists, dicts and keyword arguments": """
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.Linear(2, 2)})
    def forward(self, *, inputs):
        return {"out": [layer(inputs["x"]) for layer in self.layers.values()]}

out = Model()(inputs={"x": torch.ones(1, 2)})["out"]
sum(each.sum() for each in out).backward()
""",
}
