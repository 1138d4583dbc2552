import torch
import torch.nn.functional as F

# Three tokens, two numbers each.
x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
target = torch.tensor([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])

w_query = torch.tensor([[2.0, 0.0], [0.0, 1.0]], requires_grad=True)
w_key = torch.tensor([[1.0, 0.0], [0.0, 2.0]], requires_grad=True)
w_value = torch.tensor([[1.0, -1.0], [0.5, 1.0]], requires_grad=True)

query = x @ w_query
key = x @ w_key
value = x @ w_value

scores = query @ key.T / 2**0.5
attention = F.softmax(scores, dim=1)
output = attention @ value

loss = F.mse_loss(output, target)
loss.backward()
