import torch

w = torch.tensor([3.0, 4.0], requires_grad=True)
optimiser = torch.optim.SGD([w], lr=0.1)

loss = 50 * (w**2).sum()
loss.backward()
print("gradient:", w.grad.tolist())

norm = torch.nn.utils.clip_grad_norm_([w], max_norm=5.0)
print("its length was", norm.item())
print("clipped:", [round(value, 3) for value in w.grad.tolist()])

optimiser.step()
optimiser.zero_grad()
