import torch

x = torch.tensor(2.0)
y = torch.tensor(4.0)
w = torch.tensor(0.5, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)

# Forward: from the input to one number.
product = w * x
prediction = product + b
error = prediction - y
loss = error**2

# Backward: from there to each parameter.
loss.backward()
print("w.grad", w.grad)
print("b.grad", b.grad)
