import torch
from torch.nn.utils import clip_grad_norm_

w = torch.tensor([3.0, 4.0], requires_grad=True)
optimiser = torch.optim.SGD([w], lr=0.1)

loss = 50 * (w**2).sum()
loss.backward()
print("before:", w.grad)

clip_grad_norm_([w], max_norm=5.0)
print("after: ", w.grad)

optimiser.step()
optimiser.zero_grad()
