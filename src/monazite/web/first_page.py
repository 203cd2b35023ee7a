"""How is the first page answered before all the others are loaded?

Loading every page and what it stands on takes longer than a reader likes to wait. The app opens
with its first page alone; the others are loaded as soon as one of them is asked for, or else once
the first page was sent, and only then is anything computed beforehand.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

NOBODY_CAME = 3.0
"""Seconds after which the other pages are loaded although no page was asked for."""


class FirstPage:
    """Middleware that loads the other pages in time, and makes the app ready after the first.

    load  : adds all other pages to the app; called once, before the first that is one of them
    ready : what is to be done once a page was sent; called once, in a thread of its own
    """

    def __init__(self, app: Any, load: Callable[[], None], ready: Callable[[], None]) -> None:
        self.app = app
        self._load, self._ready = load, ready
        self._loaded = self._begun = False
        self._lock = threading.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, the page it asks for being loaded first."""
        if scope["type"] == "lifespan":
            late = threading.Timer(NOBODY_CAME, self._begin)
            late.daemon = True
            late.start()
            await self.app(scope, receive, send)
            late.cancel()
            self._begun = True
            return
        path = scope.get("path", "")
        page = path != "/favicon.ico" and not path.startswith("/static/")
        if page and path != "/" and not self._loaded:
            await run_in_threadpool(self._load_once)
        await self.app(scope, receive, send)
        if page:
            self._begin()

    def _load_once(self) -> None:
        with self._lock:
            if not self._loaded:
                self._load()
                self._loaded = True

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True

        def work() -> None:
            self._load_once()
            self._ready()

        threading.Thread(target=work, name="make-ready", daemon=True).start()
