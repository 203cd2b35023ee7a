"""What is remembered of a run is what would come out again; any change in what goes in is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite.chains.world import load_world
from monazite.market.chunk_memory import MOST, ChunkMemory, chunk_key
from monazite.market.simulate import simulate
from monazite.months import Month
from monazite.scenario.other_chain import on_chain
from monazite.scenario.read import load_scenario


def test_a_key_sees_values_shapes_types_and_what_came_before() -> None:
    rows = (np.zeros((2, 3)), np.ones(2, dtype=bool))
    key = chunk_key(b"model", rows)
    assert key == chunk_key(b"model", (np.zeros((2, 3)), np.ones(2, dtype=bool)))
    changed = np.zeros((2, 3))
    changed[1, 2] = 1e-12
    for other in (
        chunk_key(b"other", rows),
        chunk_key(b"model", (changed, rows[1])),
        chunk_key(b"model", (np.zeros((3, 2)), rows[1])),
        chunk_key(b"model", (np.zeros((2, 3), dtype=np.float32), rows[1])),
    ):
        assert other != key


def test_the_latest_chunks_are_kept() -> None:
    memory = ChunkMemory()
    for number in range(MOST + 1):
        memory.keep(str(number).encode(), number)
    assert memory.get(b"0") is None
    assert memory.get(b"1") == 1


@pytest.mark.slow
def test_a_remembered_run_is_the_same_run() -> None:
    world = load_world("gallium")
    base = on_chain(replace(load_scenario("no_controls"), months=36), world).scenario
    memory = ChunkMemory()
    first = simulate(world, base, memory=memory)
    done: list[tuple[int, int]] = []
    again = simulate(world, base, lambda *told: done.append(told), memory)
    assert again.fingerprints() == first.fingerprints()
    assert done[-1] == (36, 36)
    later = replace(base, start=Month(2025, 1))
    assert (
        simulate(world, later, memory=memory).fingerprints()
        == simulate(world, later).fingerprints()
    )
