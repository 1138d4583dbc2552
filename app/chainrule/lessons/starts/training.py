import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)
model = nn.Linear(1, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.1)

x = torch.tensor([[0.0], [1.0], [2.0]])
y = 2 * x + 1

for epoch in range(5):
    loss = F.mse_loss(model(x), y)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    print(epoch, loss.item())
