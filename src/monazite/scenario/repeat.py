"""Does a saved run come out the same, bit for bit, when it is made again from its manifest?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monazite.errors import Fault, StorageError
from monazite.market.run import Run
from monazite.scenario import manifest as records
from monazite.scenario.manifest import Manifest
from monazite.scenario.storage import SCENARIO, verify

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Repetition:
    """What came of making a saved run again?

    run       : the new run
    arrays    : names of arrays whose bits differ; empty if the run was repeated exactly
    circumstances : what is no longer as it was when the run was saved (program, libraries,
                tables, data of the world); they may explain a difference
    """

    run: Run
    arrays: tuple[str, ...]
    circumstances: tuple[Fault, ...]

    @property
    def identical(self) -> bool:
        """Is every array the same, bit for bit?"""
        return not self.arrays


def repeat(directory: str | Path, progress: Progress | None = None) -> Repetition:
    """Make a saved run again, from the scenario and world its manifest names, and compare.

    The saved run is verified first and never changed. Raises StorageError if it was saved without
    its scenario or world, or is damaged; DefinitionError if its world no longer has a name that
    the scenario uses.
    """
    from monazite.chains.world import load_world
    from monazite.market.simulate import simulate
    from monazite.scenario.read import open_scenario

    place = Path(directory)
    manifest = verify(place)
    if not manifest.scenario or not manifest.world:
        raise StorageError.one(
            where=str(place),
            found="a run saved without its scenario or its world",
            expected="both, as `monazite run` saves them",
            advice="save with save_run(run, place, scenario=..., world=...)",
        )
    world = load_world(manifest.world["chain"], manifest.world["as_known"])
    scenario = open_scenario(place / SCENARIO).check(world)
    run = simulate(world, scenario, progress=progress)
    found = run.fingerprints()
    return Repetition(
        run=run,
        arrays=tuple(
            name
            for name in sorted({*found, *manifest.arrays})
            if found.get(name) != manifest.arrays.get(name)
        ),
        circumstances=(
            *_world_changed(manifest, world.fingerprint),
            *records.differences(manifest),
        ),
    )


def _world_changed(manifest: Manifest, fingerprint: str) -> tuple[Fault, ...]:
    """Return a note if the world's data are not those of the saved run."""
    if manifest.world["sha256"] == fingerprint:
        return ()
    return (
        Fault(
            where=f"world {manifest.world['chain']}",
            found=f"data with sha256 {fingerprint}",
            expected=f"data with sha256 {manifest.world['sha256']}",
            because="the run was made with the data named as expected",
        ),
    )
