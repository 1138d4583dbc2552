import torch

a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([1.0, 2.0])

difference = a - b
squares = difference**2
distance = torch.sqrt(squares.sum())
print("distance", distance.item())

distance.backward()
print("a.grad", a.grad)
