import torch

a = torch.tensor(3.0, requires_grad=True)
b = 2 * a  # local derivative: 2
c = b**2  # local derivative: 2b = 12
d = 10 * c  # local derivative: 10

b.retain_grad()  # between leaves and loss, .grad is kept on request
c.retain_grad()
d.backward()

print("c.grad =", c.grad.item())
print("b.grad =", b.grad.item())
print("a.grad =", a.grad.item())
