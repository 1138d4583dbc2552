import torch
import torch.nn.functional as F


class PyTorchLinearRegression(torch.nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.linear_layer = torch.nn.Linear(num_inputs, num_outputs)

    def forward(self, X):
        return self.linear_layer(X)


torch.manual_seed(1)
X = torch.tensor([[1.0, 2.0, 3.0]])
y = torch.tensor([[2.3]])
model = PyTorchLinearRegression(3, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.01)

prediction = model(X)
loss = F.mse_loss(prediction, y)
loss.backward()
optimiser.step()
optimiser.zero_grad()
