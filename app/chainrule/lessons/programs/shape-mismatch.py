import torch

torch.manual_seed(0)
model = torch.nn.Linear(3, 1)

three_features = torch.tensor([[1.0, 2.0, 3.0]])
prediction = model(three_features)
print("fine:", tuple(prediction.shape))

four_features = torch.eye(4)
prediction = model(four_features)
print("never printed")
