import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X = torch.randn(10, 2)
y = X.sum(dim=1, keepdim=True)
loader = DataLoader(TensorDataset(X, y), batch_size=4)

model = torch.nn.Linear(2, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.1)

for features, labels in loader:
    print("batch of", len(features))
    prediction = model(features)
    loss = F.mse_loss(prediction, labels)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
