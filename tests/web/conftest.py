"""A client of the web app without a worker, and a real server for the browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from monazite.web.app import create_app
from monazite.web.settings import Settings

PAGES = (
    "/",
    "/minerals",
    "/minerals/rare_earths?element=Dy",
    "/timeline",
    "/policies/cn/mofcom-2025-61",
    "/sandbox",
    "/screen",
    "/matrix",
    "/targets",
    "/projects",
    "/indicators",
    "/hindcasts",
    "/sources",
    "/glossary",
    "/api",
)
"""One address of every page."""


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(simulate=False))) as made:
        yield made


def _served(simulate: bool) -> Iterator[str]:
    import uvicorn

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(Settings(port=port, simulate=simulate))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(600):
        if server.started:
            break
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Address of a server without a worker."""
    yield from _served(simulate=False)


@pytest.fixture(scope="session")
def simulating() -> Iterator[str]:
    """Address of a server with a worker."""
    yield from _served(simulate=True)
