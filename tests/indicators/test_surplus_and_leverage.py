"""Surplus, leverage and value at risk, by hand and on the shipped world."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.absence import NotApplicable, Unknown
from monazite.chains.world import load_world
from monazite.errors import DataError, UnknownNameError
from monazite.indicators.leverage import half_life, leverage_curve, leverage_ratio
from monazite.indicators.run_view import RunView
from monazite.indicators.surplus import regional_gains, sellers_gain, surplus
from monazite.indicators.value_at_risk import loss_without, value_at_risk


def test_sellers_gain_by_hand() -> None:
    assert float(sellers_gain(10.0, 12.0, 100.0, 80.0)) == pytest.approx(180.0)
    assert float(sellers_gain(12.0, 10.0, 80.0, 100.0)) == pytest.approx(-180.0)
    with pytest.raises(DataError, match="shape"):
        sellers_gain([1.0], [1.0, 2.0], [1.0], [1.0])
    with pytest.raises(DataError, match="finite"):
        sellers_gain(float("nan"), 1.0, 1.0, 1.0)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_there_and_back_is_nothing(a: float, b: float, q: float, r: float) -> None:
    there, back = sellers_gain(a, b, q, r), sellers_gain(b, a, r, q)
    assert float(there + back) == pytest.approx(0.0)


def test_half_life_by_hand() -> None:
    assert half_life([10.0, 8.0, 4.0, 6.0, 5.0, 2.0]) == 4.0
    assert half_life([1.0, 10.0, 1.0]) == 1.0
    assert isinstance(half_life([1.0, 2.0, 2.0]), Unknown)
    assert isinstance(half_life([-1.0, 0.0]), NotApplicable)


def test_no_leverage_without_losses() -> None:
    assert leverage_ratio(300.0, 100.0) == 3.0
    assert isinstance(leverage_ratio(300.0, -1.0), NotApplicable)
    assert isinstance(leverage_ratio(0.0, 5.0), NotApplicable)
    with pytest.raises(DataError, match="finite"):
        leverage_ratio(float("inf"), 1.0)


def test_loss_without_by_hand() -> None:
    assert float(loss_without(10.0, 100.0, 360.0)) == pytest.approx(2600.0)
    assert float(loss_without(10.0, 400.0, 360.0)) == 0.0
    with pytest.raises(DataError, match="negative"):
        loss_without(-1.0, 1.0, 1.0)


@pytest.mark.slow
def test_a_licence_rule_costs_others_more_than_nothing() -> None:
    from monazite.market.simulate import simulate
    from monazite.scenario.read import load_scenario

    world = load_world()
    ruled = load_scenario("heavy_licences", world).changed(months=20)
    names = {effect.id for effect in load_scenario("baseline", world).effects}
    free = replace(ruled, effects=tuple(effect for effect in ruled.effects if effect.id in names))
    view, plain = (RunView.of(simulate(world, one), world) for one in (ruled, free))
    consumers, producers = regional_gains(view, view)
    assert np.abs(consumers).max() == 0
    assert np.abs(producers).max() == 0
    there = {(row.period, row.region): row.total for row in surplus(view, plain)}
    back = {(row.period, row.region): row.total for row in surplus(plain, view)}
    for key, total in there.items():
        assert total == pytest.approx(-back[key], rel=1e-9, abs=1.0)
    curve = leverage_curve(view, plain, "CHN", start="2025-04")
    assert [row.months for row in curve] == list(range(len(curve)))
    assert sum(row.loss_abroad for row in curve) > 0
    with pytest.raises(UnknownNameError, match="CHN"):
        leverage_curve(view, plain, "CHINA")
    rows = value_at_risk(plain, "Dy", ["USA", "JPN"])
    first = next(row for row in rows if row.period == "2024")
    assert first.origin == "CHN"
    assert 0.5 < first.share <= 1
    assert first.at_risk > 0
