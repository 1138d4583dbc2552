import torch

w1 = torch.tensor(1.0, requires_grad=True)
w2 = torch.tensor(1.0, requires_grad=True)
w3 = torch.tensor(1.0, requires_grad=True)
w4 = torch.tensor(1.0, requires_grad=True)

x = torch.tensor(1.0)
h = x
for w in (w1, w2, w3, w4):
    h = torch.sigmoid(w * h)

h.backward()
print("last layer: ", w4.grad.item())
print("first layer:", w1.grad.item())
