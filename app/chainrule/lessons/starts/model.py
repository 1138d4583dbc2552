import torch
import torch.nn as nn
import torch.nn.functional as F


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(F.relu(self.hidden(x)))


torch.manual_seed(1)
model = Model()
optimiser = torch.optim.SGD(model.parameters(), lr=0.1)

x = torch.randn(2, 3)
y = torch.tensor([[1.0], [-1.0]])

loss = F.mse_loss(model(x), y)
loss.backward()
optimiser.step()
optimiser.zero_grad()
