import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        local = 3 * x**2
        return upstream * local


x = torch.tensor([1.0, 2.0], requires_grad=True)
y = Cube.apply(x)
loss = y.sum()
loss.backward()
print("x.grad", x.grad)
