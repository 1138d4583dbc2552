import torch
import torch.nn.functional as F

# Three tokens, two numbers each.
x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
w_query = torch.tensor([[2.0, 0.0], [0.0, 1.0]])
w_key = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
w_value = torch.tensor([[1.0, -1.0], [0.5, 1.0]])
for weight in (w_query, w_key, w_value):
    weight.requires_grad_()

query = x @ w_query / 2**0.5
key = x @ w_key
value = x @ w_value

scores = query @ key.T
attention = F.softmax(scores, dim=1)
output = attention @ value

target = torch.tensor([[0.0, 1.0]] * 3)
loss = F.mse_loss(output, target)
loss.backward()
