import torch

w = torch.tensor(2.0, requires_grad=True)

first = 3 * w
first.backward()
print("once: ", w.grad)

second = w**2
second.backward()
print("twice:", w.grad)

w.grad = None
third = w**2
third.backward()
print("fresh:", w.grad)
