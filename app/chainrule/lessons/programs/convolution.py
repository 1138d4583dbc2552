import torch
import torch.nn.functional as F

# Dark on the left, bright on the right.
image = torch.tensor([[[[0.0, 0.0, 1.0, 1.0]] * 4]])
kernel = torch.tensor([[[[-1.0, 1.0], [-1.0, 1.0]]]])
kernel.requires_grad_()

response = F.conv2d(image, kernel)
edges = torch.relu(response)
score = edges.sum()

score.backward()
print(kernel.grad.tolist())
