"""A trace that is kept for good, and a store that has no room."""

from fastapi.testclient import TestClient

from chainrule.server import Settings, create_app
from chainrule.store import Budget, Store
from chainrule.trace import Trace
from tests.server.recorder import CountingRecorder

TOKEN = "a-token-for-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def asking(store: Store, recorder: CountingRecorder) -> TestClient:
    app = create_app(Settings(warm=False, token=TOKEN), store=store, recorder=recorder)
    return TestClient(app, base_url="http://127.0.0.1:8000")


def test_a_trace_is_kept_for_who_has_the_token(
    store: Store, recorder: CountingRecorder, recorded: Trace
) -> None:
    place = f"/api/traces/{store.put(recorded)}/kept"
    with asking(store, recorder) as client:
        assert client.put(place).status_code == 401
        assert store.usage().kept == 0
        answer = client.put(place, headers=BEARER)
        assert answer.status_code == 200
        assert answer.json()["kept_bytes"] == store.usage().kept > 0
        assert client.put("/api/traces/nope/kept", headers=BEARER).status_code == 404


def test_a_store_without_room_is_a_sentence(
    store: Store, recorder: CountingRecorder, recorded: Trace
) -> None:
    address = store.put(recorded)
    store.budget = Budget(total=1 << 20, kept=10)
    with asking(store, recorder) as client:
        answer = client.put(f"/api/traces/{address}/kept", headers=BEARER)
        assert answer.status_code == 507
        assert "CHAINRULE_KEPT_BYTES" in answer.json()["detail"]


def test_a_program_whose_trace_has_no_room_is_a_sentence(
    store: Store, recorder: CountingRecorder
) -> None:
    store.budget = Budget(total=10, kept=0)
    with asking(store, recorder) as client:
        answer = client.post("/api/traces", json={"program": "x = 1"}, headers=BEARER)
        assert answer.status_code == 507
        assert "CHAINRULE_STORE_BYTES" in answer.json()["detail"]
