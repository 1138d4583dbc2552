import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)

activation = torch.exp(x)
activation += 1  # the culprit

loss = activation.sum()
loss.backward()
print("never printed")
