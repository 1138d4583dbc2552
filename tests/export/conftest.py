"""A recorded lesson, and a trace whose every name is an attack."""

import json
from pathlib import Path

import pytest

from chainrule.trace import Trace

FIXTURES = Path(__file__).parents[1] / "js" / "fixtures"


@pytest.fixture(scope="session")
def lesson() -> Trace:
    """Linear regression, one training step."""
    fixture = json.loads((FIXTURES / "linear-regression.json").read_text())
    return Trace.from_json(json.dumps(fixture["trace"]))
