import torch

a = torch.tensor(3.0, requires_grad=True)
b = 2 * a  # slope 2
c = b**2  # slope 2b = 12
d = 10 * c  # slope 10

b.retain_grad()  # keep b.grad as well
c.retain_grad()
d.backward()

print("c.grad", c.grad)
print("b.grad", b.grad)
print("a.grad", a.grad)
