"""How is the app served: on which address, behind which token, and is the browser opened?"""

from __future__ import annotations

import secrets
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from monazite.errors import DefinitionError
from monazite.web.settings import LOOPBACK, Settings

USUAL_PORT = 8765
PORTS_TRIED = 20


def free_port(host: str, wanted: int | None) -> int:
    """Which port is free? The wanted one, or the first free one from the usual one on.

    Raises DefinitionError if the wanted port, or each of those tried, is taken.
    """
    tried = [wanted] if wanted is not None else list(range(USUAL_PORT, USUAL_PORT + PORTS_TRIED))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in tried:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DefinitionError.one(
        where=f"port {tried[0]}" + (f" to {tried[-1]}" if len(tried) > 1 else ""),
        found="taken by another program, or not allowed",
        expected="a free port",
        advice="name another with --port",
    )


def address_of(settings: Settings) -> str:
    """Which address opens the app? With the token, where one is needed."""
    host = "localhost" if settings.host in LOOPBACK else settings.host
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{settings.port}/" + (
        f"?token={settings.token}" if settings.token else ""
    )


def serve(
    host: str,
    port: int | None,
    open_browser: bool,
    land: Path | None,
    tell: Callable[[Settings], None],
) -> None:
    """Serve until stopped. ``tell`` is called once, with the settings, when the server listens."""
    import uvicorn

    from monazite.web.app import create_app

    token = None if host in LOOPBACK else secrets.token_urlsafe(24)
    settings = Settings(host, free_port(host, port), token, land)

    class Announced(uvicorn.Server):
        """A server that tells its address once it listens."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                tell(settings)
                if open_browser:
                    opener = threading.Thread(target=webbrowser.open, args=(address_of(settings),))
                    opener.daemon = True
                    opener.start()

    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
    )
    if threading.current_thread() is threading.main_thread():
        # asked to stop, the server stops, and then the process leaves by the door, so that what its
        # own processes share is put away
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    Announced(config).run()
