"""Every kind of place that a store lives in."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from chainrule.store import Store
from tests.store.postgres import Postgres

numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as running:
        yield running


def fresh_database(postgres: Postgres) -> str:
    """The address of an empty database."""
    name = f"store{next(numbers)}"
    engine = create_engine(postgres.url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres.url.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["file", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where several processes can share a store."""
    if request.param == "file":
        return str(tmp_path / "deep" / "t.sqlite")
    return fresh_database(request.getfixturevalue("postgres"))


@pytest.fixture(params=["memory", "file", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    places = {
        "memory": lambda: None,
        "file": lambda: tmp_path / "t.sqlite",
        "postgresql": lambda: fresh_database(request.getfixturevalue("postgres")),
    }
    with Store(places[request.param]()) as opened:
        yield opened
