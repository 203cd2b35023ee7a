"""What is recorded month by month over a schedule?

The months are advanced in equal chunks of one compiled function, so that progress can be shown
and nothing is compiled again for another schedule of the same model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from monazite.market.chunk_memory import ChunkMemory, chunk_key
from monazite.market.compiled_code import keep_compiled_code
from monazite.market.dynamics import Record, State, advance, initial_state
from monazite.market.model import Arrays, Model, Rates
from monazite.market.precision import jax
from monazite.market.schedule import Schedule
from monazite.market.structure import Structure

CHUNK = 12
"""Months advanced by one call of the compiled function."""
LONGEST_RUN = 480
"""Most months of a run."""
SMALL_WORLD = 1500
"""Activities up to which compiling takes so much longer than running that it is done quickly."""

Progress = Callable[[int, int], None]
"""Called with (months done, months in all) after each chunk."""


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
