"""Does every month clear, whatever elasticities, stocks, ceilings, gates and plants are drawn?"""

from __future__ import annotations

import numpy as np
import pytest

from monazite.market.certificate import excess_supply_plain
from monazite.market.dynamics import month_terms
from monazite.market.licences import open_gates
from monazite.market.precision import jax
from monazite.market.response import Terms
from tests.market.random_months import Drawn, advanced, draw
from tests.market.worlds import model
from tests.support.fresh_examples import seeds

FAILED = 1e-8
"""Residual from which a month is a failed one."""


def assert_cleared(drawn: Drawn, seed: int) -> None:
    after, record = advanced(drawn)
    assert record.cleared, f"month {seed}: {record.residual} at {record.worst_node}"
    assert record.residual <= FAILED, seed
    assert record.rule_residual <= 1e-6, seed
    used = model().arrays.use_node
    assert (np.asarray(record.price)[used] > 0).all(), seed
    for values in (after.stock, after.in_use, after.plants.own, after.queue.waiting, record.level):
        assert (np.asarray(values) >= 0).all(), seed
    assert np.isfinite(np.asarray(after.intensity)).all(), seed


FIRST, FIRST_CHARGED = 120, 40
"""How many months of each kind are always the same; of the rest `make explore` draws new ones."""


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_random_months_clear(block: int) -> None:
    for seed in range(20 * block, 20 * block + FIRST // 6):
        assert_cleared(draw(seed), seed)


@pytest.mark.slow
def test_random_months_with_charges_and_floors_on_one_route_in_twenty_clear() -> None:
    for seed in range(10_000, 10_000 + FIRST_CHARGED):
        assert_cleared(draw(seed, charged=0.05), seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_six_hundred_random_months_clear(block: int) -> None:
    for seed in seeds(FIRST + 120 * block, 120):
        assert_cleared(draw(seed), seed)


@pytest.mark.slow
def test_a_hundred_random_months_with_charges_clear() -> None:
    for seed in seeds(10_000 + FIRST_CHARGED, 60):
        assert_cleared(draw(seed, charged=0.05), seed)


terms_of = jax.jit(
    lambda drawn, normal: month_terms(
        drawn.arrays,
        drawn.rates,
        drawn.state,
        drawn.row,
        open_gates(drawn.state.queue, drawn.row, normal),
    )[0]
)


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_the_answer_clears_by_plain_arithmetic_too(seed: int) -> None:
    """Prices put into the equations of the month in NumPy, with the charges at those prices."""
    drawn = draw(seed)
    _, record = advanced(drawn)
    arrays = drawn.arrays
    normal = arrays.gate_flow * drawn.row.growth[arrays.gate_good]
    terms = Terms(*(np.asarray(part) for part in terms_of(drawn, normal)))
    price = np.asarray(record.price)
    cost = np.array(arrays.cost)
    rate = arrays.charge_rate + drawn.row.charge
    charged = np.minimum(price[arrays.charge_node], arrays.charge_cap)
    cost[arrays.charge_activity] = arrays.charge_cost + rate * charged
    structure = model().structure
    excess, throughput, level, _ = excess_supply_plain(structure, terms._replace(cost=cost), price)
    carrying = throughput > 1e-3 * arrays.throughput
    assert carrying.sum() > 200
    assert np.abs(excess[carrying] / throughput[carrying]).max() < 1e-5
    assert np.allclose(level.sum(), np.asarray(record.level).sum(), rtol=1e-6)
