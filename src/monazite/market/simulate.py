"""What happens to a world month by month under a scenario?

The months are advanced in equal chunks of one compiled function, so that progress can be shown
and nothing is compiled again for another scenario of the same world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from monazite.chains.world import World
from monazite.effects import Effect
from monazite.errors import NetworkError
from monazite.market.calibration import calibrate
from monazite.market.chunk_memory import ChunkMemory, chunk_key
from monazite.market.compiled_code import keep_compiled_code
from monazite.market.dynamics import Record, State, advance, initial_state
from monazite.market.model import Arrays, Model, Rates, build_model
from monazite.market.network import build_network
from monazite.market.precision import jax
from monazite.market.record_to_run import to_run
from monazite.market.run import Run
from monazite.market.schedule import Schedule, build_schedule
from monazite.market.structure import Structure
from monazite.months import Month, span

CHUNK = 12
"""Months advanced by one call of the compiled function."""
LONGEST_RUN = 480
"""Most months of a run."""
SMALL_WORLD = 1500
"""Activities up to which compiling takes so much longer than running that it is done quickly."""

Progress = Callable[[int, int], None]
"""Called with (months done, months in all) after each chunk."""


class ScenarioLike(Protocol):
    """What must a scenario tell the market?"""

    @property
    def id(self) -> str:
        """What is it called?"""

    @property
    def start(self) -> Month:
        """With which month does it begin?"""

    @property
    def months(self) -> int:
        """How many months does it last?"""

    @property
    def demand(self) -> str:
        """Which demand scenario does it follow?"""

    @property
    def effects(self) -> Sequence[Effect]:
        """What do its policies do to the market?"""


def _advance_chunk(
    structure: Structure,
    arrays: Arrays,
    rates: Rates,
    state: State,
    numbers: Any,
    months: Schedule,
) -> tuple[State, Record]:
    """Advance a chunk of months; after a month that failed to clear nothing is solved."""

    def step(carried: State, row: tuple[Any, Schedule]) -> tuple[State, Record]:
        number, month = row
        return advance(structure, arrays, rates, carried, number, month)

    return jax.lax.scan(step, state, (numbers, months))


_fast_chunk = jax.jit(_advance_chunk)
# half the time to compile, a tenth to a fifth more to run
_small_chunk = jax.jit(_advance_chunk, compiler_options={"xla_cpu_use_fusion_emitters": False})


def _without_months_after_a_failed_one(records: Record) -> Record:
    """Return the records with no number, count or truth in any month after one that failed."""
    failed = np.flatnonzero(~records.cleared)
    if len(failed) == 0:
        return records
    first = failed[0] + 1

    def kept(leaf: np.ndarray) -> np.ndarray:
        nothing = np.nan if leaf.dtype.kind == "f" else 0
        return np.concatenate([leaf[:first], np.full_like(leaf[first:], nothing)])

    return Record(*(kept(leaf) for leaf in records))


_MODELS: dict[str, Model] = {}
_MODELS_KEPT = 8


def model_of(world: World) -> Model:
    """Which calibrated model does a world have? The latest few are kept by their fingerprint."""
    model = _MODELS.pop(world.fingerprint, None)
    if model is None:
        network = build_network(world.chain)
        calibrate(network)
        model = build_model(network)
    _MODELS[world.fingerprint] = model
    while len(_MODELS) > _MODELS_KEPT:
        del _MODELS[next(iter(_MODELS))]
    return model


def simulate(
    world: World,
    scenario: ScenarioLike,
    progress: Progress | None = None,
    memory: ChunkMemory | None = None,
) -> Run:
    """What happens month by month to prices, flows, stocks, plants and licences?

    Returns a `Run` over ``scenario.months`` calendar months; a month that does not clear is marked
    failed, and it and all after it hold NaN, never a number. With ``memory``, years that an earlier
    run shares up to there are not advanced again. Raises NetworkError or
    UnknownNameError for a scenario that names what the world does not have.
    """
    if not 1 <= scenario.months <= LONGEST_RUN:
        raise NetworkError.one(
            where=f"scenario {scenario.id}, months",
            found=str(scenario.months),
            expected=f"a whole number from 1 to {LONGEST_RUN}",
        )
    model = model_of(world)
    padded = -(-scenario.months // CHUNK) * CHUNK
    months = span(scenario.start, padded)
    schedule = build_schedule(model, scenario.demand, months, tuple(scenario.effects))
    front = f"{world.fingerprint} {max(padded, LONGEST_RUN)}".encode()
    records = run_schedule(model, schedule, scenario.months, progress, memory, front)
    kept = jax.tree_util.tree_map(lambda leaf: leaf[: scenario.months], records)
    return to_run(world, scenario, model, schedule, months[: scenario.months], kept)


def run_schedule(
    model: Model,
    schedule: Schedule,
    months: int,
    progress: Progress | None = None,
    memory: ChunkMemory | None = None,
    front: bytes = b"",
) -> Record:
    """What is recorded over a schedule whose length is a whole number of chunks? [T, ...] NumPy.

    The state has room for the longest run whatever the length of this one, so that runs of
    different lengths share one compiled function. ``front`` names the model for ``memory``.
    """
    keep_compiled_code()
    total = len(schedule.growth)
    first_month = Schedule(*(leaf[0] for leaf in schedule))
    room = max(total, LONGEST_RUN)
    state = initial_state(model.arrays, model.rates, room, first_month)
    small = len(model.network.activities) <= SMALL_WORLD
    advance_chunk = _small_chunk if small else _fast_chunk
    chunks: list[Record] = []
    for first in range(0, total, CHUNK):
        rows = Schedule(*(leaf[first : first + CHUNK] for leaf in schedule))
        front = chunk_key(front, rows) if memory is not None else front
        known = memory.get(front) if memory is not None else None
        if known is None:
            numbers = np.arange(first, first + CHUNK)
            state, record = advance_chunk(
                model.structure, model.arrays, model.rates, state, numbers, rows
            )
            known = state, jax.tree_util.tree_map(np.asarray, record)
            if memory is not None:
                memory.keep(front, known)
        state, kept = known
        chunks.append(kept)
        if progress is not None:
            progress(min(first + CHUNK, months), months)
    whole = jax.tree_util.tree_map(lambda *parts: np.concatenate(parts), *chunks)
    return _without_months_after_a_failed_one(whole)
