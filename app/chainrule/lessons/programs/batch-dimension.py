import torch
import torch.nn.functional as F

# Four examples of three features: (4, 3)
X = torch.tensor(
    [
        [1.0, 0.0, 2.0],
        [0.0, 1.0, 1.0],
        [2.0, 1.0, 0.0],
        [1.0, 1.0, 1.0],
    ]
)
y = torch.tensor([[1.0], [0.0], [1.0], [0.0]])
weight = torch.tensor([[1.0], [-1.0], [0.5]])
weight.requires_grad_()
bias = torch.tensor([0.0], requires_grad=True)

prediction = X @ weight + bias
loss = F.mse_loss(prediction, y)
loss.backward()

print(X.shape, prediction.shape)
print(weight.shape, weight.grad.shape)
