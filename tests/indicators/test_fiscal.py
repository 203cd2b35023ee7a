"""Does the fiscal cost add up what a run says was paid?"""

from __future__ import annotations

import numpy as np
import pytest

from monazite.errors import DataError
from monazite.indicators.fiscal import FLOOR, STOCK, fiscal_cost, purchase_cost
from monazite.indicators.run_view import RunView


def test_a_release_brings_money_back() -> None:
    cost = purchase_cost(np.array([2.0, -1.0]), np.array([100.0, 150.0]))
    assert cost.tolist() == [200.0, -150.0]


def test_quantities_without_a_price_are_refused() -> None:
    with pytest.raises(DataError):
        purchase_cost(np.ones(2), np.ones(3))


@pytest.mark.slow
def test_floors_and_stocks_are_told_apart_by_region_and_year() -> None:
    from dataclasses import replace

    from monazite.chains.world import load_world
    from monazite.market.simulate import simulate
    from monazite.scenario.read import load_scenario

    world = load_world()
    scenario = replace(load_scenario("stockpiles", world), months=48)
    run = simulate(world, scenario)
    rows = fiscal_cost(RunView.of(run, world))
    floors = sum(row.cost for row in rows if row.instrument == FLOOR)
    assert floors == pytest.approx(run["support"].sum(), rel=1e-12)
    stocks = {
        row.region: row.cost for row in rows if row.instrument == STOCK and row.period == "2027"
    }
    assert set(stocks) == {"USA", "JPN", "KOR", "DEU"}
    assert all(cost > 0 for cost in stocks.values())
    before = [row.cost for row in rows if row.instrument == STOCK and row.period == "2026"]
    assert before == [0.0] * 4
