import torch
import torch.nn.functional as F

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([2.0, 4.0, 6.0])
w = torch.tensor(0.0, requires_grad=True)
optimiser = torch.optim.SGD([w], lr=0.05)

for step in range(6):
    loss = F.mse_loss(w * x, y)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    print(f"w = {w.item():.2f}")
