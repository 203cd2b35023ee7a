"""What do many members of one episode say, each with its own draw of the parameters?

All members share one compiled function and are run one after another in each process. A member in
which a month does not clear is counted and left out, never repaired.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from monazite.chains.world import World
from monazite.errors import SolveError
from monazite.evidence.members import (
    calm_month,
    factors,
    member_model,
    member_schedule,
    months_of,
)
from monazite.evidence.priors import draws
from monazite.evidence.quantities import change_since, measured, reading
from monazite.evidence.written_episode import ScoredQuantity
from monazite.scenario.scenario import Scenario

Progress = Callable[[int, int], None]
FEW = 24
"""Members up to which a second process is not worth its start."""


@dataclass(frozen=True)
class Ensemble:
    """What did the members say?

    change : (member, quantity, month) multiple of the origin; NaN for a member that did not clear
    failed : numbers of the members in which a month did not clear
    """

    change: np.ndarray
    failed: tuple[int, ...]


def run_members(
    world: World,
    scenario: Scenario,
    quantities: Sequence[ScoredQuantity],
    event: int,
    members: int,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Ensemble:
    """What do members 0 to ``members`` - 1 say of some quantities?

    Member 0 is the median of the priors. Raises SolveError where the median member does not clear.
    """
    rows = draws(members)
    wanted = processes or min(2, os.cpu_count() or 1)
    if members <= FEW or wanted == 1:
        change = _changes(world, scenario, quantities, event, rows, progress)
    else:
        parts = np.array_split(rows, wanted)
        with get_context("spawn").Pool(wanted - 1) as pool:
            later = [
                pool.apply_async(_changes, (world, scenario, quantities, event, part))
                for part in parts[1:]
            ]
            first = _changes(world, scenario, quantities, event, parts[0], progress)
            change = np.concatenate([first, *(part.get() for part in later)])
    failed = tuple(int(n) for n in np.flatnonzero(~np.isfinite(change).all(axis=(1, 2))))
    if 0 in failed:
        raise SolveError.one(
            where=f"episode {scenario.id}, median member",
            found="a month that did not clear",
            expected="every month cleared",
            because="a forecast cannot rest on a month without a certificate",
            advice="check the effects: one may take more than the market has, or add more than it "
            "can hold",
        )
    return Ensemble(change, failed)


def _changes(
    world: World,
    scenario: Scenario,
    quantities: Sequence[ScoredQuantity],
    event: int,
    rows: np.ndarray,
    progress: Progress | None = None,
) -> np.ndarray:
    """Run some rows of draws: (member, quantity, month), NaN where a month did not clear."""
    from monazite.market.build_schedule import build_schedule
    from monazite.market.run_schedule import run_schedule
    from monazite.market.simulate import model_of

    model = model_of(world)
    months = months_of(scenario.start, scenario.months)
    effects = tuple(scenario.effects)
    schedule = build_schedule(model, scenario.demand, months, effects)
    calm = calm_month(model, schedule)
    reads = [reading(quantity, world.chain, model, effects, months) for quantity in quantities]
    found = np.full((len(rows), len(reads), scenario.months), np.nan)
    for number, row in enumerate(rows):
        drawn = factors(row)
        member = member_model(model, calm, drawn)
        record = run_schedule(member, member_schedule(schedule, drawn), scenario.months)
        if bool(np.asarray(record.cleared)[: scenario.months].all()):
            for place, read in enumerate(reads):
                series = measured(read, record, member)[: scenario.months]
                found[number, place] = change_since(series, read.quantity, event)
        if progress is not None:
            progress(number + 1, len(rows))
    return found
