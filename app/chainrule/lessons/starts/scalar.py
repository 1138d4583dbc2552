import torch

x = torch.tensor(2.0)
w = torch.tensor(-3.0, requires_grad=True)
b = torch.tensor(5.0, requires_grad=True)

loss = (w * x + b) ** 2
loss.backward()

print(w.grad, b.grad)
