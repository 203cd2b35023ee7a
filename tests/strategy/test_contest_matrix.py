"""Is the contest matrix computed from runs and acts, and complete?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monazite.chains.world import load_world
from monazite.market.simulate import simulate
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.library import library
from monazite.scenario.read import load_scenario
from monazite.strategy.contest_matrix import DIMENSIONS, LAWS, Dimension, contest_matrix

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def matrix() -> dict[str, Dimension]:
    world = load_world()
    base = load_scenario("baseline", world)
    runs = {
        name: simulate(world, replace(base, id=name, policies=law).with_law(world))
        for name, law in LAWS.items()
    }
    rows = contest_matrix(runs, world, library().acts.values(), DAY)
    return {row.id: row for row in rows}


def test_every_instrument_stands_in_exactly_one_dimension() -> None:
    named = [name for _, _, instruments, _ in DIMENSIONS for name in instruments]
    assert sorted(named) == sorted(INSTRUMENTS)


@pytest.mark.slow
def test_the_matrix_has_six_dimensions_with_a_measured_gap_each(
    matrix: dict[str, Dimension],
) -> None:
    assert len(matrix) == 6
    for row in matrix.values():
        assert row.gaps
        for gap in row.gaps:
            assert set(gap.value) == {"neither", "west", "china", "all"}
            assert all(isinstance(value, float) for value in gap.value.values()), gap


@pytest.mark.slow
def test_each_side_moves_what_only_its_rules_can_move(matrix: dict[str, Dimension]) -> None:
    (paid,) = matrix["price_guarantees"].gaps
    assert paid.value["neither"] == 0 and paid.value["china"] == 0
    assert paid.value["west"] > 0
    premium, unserved = matrix["export_control"].gaps
    assert premium.value["west"] == pytest.approx(premium.value["neither"], abs=0.05)
    assert premium.value["china"] > 1.5 * premium.value["neither"]
    assert unserved.value["china"] > unserved.value["neither"]
    (free,) = matrix["law_and_standards"].gaps
    assert abs(free.value["west"]) < 0.02 < free.value["china"]


@pytest.mark.slow
def test_acts_are_counted_by_side_and_state(matrix: dict[str, Dimension]) -> None:
    cell = matrix["export_control"].china
    assert "cn/mofcom-gacc-2025-18" in cell.acts
    assert "cn/mofcom-2025-61" not in cell.acts, "its stated end has passed: not surely in force"
    assert all(act.startswith("cn/") for row in matrix.values() for act in row.china.acts)
