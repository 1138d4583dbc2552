"""Programs whose pictures are checked after a real run."""

__all__ = ["PROGRAMS"]

LINEAR_REGRESSION = """
import torch
import torch.nn.functional as F

class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear_layer = torch.nn.Linear(3, 1)

    def forward(self, X):
        return self.linear_layer(X)

X = torch.tensor([[1.0, 2.0, 3.0]])
y = torch.tensor([[2.3]])
model = Model()
prediction = model(X)
loss = F.mse_loss(prediction, y)
loss.backward()
"""

RECURRENT = """
import torch

cell = torch.nn.RNNCell(2, 3)
head = torch.nn.Linear(3, 1)
h = torch.zeros(1, 3)
for x in torch.randn(5, 1, 2):
    h = cell(x, h)
loss = head(h).pow(2).mean()
loss.backward()
"""

TRAINING = """
import torch

X, Y = torch.randn(12, 2), torch.randn(12, 1)
model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
optimiser = torch.optim.Adam(model.parameters())
for i in range(3):
    loss = torch.nn.functional.mse_loss(model(X[4 * i : 4 * i + 4]), Y[4 * i : 4 * i + 4])
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
"""

TRANSFORMER = """
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 16), nn.GELU(), nn.Linear(16, width))

    def forward(self, x):
        x = x + self.attention(x, x, x)[0]
        return x + self.mlp(self.norm(x))

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 8)
        self.blocks = nn.ModuleList([Block(8), Block(8)])
        self.head = nn.Linear(8, 10, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, ids):
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x)
        return self.head(x)

ids = torch.randint(0, 10, (2, 5))
loss = nn.functional.cross_entropy(Model()(ids).flatten(0, 1), ids.flatten())
loss.backward()
"""

BROKEN = """
import torch

weight = torch.randn(3, 1, requires_grad=True)
hidden = torch.relu(torch.ones(2, 3) @ weight)
hidden @ weight
"""

PROGRAMS = {
    "linear regression": LINEAR_REGRESSION,
    "recurrent": RECURRENT,
    "training": TRAINING,
    "transformer": TRANSFORMER,
    "broken": BROKEN,
}
