"""A server whose recorder counts its runs, and a trace of a real program."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from chainrule.capture import run
from chainrule.server import Settings, create_app
from chainrule.store import Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder

PROGRAM = """
import torch
import torch.nn.functional as F

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
y = torch.tensor([[1.0], [2.0]])
w = torch.tensor([[0.5], [-0.25], [0.125]], requires_grad=True)
b = torch.zeros(1, requires_grad=True)
loss = F.mse_loss(X @ w + b, y)
loss.backward()
"""


@pytest.fixture(scope="session")
def recorded() -> Trace:
    return run(PROGRAM, title="A small program")


@pytest.fixture(scope="session")
def session_recorder(recorded: Trace) -> CountingRecorder:
    return CountingRecorder(recorded)


@pytest.fixture
def recorder(recorded: Trace) -> CountingRecorder:
    return CountingRecorder(recorded)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


@pytest.fixture
def client(recorder: CountingRecorder, store: Store) -> Iterator[TestClient]:
    app = create_app(Settings(warm=False), store=store, recorder=recorder)
    with TestClient(
        app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    ) as connected:
        yield connected
