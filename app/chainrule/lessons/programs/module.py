import torch


class Offset(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.amount = torch.nn.Parameter(torch.tensor([10.0]))

    def forward(self, value):
        return value + self.amount


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
        self.offset = Offset()

    def forward(self, x):
        return self.offset(self.layer(x))


torch.manual_seed(0)
model = Model()
print([name for name, _ in model.named_parameters()])

x = torch.tensor([[1.0, 2.0]])
prediction = model(x)
prediction.backward()
