import torch

x = torch.tensor([1.0, 2.0])
w = torch.tensor([3.0, 4.0], requires_grad=True)
b = torch.tensor(-1.0, requires_grad=True)
target = torch.tensor(0.0)

z = w @ x + b
activation = torch.relu(z)
loss = (activation - target) ** 2

loss.backward()
print("w.grad", w.grad)
