import torch

torch.manual_seed(4)
x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
dropout = torch.nn.Dropout(p=0.5)

# In training, half of the numbers go; the rest count double.
kept = dropout(x)
kept.sum().backward()
print("train:", kept.tolist(), x.grad.tolist())

# In evaluation, dropout does nothing at all.
x.grad = None
dropout.eval()
same = dropout(x)
same.sum().backward()
print("eval: ", same.tolist(), x.grad.tolist())
