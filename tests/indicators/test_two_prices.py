from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError
from monazite.indicators.run_view import RunView
from monazite.indicators.two_prices import (
    gate_rents,
    licence_rent,
    two_prices,
    volume_weighted_price,
)
from tests.indicators.hand_made_runs import GOODS, RECIPES, STAGES, HandMadeRun


def gated_world(in_force: bool = True) -> HandMadeRun:
    """CHN uses 96 t at 200; DEU gets 3 t through the gate and 1 t from a mine of its own, at 800.

    The hub stands at 790; leaving costs the VAT of 13 %: FOB is 226.
    """
    world = HandMadeRun(GOODS, STAGES, RECIPES)
    inside, hub = world.node("CHN", "oxide_x"), world.node("CHN", "oxide_x", kind="export")
    abroad = world.node("DEU", "oxide_x")
    world.mine("CHN", "oxide_x", 99)
    world.mine("DEU", "oxide_x", 1)
    world.activity("gate", "gate/CHN/oxide_x/all", {inside: -1.0, hub: 1.0}, 3)
    world.ship(hub, abroad, 3)
    world.use("CHN", "oxide_x", "glass", 96)
    world.use("DEU", "oxide_x", "glass", 4)
    world.prices = {inside: [200.0], hub: [790.0], abroad: [800.0]}
    world.reference = {inside: 100.0, hub: 113.0, abroad: 113.0}
    world.gates = {"CHN/oxide_x/all": [in_force]}
    return world


def test_licensed_tonnes_come_at_the_origins_price():
    rows = {row.region: row for row in two_prices(gated_world().view(), "oxide_x")}
    assert rows["DEU"].marginal == pytest.approx(800.0)
    assert rows["DEU"].licensed_share == pytest.approx(0.75)
    assert rows["DEU"].volume_weighted == pytest.approx(0.75 * 226 + 0.25 * 800)
    assert rows["CHN"].volume_weighted == pytest.approx(200.0)
    assert rows["world"].volume_weighted == pytest.approx((96 * 200 + 3 * 226 + 800) / 100)
    assert rows["world"].marginal == pytest.approx((96 * 200 + 4 * 800) / 100)
    assert rows["world"].tonnes == pytest.approx(100.0)


def test_without_a_rule_both_prices_are_one():
    for row in two_prices(gated_world(in_force=False).view(), "oxide_x"):
        assert row.volume_weighted == row.marginal
        assert row.licensed_share == 0.0


def test_rent_of_the_gate():
    (row,) = gate_rents(gated_world().view())
    assert (row.gate, row.tonnes) == ("CHN/oxide_x/all", 3.0)
    assert row.rent == pytest.approx(3 * (790 - 226))
    assert row.per_tonne == pytest.approx(564.0)
    (calm,) = gate_rents(gated_world(in_force=False).view())
    assert calm.rent == 0.0
    assert isinstance(calm.per_tonne, NotApplicable)


def test_charges_stated_by_the_run_go_before_the_reference_prices():
    world = gated_world()
    run = world.build()
    run["gate_cost"] = np.array([[50.0]])
    (row,) = gate_rents(RunView.of(run, world.chain))
    assert row.rent == pytest.approx(3 * (790 - 250))


def test_failed_months_have_no_price():
    world = gated_world()
    world.failed = {0}
    assert isinstance(two_prices(world.view(), "oxide_x")[0].marginal, Unknown)
    assert isinstance(gate_rents(world.view())[0].rent, Unknown)


def test_bad_numbers_are_refused():
    with pytest.raises(DataError):
        volume_weighted_price([1.0], [1.0, 2.0])
    with pytest.raises(DataError):
        volume_weighted_price([-1.0], [1.0])
    with pytest.raises(DataError):
        licence_rent([1.0], [float("nan")], [1.0])
    assert isinstance(volume_weighted_price([], []), NotApplicable)


lots = st.lists(st.tuples(st.floats(1e-3, 1e6), st.floats(0.1, 1e6)), min_size=1, max_size=8)


@given(lots, st.floats(1e-3, 1e3))
def test_the_mean_lies_between_the_prices_and_forgets_the_unit(drawn, factor):
    tonnes = [lot[0] for lot in drawn]
    prices = [lot[1] for lot in drawn]
    mean = volume_weighted_price(tonnes, prices)
    assert min(prices) * (1 - 1e-9) <= mean <= max(prices) * (1 + 1e-9)
    in_kilograms = volume_weighted_price([t * factor for t in tonnes], prices)
    assert in_kilograms == pytest.approx(mean, rel=1e-9)
