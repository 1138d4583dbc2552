import torch

x = torch.tensor(2.0)
w = torch.tensor(3.0, requires_grad=True)

estimate = w * x
target = estimate.detach() + 1  # the number, without its history
loss = (target - estimate) ** 2
loss.backward()
print("w.grad =", w.grad.item())

with torch.no_grad():  # the update is no part of the model
    w -= 0.1 * w.grad
