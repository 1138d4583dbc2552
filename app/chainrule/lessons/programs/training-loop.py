import torch
import torch.nn.functional as F


def train(model, batches, epochs):
    optimiser = torch.optim.SGD(model.parameters(), lr=0.2)
    for epoch in range(epochs):
        for features, labels in batches:
            prediction = model(features)
            loss = F.mse_loss(prediction, labels)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
        print(f"epoch {epoch}: loss {loss.item():.3f}")


torch.manual_seed(0)
X = torch.randn(12, 2)
y = X @ torch.tensor([[2.0], [-1.0]]) + 1
batches = list(zip(X.split(4), y.split(4)))

model = torch.nn.Linear(2, 1)
train(model, batches, epochs=8)
