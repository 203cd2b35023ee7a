"""Who may ask, and how much: host names, origins, tokens, sizes."""

from __future__ import annotations

from fastapi.testclient import TestClient

from monazite.web.app import create_app
from monazite.web.server import address_of, free_port
from monazite.web.settings import Settings


def test_a_foreign_name_is_not_answered(client: TestClient) -> None:
    assert client.get("/glossary", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/glossary", headers={"host": "localhost:9"}).status_code == 200
    assert client.get("/glossary", headers={"host": "[::1]:9"}).status_code == 200


def test_a_foreign_page_cannot_post(client: TestClient) -> None:
    body = {"date": "2026-01-01", "to": "DEU"}
    assert client.post("/api/screen", json=body).status_code == 200
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/api/screen", json=body, headers=headers).status_code == 403


def test_large_bodies_are_refused_before_they_are_read(client: TestClient) -> None:
    assert client.post("/api/screen", content=b"x" * 300_000).status_code == 413
    unknown = client.post("/api/screen", content=(b"x" * 9000 for _ in range(40)))
    assert unknown.status_code >= 400


def test_away_from_loopback_a_token_is_asked_for_once() -> None:
    settings = Settings(host="192.0.2.7", port=9, token="secret-token", simulate=False)
    assert address_of(settings) == "http://192.0.2.7:9/?token=secret-token"
    client = TestClient(create_app(settings), follow_redirects=False)
    assert client.get("/glossary").status_code == 401
    assert client.get("/glossary?token=wrong").status_code == 401
    first = client.get("/glossary?token=secret-token&lang=zh")
    assert first.status_code == 303
    assert first.headers["location"] == "/glossary?lang=zh"
    assert "HttpOnly" in first.headers["set-cookie"]
    shown = {"Authorization": "Bearer secret-token"}
    assert client.get("/glossary", headers=shown).status_code == 200
    assert client.get("/glossary", headers={"Authorization": "Bearer x"}).status_code == 401
    elsewhere = client.get("http://testserver//evil.example/?token=secret-token")
    assert elsewhere.headers["location"] == "/evil.example/"
    client.cookies.set("monazite_token", "secret-token")
    assert client.get("/glossary?lang=zh").status_code == 200


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/glossary", "/nowhere", "/static/icon.svg", "/api/glossary"):
        answer = client.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_free_port_is_found() -> None:
    port = free_port("127.0.0.1", 0)
    assert 1024 <= port <= 65535
