"""Do holders behind an export gate reckon with sales abroad as far as the rule allows?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite import effects as fx
from monazite.market.licences import empty_queue, open_gates
from monazite.market.model import Rates
from monazite.market.sales_abroad import premium
from monazite.market.schedule import Schedule
from tests.market.rules import licence, limit, path
from tests.market.worlds import Months, gate, model, node, rare_earths, rows

GATE = "CHN/dysprosium_oxide/all"
INSIDE = "CHN/dysprosium_oxide/bound"


def holder(name: str = INSIDE) -> int:
    return list(model().network.holders).index(name)


def hoped(row: Schedule, price: np.ndarray, rates: Rates | None = None) -> np.ndarray:
    arrays = model().arrays
    normal = arrays.gate_flow * row.growth[arrays.gate_good]
    passage = open_gates(empty_queue(len(arrays.gate_flow)), row, normal)
    return np.asarray(premium(arrays, rates or model().rates, row, passage, price))


def abroad_at(multiple: float) -> np.ndarray:
    """Reference prices, but for dysprosium oxide outside China."""
    price = np.array(model().arrays.reference)
    for name, place in model().network.node_index.items():
        if "/dysprosium_oxide/" in name and not name.startswith("CHN/"):
            price[place] *= multiple
    return price


def share_leaving() -> float:
    base = rare_earths().chain.base
    leaving = sum(
        tonnes
        for (exporter, _, good), tonnes in base.shipments.items()
        if (exporter, good) == ("CHN", "dysprosium_oxide")
    )
    return leaving / 12 / float(model().network.throughput[node(INSIDE)])


@pytest.mark.slow
def test_where_no_rule_narrows_a_gate_nothing_is_hoped_for_to_the_last_bit() -> None:
    random = np.random.default_rng(0)
    for row in (rows()[0], rows(limit(50.0))[0]):
        for _ in range(5):
            price = model().arrays.reference * np.exp(random.standard_normal(len(abroad_at(1.0))))
            assert (hoped(row, price) == 0.0).all()


@pytest.mark.parametrize("multiple", [1.5, 3.0, 10.0])
@pytest.mark.parametrize("approval", [0.2, 0.8])
def test_under_licences_the_hope_is_the_gain_times_what_leaves_and_is_approved(
    multiple: float, approval: float
) -> None:
    row = rows(licence(approval_share=path(approval)))[6]
    at, found = holder(), hoped(row, abroad_at(multiple))
    gain = model().arrays.reference[node(INSIDE)] * (multiple - 1.0)
    assert found[at] == pytest.approx(share_leaving() * approval * gain, rel=1e-9)
    assert (np.delete(found, at) == 0.0).all(), "other holders have no gate that is narrowed"


def test_a_limit_counts_by_what_it_lets_through_and_a_ban_leaves_no_hope() -> None:
    price, at = abroad_at(3.0), holder()
    half, ban = hoped(rows(limit(0.5))[0], price), hoped(rows(limit(0.0))[0], price)
    whole = model().arrays.reference[node(INSIDE)] * 2.0 * share_leaving()
    assert half[at] == pytest.approx(0.5 * whole, rel=1e-9)
    assert (ban == 0.0).all()


def test_a_lower_price_abroad_is_no_loss_and_no_weight_gives_more_than_the_gain() -> None:
    row = rows(licence())[6]
    assert (hoped(row, abroad_at(0.5)) == 0.0).all()
    eager = model().rates._replace(export_expectation=np.float64(1e6))
    gain = model().arrays.reference[node(INSIDE)] * 2.0
    assert hoped(row, abroad_at(3.0), eager)[holder()] == pytest.approx(gain, rel=1e-9)
    careless = model().rates._replace(export_expectation=np.float64(0.0))
    assert (hoped(row, abroad_at(3.0), careless) == 0.0).all()


def test_deliveries_of_each_gate_add_up_and_lead_abroad() -> None:
    arrays, names = model().arrays, list(model().network.nodes)
    total = np.bincount(arrays.delivery_gate, arrays.delivery_weight, len(model().gate_ids))
    used = np.isin(np.arange(len(total)), arrays.delivery_gate)
    assert used[gate(GATE)]
    assert total[used] == pytest.approx(1.0, rel=1e-9)
    assert (total[~used] == 0.0).all()
    assert not any(names[place].startswith("CHN/") for place in arrays.delivery_node)
    assert ((arrays.gate_share >= 0) & (arrays.gate_share <= 1)).all()


def stepping(weight: float) -> Months:
    """The rare-earth world whose holders give sales abroad this weight."""
    rates = model().rates._replace(export_expectation=np.float64(weight))
    return Months(model=replace(model(), rates=rates))


def test_hope_lifts_price_and_stock_inside_the_more_the_more_leaves() -> None:
    lifted = {}
    for good in ("dysprosium_oxide", "smco_magnet"):
        calm, hopeful = stepping(0.0), stepping(1.0)
        without, held = [], []
        rule = licence(goods=(fx.GatedGood(good),), approval_share=path(0.6))
        for row in rows(rule):
            without.append(calm.keep(row))
            held.append(hopeful.keep(row))
        begun = zip(without[:4], held[:4], strict=True)
        assert all(np.array_equal(a.price, b.price) for a, b in begun)
        name = f"CHN/{good}/bound"
        assert held[-1].stock[holder(name)] > without[-1].stock[holder(name)]
        lifted[good] = held[-1].price[node(name)] / without[-1].price[node(name)] - 1.0
    assert 0.0 < lifted["dysprosium_oxide"] < lifted["smco_magnet"]
