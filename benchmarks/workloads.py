"""The programs that are recorded: ordinary ones, from five operations to ten thousand."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = ["WORKLOADS", "Program", "Workload"]

Step = Callable[[], object]

LOOP = 10_000


@dataclass(frozen=True, kw_only=True)
class Program:
    """Called, it runs forward and backward once; `after` is what follows, such as an update."""

    loss: Callable[[Tensor], Tensor]
    given: Tensor
    after: Callable[[], object]
    model: nn.Module | None = None

    def __call__(self) -> None:
        self.loss(self.given).backward()
        self.after()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """`prepare` builds the model, and gives the program that uses it."""

    title: str
    prepare: Callable[[], Program]
    rounds: int = 25
    large: bool = False


def linear_regression() -> Program:
    """The first lesson's program."""
    model = nn.Linear(3, 1)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01)
    x, y = torch.rand(4, 3), torch.rand(4, 1)

    def after() -> None:
        optimiser.step()
        optimiser.zero_grad()

    return Program(loss=lambda x: F.mse_loss(model(x), y), given=x, after=after, model=model)


def small_mlp() -> Program:
    layers = [nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)]
    model = nn.Sequential(*layers)
    x, y = torch.rand(64, 64), torch.randint(10, (64,))
    return _training(model, lambda x: F.cross_entropy(model(x), y), x)


def gpt2() -> Program:
    """The shape of GPT-2 with 124 million parameters; one sequence of 128 tokens."""
    from transformers import GPT2Config, GPT2LMHeadModel

    model = GPT2LMHeadModel(GPT2Config())
    tokens = torch.randint(50_257, (1, 128))

    def loss(tokens: Tensor) -> Tensor:
        found: Tensor = model(input_ids=tokens, labels=tokens).loss
        return found

    return _training(model, loss, tokens)


class Bottleneck(nn.Module):
    """ResNet's block of three convolutions and a shortcut."""

    def __init__(self, inside: int, width: int, stride: int) -> None:
        super().__init__()
        out = 4 * width
        self.residual = nn.Sequential(
            *(nn.Conv2d(inside, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()),
            nn.Conv2d(width, width, 3, stride, padding=1, bias=False),
            *(nn.BatchNorm2d(width), nn.ReLU()),
            *(nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out)),
        )
        straight = inside == out and stride == 1
        projection = (nn.Conv2d(inside, out, 1, stride, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Identity() if straight else nn.Sequential(*projection)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.residual(x) + self.shortcut(x))


def resnet50() -> Program:
    """The shape of ResNet-50; one picture of 224 × 224."""
    stem = (nn.Conv2d(3, 64, 7, 2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU())
    blocks: list[nn.Module] = []
    inside = 64
    for width, count in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for number in range(count):
            blocks.append(Bottleneck(inside, width, 2 if number == 0 and width > 64 else 1))
            inside = 4 * width
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 1000))
    model = nn.Sequential(*stem, nn.MaxPool2d(3, 2, padding=1), *blocks, *head)
    x, y = torch.rand(2, 3, 224, 224), torch.randint(1000, (2,))
    return _training(model, lambda x: F.cross_entropy(model(x), y), x)


def long_loop() -> Program:
    """Ten thousand operations, one after the other, on three numbers."""
    start = torch.ones(3, requires_grad=True)

    def loss(x: Tensor) -> Tensor:
        for _ in range(LOOP // 2):
            x = x * 0.999 + 0.001
        return x.sum()

    def after() -> None:
        start.grad = None

    return Program(loss=loss, given=start, after=after)


def _training(model: nn.Module, loss: Callable[[Tensor], Tensor], given: Tensor) -> Program:
    return Program(loss=loss, given=given, after=lambda: model.zero_grad(), model=model)


WORKLOADS = (
    Workload(title="linear regression (first lesson)", prepare=linear_regression),
    Workload(title="small MLP, batch of 64", prepare=small_mlp),
    Workload(title="GPT-2's shape, 124 M parameters, 1 × 128", prepare=gpt2, rounds=5, large=True),
    Workload(title="ResNet-50's shape, 2 × 224 × 224", prepare=resnet50, rounds=5, large=True),
    Workload(title="loop of 10,000 operations", prepare=long_loop, rounds=3),
)
