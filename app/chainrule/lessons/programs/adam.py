import torch

steepness = torch.tensor([0.5, 5.0])
w = torch.tensor([4.0, 1.0], requires_grad=True)
optimiser = torch.optim.Adam([w], lr=0.5)

for step in range(8):
    loss = (steepness * w**2).sum()
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    print(w)
