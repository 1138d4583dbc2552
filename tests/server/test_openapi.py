"""The OpenAPI document is true: what the server answers fits the schemas that it names."""

import jsonschema
import pytest
from fastapi.openapi.utils import get_openapi
from fastapi.testclient import TestClient
from httpx2 import Response

from chainrule.lessons import LESSONS
from chainrule.server.schemas import definitions

ORDER = {"lesson": LESSONS[0].slug}


@pytest.fixture
def openapi(client: TestClient) -> dict:
    document: dict = client.get("/openapi.json").json()
    return document


def test_every_reference_points_at_a_schema(openapi: dict) -> None:
    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [each for value in part.values() for each in references(value)]
        if isinstance(part, list):
            return [each for value in part for each in references(value)]
        return []

    known = openapi["components"]["schemas"]
    found = references(openapi)
    assert len(found) > 50
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in known


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/lessons"),
        ("get", "/api/lessons/{slug}"),
        ("post", "/api/traces"),
        ("get", "/api/traces/{trace_id}"),
        ("get", "/api/traces/{trace_id}/graph"),
        ("get", "/api/traces/{trace_id}/layout"),
        ("get", "/api/traces/{trace_id}/why?tensor=0"),
        ("get", "/api/schema/trace"),
        ("get", "/api/rules?of=AddmmBackward0,relu,nope"),
        ("get", "/healthz"),
    ],
)
def test_an_answer_fits_its_schema(
    client: TestClient, openapi: dict, method: str, path: str
) -> None:
    location = client.post("/api/traces", json=ORDER).headers["location"]
    trace_id = location.rpartition("/")[2]
    place = path.format(slug=LESSONS[0].slug, trace_id=trace_id)
    answer = client.request(method, place, json=ORDER if method == "post" else None)
    check(
        openapi,
        openapi["paths"][path.partition("?")[0]][method]["responses"][str(answer.status_code)],
        answer,
    )


@pytest.mark.parametrize("path", ["/api/lessons/{slug}", "/api/traces/{trace_id}/graph"])
def test_an_error_fits_its_schema(client: TestClient, openapi: dict, path: str) -> None:
    answer = client.get(path.format(slug="nope", trace_id="nope"))
    check(openapi, openapi["paths"][path]["get"]["responses"]["404"], answer)


def test_every_operation_under_api_is_described(openapi: dict) -> None:
    for path, methods in openapi["paths"].items():
        for operation in methods.values():
            assert operation["description"].endswith("."), path
            for status, answer in operation["responses"].items():
                assert answer["content"], (path, status)


def check(openapi: dict, described: dict, answer: Response) -> None:
    (content,) = described["content"].values()
    schema = {**content["schema"], "components": openapi["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


def test_no_two_schemas_share_a_name(client: TestClient) -> None:
    app = client.app
    routes = get_openapi(title="", version="", routes=app.routes)["components"]["schemas"]
    assert len(routes) > 5
    assert not set(routes) & set(definitions())
