"""Does a by-product answer to its price between a floor and what its host brings up?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.chains.read import chain_names
from monazite.chains.world import load_world
from monazite.market.activity import floored_dispersion, logit
from monazite.market.build_schedule import build_schedule
from monazite.market.calibration import calibrate, levels_at
from monazite.market.model import build_model
from monazite.market.network import build_network
from monazite.months import Month, span

MONTHS = span(Month.parse("2024-01"), 144)


def logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@given(
    value=st.floats(1e2, 1e7),
    used=st.floats(0.3, 0.97),
    floor=st.floats(0.05, 0.95),
)
def test_the_floor_is_what_is_left_at_a_price_of_zero(
    value: float, used: float, floor: float
) -> None:
    dispersion = floored_dispersion(value, used, floor)
    assert dispersion > 0
    assert logistic(logit(used) - value / dispersion) == pytest.approx(floor * used, rel=1e-9)
    assert logistic(logit(used) + 20 * value / dispersion) < 1 + 1e-12


@pytest.mark.parametrize("name", [n for n in chain_names() if n != "rare_earths"])
def test_the_base_month_reproduces_flows_and_prices(name: str) -> None:
    """At reference prices every node balances and flows above 1 % of a good move below 0.5 %."""
    chain = load_world(name).chain
    network = build_network(chain)
    calibrate(network)
    level = levels_at(network, network.price)
    index = network.node_index
    world = dict.fromkeys(chain.goods, 0.0)
    for (_, good), tonnes in chain.base.mines.items():
        world[good] += tonnes / 12
    for (_, recipe), amount in chain.base.processes.items():
        for good, coefficient in chain.recipes[recipe].coefficients.items():
            world[good] += max(coefficient, 0.0) * amount / 12
    for activity, found in zip(network.activities, level, strict=True):
        if activity.kind in ("ship", "mine", "process") and activity.base_level > 0:
            tonnes = activity.base_level * max(abs(c) for c in activity.column.values())
            if tonnes > 0.01 * max(world[activity.good], 1e-12):
                assert found == pytest.approx(activity.base_level, rel=5e-3), activity.id
    excess = np.zeros(len(network.nodes))
    for activity, found in zip(network.activities, level, strict=True):
        for node, coefficient in activity.column.items():
            excess[index[node]] += coefficient * found
    for use in network.uses:
        excess[index[use.node]] -= use.quantity
    market = [i for i, node in enumerate(network.nodes.values()) if node.kind == "market"]
    assert np.max(np.abs(excess[market]) / network.throughput[market]) < 5e-3


def test_capacity_follows_the_host_and_stays_below_its_ceiling() -> None:
    chain = load_world("gallium").chain
    network = build_network(chain)
    calibrate(network)
    schedule = build_schedule(build_model(network), "stated_policies", MONTHS, ())
    place = list(chain.facilities).index("chn_recover_gallium")
    host = chain.hosts["CHN", "recover_gallium"]
    path = chain.demand["stated_policies"][host.path]
    expected = [host.potential / 12 * path.at(month, 2024) for month in MONTHS]
    assert schedule.ceiling[:, place] == pytest.approx(expected)
    assert np.all(np.isinf(np.delete(schedule.ceiling, _hosted(chain), axis=1)))


def _hosted(chain: object) -> list[int]:
    facilities = chain.facilities.values()  # type: ignore[attr-defined]
    hosts = chain.hosts  # type: ignore[attr-defined]
    return [i for i, f in enumerate(facilities) if (f.region, f.recipe) in hosts]


def test_what_is_built_runs_no_further_than_the_host() -> None:
    from monazite.market.capacity import capacity, initial_plants

    chain = load_world("gallium").chain
    network = build_network(chain)
    calibrate(network)
    model = build_model(network)
    schedule = build_schedule(model, "stated_policies", MONTHS[:12], ())
    place = list(chain.facilities).index("chn_recover_gallium")
    month = type(schedule)(*(leaf[0] for leaf in schedule))
    plants = initial_plants(model.arrays, model.rates, 12, month)
    grown = plants._replace(own=plants.own * 1000.0)
    assert float(capacity(plants, month)[place]) < schedule.ceiling[0, place]
    assert float(capacity(grown, month)[place]) == schedule.ceiling[0, place]
