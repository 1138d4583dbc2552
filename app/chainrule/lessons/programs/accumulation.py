import torch

w = torch.tensor(2.0, requires_grad=True)

first = 3 * w
first.backward()
print("after one backward: ", w.grad.item())

second = w**2
second.backward()
print("after two backwards:", w.grad.item())

w.grad = None
third = w**2
third.backward()
print("after a fresh start:", w.grad.item())
