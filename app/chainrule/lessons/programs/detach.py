import torch

x = torch.tensor(2.0)
w = torch.tensor(3.0, requires_grad=True)

estimate = w * x
target = estimate.detach() + 1
loss = (target - estimate) ** 2
loss.backward()
print("w.grad", w.grad)

with torch.no_grad():
    w -= 0.1 * w.grad
