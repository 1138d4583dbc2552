"""Two servers as processes that share a PostgreSQL, as two machines would."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import yaml

from chainrule.lessons import LESSONS
from chainrule.server import Settings
from tests.server.serving import Serving
from tests.store.conftest import fresh_database
from tests.store.postgres import Postgres

DOCS = Path(__file__).parents[2] / "docs"
TOKEN = "one-token-for-both-machines"


def client(server: Serving) -> httpx.Client:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=60)


def test_two_machines_are_one_server(postgres: Postgres) -> None:
    shared = {"CHAINRULE_STORE": fresh_database(postgres), "CHAINRULE_TOKEN": TOKEN}
    with (
        Serving(environment=shared) as first,
        Serving(environment=shared) as second,
        client(first) as one,
        client(second) as two,
    ):
        lesson = {"lesson": LESSONS[0].slug}
        with ThreadPoolExecutor(6) as pool:
            answers = list(
                pool.map(lambda each: each.post("/api/traces", json=lesson), [one, two] * 3)
            )
        assert sorted(each.status_code for each in answers) == [200] * 5 + [201]
        assert len({each.headers["Location"] for each in answers}) == 1

        run = one.post("/api/runs", json={"program": "print(1)\nwhile True: pass"}).json()
        place = f"/api/runs/{run['id']}"
        while two.get(place).json()["state"] == "queued":
            time.sleep(0.05)
        assert two.delete(place).json()["state"] == "cancelled"
        assert one.get(place).json()["state"] == "cancelled"

        made = one.post("/api/traces", json={"program": "print('kept')"})
        assert made.status_code == 201
        first.process.kill()
        assert two.get(made.headers["Location"]).content == made.content
        again = two.post("/api/traces", json={"program": "print('kept')"})
        assert (again.status_code, again.content) == (200, made.content)


def test_the_compose_file_sets_what_there_is() -> None:
    compose = yaml.safe_load((DOCS / "compose.yaml").read_text())
    assert set(compose["services"]) == {"one", "two", "database", "proxy"}
    environment = compose["services"]["one"]["environment"]
    assert environment == compose["services"]["two"]["environment"]
    known = {f"CHAINRULE_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in environment if name.startswith("CHAINRULE_")} <= known
    hosts = environment["CHAINRULE_ALLOWED_HOSTS"].replace("${CLASS_HOST:-localhost}", "a.example")
    assert json.loads(hosts) == ["a.example"]
    proxy = (DOCS / "proxy.conf").read_text()
    for name in ("one", "two"):
        assert f"server {name}:8000" in proxy
