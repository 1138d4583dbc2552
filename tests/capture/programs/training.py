"""Programs that train: losses, optimisers and their updates."""

TRAINING = {
    "linear regression": """
model = nn.Linear(3, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
X, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[2.3]])
prediction = model(X)
loss = F.mse_loss(prediction, y)
loss.backward()
optimiser.step()
optimiser.zero_grad()
""",
    "training loop": """
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
    "gradient accumulation": """
model = nn.Linear(2, 1)
for part in torch.randn(4, 2).split(2):
    model(part).pow(2).mean().backward()
nn.utils.clip_grad_norm_(model.parameters(), 0.1)
with torch.no_grad():
    for p in model.parameters():
        p -= 0.1 * p.grad
        p.grad = None
""",
    "zero_grad to zeros": """
model = nn.Linear(2, 1)
model(torch.ones(1, 2)).sum().backward()
model.zero_grad(set_to_none=False)
model.weight.grad.zero_()
""",
    "sparse embedding": """
table = nn.Embedding(10, 3, sparse=True)
optimiser = torch.optim.SparseAdam(list(table.parameters()))
table(torch.tensor([1, 2, 2])).pow(2).sum().backward()
optimiser.step()
""",
    "LBFGS and its closure": """
w = torch.tensor([1.0, -1.0], requires_grad=True)
optimiser = torch.optim.LBFGS([w], max_iter=3)
def closure():
    optimiser.zero_grad()
    loss = ((w - torch.tensor([2.0, 3.0])) ** 2).sum()
    loss.backward()
    return loss
optimiser.step(closure)
""",
    "several optimisers": """
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
    "data loader": """
from torch.utils.data import DataLoader, TensorDataset
data = DataLoader(TensorDataset(torch.randn(6, 2), torch.randn(6, 1)), batch_size=3, shuffle=True)
model = nn.Linear(2, 1)
for features, labels in data:
    F.mse_loss(model(features), labels).backward()
""",
    "a loss made of two": """
trunk = nn.Linear(2, 3)
left, right = nn.Linear(3, 1), nn.Linear(3, 1)
h = trunk(torch.ones(1, 2)).tanh()
first = left(h).sum()
first.backward(retain_graph=True)
second = right(h).sum()
second.backward()
""",
    "a parameter's .data": """
w = torch.tensor([1.0, 2.0], requires_grad=True)
for step in range(2):
    (w ** 2).sum().backward()
    w.data -= 0.1 * w.grad
    w.grad.zero_()
""",
}
