import torch

x = torch.tensor(1.0)
w = torch.tensor(1.0, requires_grad=True)

h = w * x
for layer in range(5):
    h = torch.sigmoid(h)

h.backward()
print("w.grad", w.grad)
