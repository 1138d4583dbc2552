import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
importance = torch.tensor([[1.0, 1.0], [2.0, 0.0], [4.0, 3.0]])
bias = torch.tensor([10.0, 20.0], requires_grad=True)

# (3, 2) + (2,): one bias for every row.
shifted = x + bias
score = (importance * shifted).sum()

score.backward()
print("bias.grad", bias.grad)
