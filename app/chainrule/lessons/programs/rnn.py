import torch

w_in = torch.tensor(0.5, requires_grad=True)
w_back = torch.tensor(0.8, requires_grad=True)

h = torch.tensor(0.0)
for x in (1.0, -1.0, 2.0):
    h = torch.tanh(w_in * x + w_back * h)

h.backward()
print("w_in.grad  ", w_in.grad)
print("w_back.grad", w_back.grad)
