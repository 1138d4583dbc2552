"""Requests that a fuzzer makes from the OpenAPI document are answered as it says."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema, Case

from chainrule.server import Settings, create_app
from chainrule.store import Store
from tests.server.listening import listening
from tests.server.recorder import CountingRecorder

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OPERATIONS = [
    f"{method} {path}"
    for path, methods in create_app().openapi()["paths"].items()
    for method in methods
]


@pytest.fixture(scope="module")
def schema(session_recorder: CountingRecorder) -> Iterator[BaseSchema]:
    chosen = Settings.read(port=0, warm=False, token=TOKEN, changes_at_once=100_000)
    with Store() as store:
        app = create_app(chosen, store=store, recorder=session_recorder)
        with listening(app, chosen) as port:
            yield schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/openapi.json")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation(schema: BaseSchema, operation: str) -> None:
    method, path = operation.split()

    @given(case=schema[path][method].as_strategy())
    @settings(max_examples=5, database=None, suppress_health_check=list(HealthCheck))
    def fuzz(case: Case) -> None:
        case.call_and_validate(headers=BEARER)

    fuzz()
