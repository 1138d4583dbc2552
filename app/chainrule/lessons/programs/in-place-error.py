import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)

activation = torch.exp(x)
activation += 1  # overwrites what exp keeps for its backward pass

loss = activation.sum()
loss.backward()
print("never printed")
