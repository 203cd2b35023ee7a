"""From which world was a run made, by its own stamp?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monazite.errors import StorageError

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.market.run import Run

DEFINITION = "chain_definition"
"""Attribute of a run on a chain of one's own: the path of its definition."""


def world_of(run: Run) -> World:
    """From which world was a run made? Read from the package, or from the definition it names.

    Raises StorageError where the run is of a chain of one's own whose definition is no longer in
    its place, or no longer what it was; UnknownNameError for a chain that the package lacks.
    """
    from monazite.chains.world import load_world

    named = run.attributes
    known = {"as_known": str(named["as_known"])} if "as_known" in named else {}
    own = str(named.get(DEFINITION, ""))
    if not own:
        return load_world(str(named.get("world", "rare_earths")), **known)
    if not Path(own).is_file():
        raise StorageError.one(
            where=f"run of the chain {named.get('world')}",
            found=f"no file {own}",
            expected="the chain's definition, where it was when the run was made",
            because="a saved run holds its numbers, not the data of a chain that is not shipped",
            advice="put the folder of the chain back",
        )
    world = load_world(own, **known)
    if world.fingerprint != named.get("world_fingerprint"):
        raise StorageError.one(
            where=own,
            found=f"data with sha256 {world.fingerprint}",
            expected=f"data with sha256 {named.get('world_fingerprint')}",
            because="the chain was changed after the run was made from it",
            advice="run the scenario again",
        )
    return world
