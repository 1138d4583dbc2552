import torch


class LinearRegression:
    def __init__(self):
        self.weight = torch.tensor([[0.5], [-1.0], [1.0]])
        self.bias = torch.tensor([0.5])
        self.weight.requires_grad_()
        self.bias.requires_grad_()

    def predict(self, X):
        return X @ self.weight + self.bias


X = torch.tensor([[1.0, 2.0, 3.0]])
y = torch.tensor([[4.0]])
model = LinearRegression()

loss = ((model.predict(X) - y) ** 2).sum()
loss.backward()

with torch.no_grad():
    model.weight -= 0.01 * model.weight.grad
    model.bias -= 0.01 * model.bias.grad
