import torch

torch.manual_seed(4)
x = torch.tensor([1.0, 2.0, 3.0, 4.0])
x.requires_grad_()
dropout = torch.nn.Dropout(p=0.5)

# Training: half go, the rest count double.
kept = dropout(x)
kept.sum().backward()
print("train", kept, x.grad)

# Evaluation: nothing happens at all.
x.grad = None
dropout.eval()
same = dropout(x)
same.sum().backward()
print("eval ", same, x.grad)
