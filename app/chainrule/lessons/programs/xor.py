import torch
import torch.nn.functional as F

torch.manual_seed(3)
X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

model = torch.nn.Sequential(
    torch.nn.Linear(2, 2),
    torch.nn.Tanh(),
    torch.nn.Linear(2, 1),
)
optimiser = torch.optim.Adam(model.parameters(), lr=0.2)

for step in range(40):
    prediction = model(X)
    loss = F.mse_loss(prediction, y)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()

print("loss:", round(loss.item(), 4))
