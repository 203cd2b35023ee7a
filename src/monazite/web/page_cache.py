"""Which pages need not be made twice? What depends on nothing but its address, language and day.

A page is kept as it was sent, compressed, until the day changes or there is no more room. What a
visitor screens is never kept: nothing of a transaction outlives its answer.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

from starlette.requests import Request

from monazite.web.visit import visit_of

PRIVATE = "/screen"
"""Kept only as an empty form."""
NEVER = ("/static/", "/api/", "/parts/")
MOST_BYTES = 48_000_000
"""Room for all pages kept."""
LARGEST = 1_000_000
"""A page above this size is made anew each time."""

Kept = tuple[int, list[tuple[bytes, bytes]], bytes]


class PageCache:
    """Middleware that keeps whole answers; one dictionary, used in one event loop only."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer from what is kept, or let the app answer and keep that."""
        key = address_key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            status, headers, body = known
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        told: list[Any] = []

        async def listening(message: Any) -> None:
            told.append(message)
            await send(message)

        await self.app(scope, receive, listening)
        self._keep(key, told)

    def _keep(self, key: tuple[Any, ...], told: list[Any]) -> None:
        start = next((one for one in told if one["type"] == "http.response.start"), None)
        if start is None or start["status"] != 200:
            return
        kind = dict(start["headers"]).get(b"content-type", b"")
        body = b"".join(one.get("body", b"") for one in told if one["type"] != start["type"])
        if not kind.startswith(b"text/html") or len(body) > LARGEST:
            return
        self._kept[key] = (200, list(start["headers"]), body)
        self._size += len(body)
        while self._size > MOST_BYTES:
            _, (_, _, old) = self._kept.popitem(last=False)
            self._size -= len(old)


def address_key(scope: Any) -> tuple[Any, ...] | None:
    """What does a page depend on? None for what is never kept."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path = scope["path"]
    query = scope["query_string"]
    if path.startswith(NEVER) or len(query) > 2_000:
        return None
    request = Request(scope)
    if path.startswith(PRIVATE) and set(request.query_params) - {"lang", "scheme"}:
        return None
    visit = visit_of(request)
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    base = str(request.base_url) if path == "/api" else ""
    return path, query, visit.language, visit.scheme, visit.day, date.today(), zipped, base
