import torch
from torch.autograd import grad

x = torch.tensor(4.0, requires_grad=True)
y = x**3

(slope,) = grad(y, x, create_graph=True)
print("first derivative ", slope.item())

slope.backward()
print("second derivative", x.grad.item())
