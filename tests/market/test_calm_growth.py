"""A world in which nothing happens but what everybody foresaw keeps its prices while it grows.

Builders and holders of stocks foresee demand, so growth alone is no scarcity. What may move prices
are joint products that are wanted at different speeds and hosts that grow more slowly than what is
recovered from them; none of the chains here has either.
"""

from __future__ import annotations

import numpy as np
import pytest

from monazite.chains.world import load_world
from monazite.market.nodes import MARKET
from monazite.market.run_schedule import run_schedule
from monazite.market.schedule import calm_schedule
from monazite.market.simulate import model_of
from monazite.months import Month, span

MONTHS = 24


def drift(chain: str) -> tuple[np.ndarray, float]:
    """Mean log change of prices by value since the first month (month,), and growth of demand."""
    world = load_world(chain)
    model = model_of(world)
    months = span(Month(world.chain.base_year, 12), MONTHS)
    schedule = calm_schedule(model, "stated_policies", months)
    record = run_schedule(model, schedule, MONTHS)
    assert np.asarray(record.cleared).all()
    nodes = model.network.nodes.values()
    place = [
        number
        for number, node in enumerate(nodes)
        if node.kind == MARKET and model.network.throughput[number] > 0
    ]
    price = np.log(np.asarray(record.price)[:, place])
    value = model.network.throughput[place] * model.arrays.reference[place]
    growth = schedule.demand[-1].max() / schedule.demand[0].max() - 1.0
    return (price - price[0]) @ (value / value.sum()), float(growth)


@pytest.mark.slow
@pytest.mark.parametrize(("chain", "growth"), [("tin", 0.05), ("lithium", 0.2)])
def test_growth_that_is_foreseen_moves_no_price(chain: str, growth: float) -> None:
    change, grown = drift(chain)
    assert grown > growth, "demand grows"
    assert np.abs(change).max() < 0.015, "and prices stay"
