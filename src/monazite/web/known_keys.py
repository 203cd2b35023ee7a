"""Is every key of an address one that the operation knows? A misspelt one is not passed over."""

from __future__ import annotations

from fastapi import Request

from monazite.errors import unknown_name

EVERYWHERE = ("lang",)
"""Keys that every address may have."""


def known_keys_only(request: Request) -> None:
    """Raise UnknownNameError, with the nearest right key, for a key that nothing would read."""
    dependant = request.scope["route"].dependant
    known = [*(one.alias for one in dependant.query_params), *EVERYWHERE]
    for key in request.query_params:
        if key not in known:
            raise unknown_name("query", key, dict.fromkeys(known), "key")
