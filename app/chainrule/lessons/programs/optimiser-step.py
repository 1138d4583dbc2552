import torch

w = torch.tensor(1.0, requires_grad=True)
optimiser = torch.optim.SGD([w], lr=0.1)

for step in range(5):
    loss = (w - 5) ** 2
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    print(f"w = {w.item():.2f}")
