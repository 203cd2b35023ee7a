"""What does one scenario do to every mineral? All chains side by side, into one folder.

    world.json         which chains were run, how each went, and the sha256 of its manifest
    <chain>/           a saved run of each chain, as `monazite run` saves it

Each chain is a market of its own: chains run in processes beside each other, each process one
chain after another. The folder is written beside its place and moved there when all are done. A
chain that could not be run is named in ``world.json`` with its reason; the others are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.errors import MonaziteError, StorageError
from monazite.scenario import manifest as records
from monazite.scenario.storage import moved_into_place, save

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.scenario.other_chain import OnChain

WORLD = "world.json"
"""What tells a folder of all chains from any other."""
FORM = 1
"""Version of the form of ``world.json``."""
PROCESSES = 2
"""Chains that run beside each other unless told otherwise."""
CHAINS_REMEMBERED = 10
"""After so many chains a process forgets its compiled code, about 50 MB a chain."""
_RUN_HERE = count(1)
"""Chains run in this process so far."""

Told = Callable[["ChainResult | StoppedChain", int, int], None]
"""Called with (how a chain went, chains done, chains in all)."""


@dataclass(frozen=True)
class ChainResult:
    """How did the run of one chain go?

    months, cleared, failed : as the status of a run        largest_residual : share of throughput
    largest_mass_error : share of throughput                seconds : to read, compile and run
    effects : number that act on the chain                  left_out : ids that name nothing of it
    manifest : sha256 of the saved run's manifest
    """

    chain: str
    months: int
    cleared: bool
    failed: tuple[str, ...]
    largest_residual: float | None
    largest_mass_error: float | None
    seconds: float
    effects: int
    left_out: tuple[str, ...]
    manifest: str


@dataclass(frozen=True)
class StoppedChain:
    """Which chain could not be run to its end, so that nothing of it was saved, and why?"""

    chain: str
    reason: str


@dataclass(frozen=True)
class WorldRuns:
    """A folder of all chains: the scenario's id, how each saved chain went, in order of chains.

    stopped : the chains that could not be run, in order of chains; the folder holds none of them
    """

    scenario: str
    results: tuple[ChainResult, ...]
    stopped: tuple[StoppedChain, ...] = ()

    @property
    def cleared(self) -> bool:
        """Was every chain run, and did every month of it clear?"""
        return not self.stopped and all(result.cleared for result in self.results)


def run_all(
    scenario: str,
    place: str | Path,
    *,
    chains: Sequence[str] | None = None,
    months: int | None = None,
    processes: int = PROCESSES,
    overwrite: bool = False,
    told: Told | None = None,
) -> WorldRuns:
    """Run a scenario on all chains (or those named) and save them in one folder.

    chains : ids of shipped chains, or paths as :func:`monazite.chains.own_chain.chains_named` takes

    A chain in which a month does not clear is saved and told like the others; one that raises is
    told with its reason, and the others are saved. Raises UnknownNameError for a name that is no
    chain, StorageError if the place is taken, whatever reading the scenario raises, and what the
    first chain raised where none could be run; nothing is then saved.
    """
    from monazite.chains.own_chain import chains_named
    from monazite.chains.read import chain_names
    from monazite.scenario.read import open_scenario

    wanted = chains_named(chains if chains is not None else chain_names())
    opened = open_scenario(scenario).scenario
    target = _check_place(Path(place), overwrite=overwrite)
    with moved_into_place(target) as draft:
        found: dict[str, ChainResult | StoppedChain] = {}
        raised: list[Exception] = []
        # forked children would share the threads of a loaded JAX: each process starts afresh
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            jobs = {
                pool.submit(_run_chain, scenario, wanted[name], months, str(draft / name)): name
                for name in _longest_first(tuple(wanted))
            }
            for job in as_completed(jobs):
                name = jobs[job]
                try:
                    found[name] = job.result()
                except Exception as error:
                    raised.append(error)
                    found[name] = StoppedChain(name, _reason(error))
                    shutil.rmtree(draft / name, ignore_errors=True)
                if told is not None:
                    told(found[name], len(found), len(wanted))
        if len(raised) == len(wanted):
            raise raised[0]
        ordered = [found[name] for name in wanted]
        runs = WorldRuns(
            opened.id,
            tuple(one for one in ordered if isinstance(one, ChainResult)),
            tuple(one for one in ordered if isinstance(one, StoppedChain)),
        )
        (draft / WORLD).write_text(_text(runs), encoding="utf-8")
    return runs


def read_world_runs(place: str | Path) -> WorldRuns:
    """Which chains does a folder of all chains hold, and how did they go?

    Raises StorageError where it is no such folder, or a chain's manifest is not the one saved.
    """
    folder = Path(place)
    try:
        content = json.loads((folder / WORLD).read_text(encoding="utf-8"))
        results = tuple(
            ChainResult(
                **{**row, "failed": tuple(row["failed"]), "left_out": tuple(row["left_out"])}
            )
            for row in content["chains"]
        )
        stopped = tuple(StoppedChain(**row) for row in content.get("stopped", ()))
        found = WorldRuns(str(content["scenario"]), results, stopped)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError.one(
            where=str(folder),
            found=f"no readable {WORLD}: {error}",
            expected="a folder made by `monazite run SCENARIO --all`",
        ) from error
    for result in results:
        if _sha256(folder / result.chain / records.MANIFEST) != result.manifest:
            raise StorageError.one(
                where=str(folder / result.chain),
                found="another manifest, or none",
                expected=f"the manifest with sha256 {result.manifest[:12]}...",
                because="the run of this chain is not the one that was saved with the others",
                advice="run all chains again",
            )
    return found


def is_world_runs(place: str | Path) -> bool:
    """Is this a folder of all chains?"""
    return (Path(place) / WORLD).is_file()


def acting_on(scenario: str, chain: str, months: int | None = None) -> tuple[World, OnChain]:
    """Which world is a chain's, and how does a scenario act on it?

    chain : id of a shipped one, or path of a definition

    Raises as reading the scenario, the chain and the law does.
    """
    from monazite.chains.world import load_world
    from monazite.scenario.other_chain import OnChain, on_chain
    from monazite.scenario.read import open_scenario

    opened = open_scenario(scenario)
    world = load_world(chain, str(opened.scenario.as_known))
    if world.chain.id == opened.scenario.chain:
        return world, OnChain(opened.check(world).changed(months=months), ())
    return world, on_chain(opened.scenario.changed(months=months), world)


def _run_chain(scenario: str, chain: str, months: int | None, place: str) -> ChainResult:
    """Run one chain in a process of its own and save it."""
    begin = time.perf_counter()
    from monazite.market.compiled_code import forget_compiled_code
    from monazite.market.simulate import simulate

    world, acting = acting_on(scenario, chain, months)
    moved = acting.scenario
    run = simulate(world, moved)
    save(run, place, scenario=moved, world=world)
    if next(_RUN_HERE) % CHAINS_REMEMBERED == 0:
        forget_compiled_code()
    cleared = run["cleared"]
    return ChainResult(
        chain=world.chain.id,
        months=run.status.months,
        cleared=run.status.cleared,
        failed=tuple(failed.month for failed in run.status.failed),
        largest_residual=float(run["residual"][cleared].max()) if cleared.any() else None,
        largest_mass_error=float(run["mass_error"][cleared].max()) if cleared.any() else None,
        seconds=round(time.perf_counter() - begin, 3),
        effects=len(moved.effects),
        left_out=acting.left_out,
        manifest=_sha256(Path(place) / records.MANIFEST),
    )


def _longest_first(chains: Sequence[str]) -> list[str]:
    """Order chains by the size of their tables, largest first, so that no long one ends alone."""
    from monazite.chains.read import TABLES

    def size(name: str) -> int:
        return sum(path.stat().st_size for path in TABLES.glob(f"{name}_*/*.csv"))

    return sorted(chains, key=size, reverse=True)


def _check_place(place: Path, *, overwrite: bool) -> Path:
    if place.exists() and not (overwrite and is_world_runs(place)):
        raise StorageError.one(
            where=str(place),
            found="a folder" if place.is_dir() else "a file",
            expected="a place that does not exist yet",
            because="it would be lost",
            advice="give another place" + (", or say --overwrite" if is_world_runs(place) else ""),
        )
    return place


def _reason(error: Exception) -> str:
    """Why could a chain not be run, in one line?"""
    if isinstance(error, MonaziteError):
        first = error.faults[0]
        return f"{first.where}: found {first.found}, expected {first.expected}"
    return f"{type(error).__name__}: {error}"


def _text(runs: WorldRuns) -> str:
    content: dict[str, Any] = {
        "form": FORM,
        "scenario": runs.scenario,
        "created": records.now(),
        "program": records.program(),
        "processors": os.cpu_count(),
        "chains": [asdict(result) for result in runs.results],
        "stopped": [asdict(one) for one in runs.stopped],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
