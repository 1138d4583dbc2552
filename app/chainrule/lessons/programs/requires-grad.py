import torch
import torch.nn.functional as F

X = torch.tensor([[1.0, 2.0]])
y = torch.tensor([3.0])
weight = torch.tensor([2.0, -1.0], requires_grad=True)
bias = torch.tensor([1.0])  # frozen

product = X @ weight
prediction = product + bias
loss = F.mse_loss(prediction, y)
loss.backward()

print("X", X.requires_grad, X.grad)
print("bias", bias.requires_grad, bias.grad)
print("weight", weight.requires_grad, weight.grad)
print("prediction", prediction.requires_grad)
