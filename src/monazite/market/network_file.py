"""A network in the public JSON form: read it, and clear it.

The form itself is described in `network_form`. This is the door for people who bring their own
market: a file or a mapping goes in, prices, levels and the certificate come out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monazite.errors import NetworkError, quoted
from monazite.market.network_form import (
    Network,
    NetworkActivity,
    NetworkNode,
    NetworkUse,
    network_from,
)

__all__ = [
    "Network",
    "NetworkActivity",
    "NetworkNode",
    "NetworkUse",
    "clear_network",
    "read_network",
]

LARGEST_FILE = 64_000_000
"""Bytes of a network file at most."""


def read_network(source: Mapping[str, Any] | str | Path) -> Network:
    """Is this a sound network, and what does it consist of?

    source : the form as a mapping (from `json.load`), or the path of a JSON file

    Raises NetworkError with every fault: unknown, missing or double keys; double ids; a node that
    is not defined (with near misses); numbers that are not finite or outside their range;
    activities of one group that state different capacities or dispersions; a node that nothing
    can supply or nothing can take from, so that no price clears it; an empty network.
    """
    if isinstance(source, Mapping):
        return network_from(source, "network")
    path = Path(source)
    if not path.is_file():
        raise NetworkError.one(
            where=path.name,
            found="no file of this name",
            expected="the path of a network file (JSON)",
            because="a network is read from a mapping or from a file",
        )
    if path.stat().st_size > LARGEST_FILE:
        raise NetworkError.one(
            where=path.name,
            found=f"{path.stat().st_size} bytes",
            expected=f"at most {LARGEST_FILE} bytes",
        )
    return network_from(_parsed(path.read_bytes(), path.name), path.name)


def clear_network(
    source: Network | Mapping[str, Any] | str | Path,
    *,
    tolerance: float = 1e-11,
    linear: str = "auto",
) -> dict[str, Any]:
    """At which prices does this network clear, and how well?

    source    : the public form (mapping or path of a JSON file), or what `read_network` returned
    tolerance : residual at which the solver stops; up to 1e-9 counts as cleared
    linear    : "dense", "blocks", or "auto": dense up to a few hundred nodes

    Returns a plain dictionary, ready for JSON:
    ``ok``; ``prices`` {node: USD/t}; ``levels`` {activity: units/month}; ``uses`` {use: t/month};
    ``residual``, the largest |excess supply| / throughput over nodes (an idle node is measured
    against a millionth of what could flow through it), worked out from the prices by a function
    that shares nothing with the solver; ``steps``; ``inner_iterations``;
    ``shortened_steps``; ``worst_nodes``, up to five of
    {id, residual, excess, throughput, price}. If ``ok`` is False no price vector was found:
    ``prices``, ``levels`` and ``uses`` are then empty, since a failed month has no numbers, and
    ``worst_nodes`` say where the solver stood.

    Raises NetworkError as `read_network` does.
    """
    from monazite.market.network_solution import solve_network

    network = source if isinstance(source, Network) else read_network(source)
    return solve_network(network, tolerance=tolerance, linear=linear)


class _DoubleKey(ValueError):
    """A JSON object names one key twice."""


def _no_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DoubleKey(key)
        found[key] = value
    return found


def _parsed(content: bytes, name: str) -> Any:
    """Read the text of a JSON file, refusing what JSON readers usually let pass."""
    try:
        return json.loads(content, object_pairs_hook=_no_double_keys)
    except _DoubleKey as double:
        raise NetworkError.one(
            where=name,
            found=f"the key {quoted(double.args[0])} twice in one object",
            expected="every key once",
            because="one of the two values would be lost without a word",
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NetworkError.one(
            where=name, found=f"no readable JSON: {fault}", expected="a JSON object"
        ) from None
