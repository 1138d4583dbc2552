import torch

x = torch.tensor(4.0, requires_grad=True)

tripled = 3 * x
squared = x**2
y = tripled + squared

y.backward()
print("x.grad", x.grad)
