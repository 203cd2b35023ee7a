"""Does the app open with its first page alone, and is everything there when it is asked for?"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from monazite.web.app import create_app
from monazite.web.first_page import FirstPage
from monazite.web.settings import Settings

OPEN = """
import sys
from starlette.testclient import TestClient
from monazite.web import first_page
from monazite.web.app import create_app
from monazite.web.settings import Settings

first_page.FirstPage._begin = lambda self: None  # nothing beforehand: only what the page needs
client = TestClient(create_app(Settings(simulate=False)))
assert client.get("/?lang=zh").status_code == 200
print(*[name for name in HEAVY if name in sys.modules])
"""
HEAVY = (
    "fastapi",
    "numpy",
    "jax",
    "scipy",
    "pandas",
    "xarray",
    "pyarrow",
    "openpyxl",
    "monazite.web.pages.sheet",
)


def opened(folder: Path) -> set[str]:
    """What of all that is heavy does the first page load, with what was kept in a folder?"""
    done = subprocess.run(
        [sys.executable, "-c", f"HEAVY = {(*HEAVY, 'pydantic')}\n{OPEN}"],
        env={**os.environ, "MONAZITE_CHECKED_ACTS": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.slow
def test_the_first_page_loads_nothing_of_the_others(tmp_path: Path) -> None:
    assert opened(tmp_path) <= {"pydantic"}, "what checks the acts, the first time"
    assert opened(tmp_path) == set()


@pytest.mark.parametrize("path", ["/glossary", "/api/openapi.json", "/screen"])
def test_a_page_asked_for_first_is_there(path: str) -> None:
    client = TestClient(create_app(Settings(simulate=False)))
    assert client.get(path).status_code == 200
    assert client.get("/").status_code == 200


def test_what_is_no_page_is_still_refused_as_one() -> None:
    client = TestClient(create_app(Settings(simulate=False)))
    assert client.get("/nothing").status_code == 404


class App:
    """A small app behind the middleware: what was done to it, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.prepared = threading.Event()
        inner = Starlette(routes=[Route("/", self.answer), Route("/static/x", self.answer)])

        def load() -> None:
            self.done.append("load")
            inner.router.routes.append(Route("/other", self.answer))

        def ready() -> None:
            self.done.append("ready")
            self.prepared.set()

        self.client = TestClient(FirstPage(inner, load, ready))

    async def answer(self, request: object) -> PlainTextResponse:
        self.done.append("answer")
        return PlainTextResponse("")


def test_the_others_are_loaded_once_the_first_page_was_sent() -> None:
    app = App()
    assert app.client.get("/").status_code == 200
    assert app.prepared.wait(10)
    assert app.done == ["answer", "load", "ready"]
    assert app.client.get("/other").status_code == 200
    assert app.done == ["answer", "load", "ready", "answer"]


def test_the_others_are_loaded_before_one_of_them_is_answered() -> None:
    app = App()
    assert app.client.get("/other").status_code == 200
    assert app.prepared.wait(10)
    assert app.done == ["load", "answer", "ready"]


def test_a_file_loads_nothing() -> None:
    app = App()
    assert app.client.get("/static/x").status_code == 200
    assert app.done == ["answer"]


def test_the_others_are_loaded_although_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monazite.web.first_page.NOBODY_CAME", 0.01)
    app = App()
    with app.client:
        assert app.prepared.wait(10)
    assert app.done == ["load", "ready"]
