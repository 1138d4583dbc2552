import torch

w_input = torch.tensor(0.5, requires_grad=True)
w_hidden = torch.tensor(0.8, requires_grad=True)
h0 = torch.tensor(0.0)
h = h0
for x in (1.0, -1.0, 2.0):
    h = torch.tanh(w_input * x + w_hidden * h)

h.backward()
print("w_input.grad: ", w_input.grad.item())
print("w_hidden.grad:", w_hidden.grad.item())
