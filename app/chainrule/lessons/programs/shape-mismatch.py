import torch

torch.manual_seed(0)
model = torch.nn.Linear(3, 1)
batches = [torch.ones(2, 3), torch.ones(4, 4)]

for features in batches:
    prediction = model(features)
    loss = prediction.mean()
    loss.backward()
    print("trained on", features.shape)
