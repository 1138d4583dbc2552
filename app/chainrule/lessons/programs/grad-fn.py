import torch

a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)

total = a**2 + b**2
c = torch.sqrt(total)

print("a:", a.grad_fn)
print("total:", total.grad_fn.name())
print("c:", c.grad_fn.name())

c.backward()
