"""The page of the API: every operation with an example that can be run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from monazite.web.rendering import page
from monazite.web.visit import visit_of

router = APIRouter(include_in_schema=False)

EXAMPLES: dict[str, str] = {
    "/api/policies": "?on=2026-11-28&issuer=cn",
    "/api/policies/{name}": "",
    "/api/timeline": "?on=2026-11-28",
    "/api/exposure": "?on=2026-11-28",
    "/api/minerals/{name}": "?element=Dy",
    "/api/projects": "?mineral=gallium",
    "/api/indicators": "?mineral=gallium",
}
FILLED = {"/api/policies/{name}": "cn/mofcom-2025-61", "/api/minerals/{name}": "rare_earths"}
BODIES: dict[str, str] = {
    "/api/screen": '{"date": "2026-11-28", "good": "sintered NdFeB magnets with dysprosium", '
    '"from": "CHN", "to": "DEU", "end_use": "civil"}',
    "/api/simulations": '{"query": [["v", "1"], ["base", "truce_prolonged"]], "element": "Dy"}',
}


def examples(base: str, schema: dict[str, Any], say: Callable[[str], str]) -> list[dict[str, str]]:
    """Which command runs each operation of a schema against a server at ``base``?"""
    found = []
    for path, methods in schema["paths"].items():
        for method in methods:
            filled = path.replace("{name}", FILLED.get(path, "")) + EXAMPLES.get(path, "")
            command = f'curl "{base}{filled}"'
            if method == "post":
                command += f" -H 'content-type: application/json' -d '{BODIES[path]}'"
            found.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "says": say(f"api.says.{path}"),
                    "command": command,
                    "address": filled if method == "get" else "",
                }
            )
    return found


@router.get("/api", response_class=HTMLResponse)
def operations(request: Request) -> Response:
    """Show the operations."""
    base = str(request.base_url).rstrip("/")
    listed = examples(base, request.app.openapi(), visit_of(request).say)
    return page(request, "operations.html.j2", listed=listed)
