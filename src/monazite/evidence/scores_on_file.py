"""Which scores come with the package? Read without the model, so that a page shows them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "evidence.json"
"""Written by `python -m monazite.evidence`, never by hand."""


@cache
def shipped() -> Mapping[str, Any]:
    """What does the shipped file say? Episode id -> its entry; empty where there is no file."""
    return dict(shipped_file().get("episodes", {}))


@cache
def shipped_file() -> Mapping[str, Any]:
    """What does the shipped file hold in all? `members`, `episodes`, `not_scored`; or nothing."""
    place = files("monazite.evidence").joinpath("library", FILE)
    if not place.is_file():
        return {}
    content: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return content
