"""The QR code of a page's address."""

import pytest
from fastapi.testclient import TestClient

STEP = "/lessons/linear-regression#step=backward-2"


def test_a_step_has_a_code(client: TestClient) -> None:
    answer = client.get("/api/qr.svg", params={"path": STEP})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.content.startswith(b"<svg")
    assert b"<script" not in answer.content
    assert answer.content == client.get("/api/qr.svg", params={"path": STEP}).content
    assert answer.content != client.get("/api/qr.svg", params={"path": "/"}).content
    assert client.get("/api/qr.svg", params={"path": "/new#program=eJz"}).status_code == 200


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "@evil.example", ""])
def test_an_address_elsewhere_has_none(client: TestClient, path: str) -> None:
    assert client.get("/api/qr.svg", params={"path": path}).status_code == 404


def test_an_address_that_fits_no_code_is_told_so(client: TestClient) -> None:
    answer = client.get("/api/qr.svg", params={"path": "/lessons/" + "ℒ" * 900})
    assert answer.status_code == 422
    assert "too long for a QR code" in answer.json()["detail"]
