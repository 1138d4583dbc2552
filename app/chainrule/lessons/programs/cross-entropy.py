import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 1.0, 0.0]], requires_grad=True)
target = torch.tensor([2])

probabilities = F.softmax(logits, dim=1)
print("probabilities:", probabilities.tolist())

loss = F.cross_entropy(logits, target)
loss.backward()
print("gradient:     ", logits.grad.tolist())
