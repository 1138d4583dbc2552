import torch
import torch.nn.functional as F

X = torch.tensor([[2.0], [4.0], [6.0], [8.0]])
y = torch.tensor([[0.0], [0.0], [1.0], [1.0]])
layer = torch.nn.BatchNorm1d(1)

# In training, the batch is measured by its own mean and spread.
normal = layer(X)
F.mse_loss(normal, y).backward()
print("train:", [round(value, 2) for (value,) in normal.tolist()])

# In evaluation, by the running averages of the batches so far.
layer.zero_grad()
layer.eval()
normal = layer(X)
F.mse_loss(normal, y).backward()
print("eval: ", [round(value, 2) for (value,) in normal.tolist()])
