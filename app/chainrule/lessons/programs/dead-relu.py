import torch
import torch.nn.functional as F

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(-5.0, requires_grad=True)
optimiser = torch.optim.SGD([w, b], lr=0.1)

for step in range(3):
    z = w * x + b
    prediction = torch.relu(z)
    loss = F.mse_loss(prediction, y)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    print("w =", w.item(), "b =", b.item())
