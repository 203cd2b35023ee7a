"""How was the server started: where does it listen, who may ask, how much may be sent?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
"""Names of this machine itself."""

LARGEST_UPLOAD = 5_000_000
"""Largest sheet that may be sent, in bytes."""

LARGEST_BODY = 200_000
"""Largest body of any other request, in bytes."""


@dataclass(frozen=True)
class Settings:
    """What was the server told when it started?

    host  : address it listens on; anything but loopback needs a token
    port  : port it listens on
    token : what a visitor has to show once, None on loopback
    land  : a file of land outlines that replaces the shipped one (GeoJSON MultiPolygon), or None
    simulate : may a worker process be started? Off in tests that need no simulation
    """

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    land: Path | None = None
    simulate: bool = True

    @property
    def on_loopback(self) -> bool:
        """Can nobody but this machine ask?"""
        return self.host in LOOPBACK
