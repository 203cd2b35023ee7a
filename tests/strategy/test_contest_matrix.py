"""Is the contest matrix computed from runs and acts, and complete?"""

from __future__ import annotations

from datetime import date

import pytest

from monazite.absence import Unknown
from monazite.chains.world import load_world
from monazite.market.simulate import simulate
from monazite.policy.instruments.registry import INSTRUMENTS
from monazite.policy.library import library
from monazite.strategy.contest_matrix import (
    DIMENSIONS,
    LAWS,
    Dimension,
    contest_matrix,
    contest_scenarios,
)
from monazite.strategy.contest_measures import MEASURES

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def matrix() -> dict[str, Dimension]:
    world = load_world()
    runs = {name: simulate(world, one) for name, one in contest_scenarios(world).items()}
    rows = contest_matrix(runs, world, library().acts.values(), DAY)
    return {row.id: row for row in rows}


def test_every_instrument_stands_in_exactly_one_dimension() -> None:
    named = [name for _, _, instruments, _ in DIMENSIONS for name in instruments]
    assert sorted(named) == sorted(INSTRUMENTS)


def test_every_measure_stands_in_exactly_one_dimension() -> None:
    named = [name for _, _, _, measures in DIMENSIONS for name in measures]
    assert sorted(named) == sorted(MEASURES)


def test_only_acts_with_a_market_reading_make_four_questions_of_one() -> None:
    moved = contest_scenarios(load_world("antimony"))
    unmoved = contest_scenarios(load_world("helium"))
    assert len({one.effects for one in moved.values()}) > 1
    assert len({one.effects for one in unmoved.values()}) == 1


@pytest.mark.slow
def test_another_chain_has_its_own_matrix() -> None:
    world = load_world("antimony")
    asked = contest_scenarios(world)
    assert set(asked) == set(LAWS)
    runs = {name: simulate(world, one) for name, one in asked.items()}
    rows = {row.id: row for row in contest_matrix(runs, world, library().acts.values(), DAY)}
    assert len(rows) == 6
    premium, unserved = rows["export_control"].gaps
    assert "ntimony" in premium.label.en and "锑" in premium.label.zh
    assert premium.value["china"] > 1.05 * premium.value["neither"]
    assert unserved.value["china"] > unserved.value["neither"]
    (free,) = rows["law_and_standards"].gaps
    assert all(isinstance(value, Unknown) for value in free.value.values())
    others = [gap for row in rows.values() for gap in row.gaps if gap is not free]
    assert all(isinstance(value, float) for gap in others for value in gap.value.values())


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
