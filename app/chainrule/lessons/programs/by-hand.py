import torch


class LinearRegression:
    def __init__(self):
        self.weight = torch.tensor([[0.5], [-1.0], [1.0]])
        self.bias = torch.tensor([0.5])

    def predict(self, X):
        return X @ self.weight + self.bias

    def gradients(self, X, y):
        upstream = 2 * (self.predict(X) - y)
        grad_weight = X.T @ upstream
        grad_bias = upstream.sum(dim=0)
        return grad_weight, grad_bias


X = torch.tensor([[1.0, 2.0, 3.0]])
y = torch.tensor([[4.0]])
model = LinearRegression()

grad_weight, grad_bias = model.gradients(X, y)
model.weight -= 0.01 * grad_weight
model.bias -= 0.01 * grad_bias
