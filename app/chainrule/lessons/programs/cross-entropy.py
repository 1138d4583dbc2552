import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, 1.0, 0.0]])
logits.requires_grad_()
target = torch.tensor([2])

probabilities = F.softmax(logits, dim=1)
loss = F.cross_entropy(logits, target)
loss.backward()

print(probabilities)
print(logits.grad)
