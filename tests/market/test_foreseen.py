"""Do holders who know a rule want as much more stock as it may withhold from them, and no more?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from monazite import effects as fx
from monazite.market.build_schedule import build_schedule
from monazite.market.foreseen_cover import BaseFlows, base_flows, missing
from monazite.market.known_rules import certain, passing
from monazite.months import span
from tests.market.rules import capacity, cost, demand, licence, limit, path
from tests.market.worlds import (
    START,
    Months,
    model,
    node,
    rare_earths,
    rows,
    run_of,
)

INSIDE = "CHN/dysprosium_oxide/bound"
ABROAD = "JPN/dysprosium_oxide/bound"


def announced(effect: Any, months_ahead: int, start: int = 5) -> Any:
    """The effect from month ``start`` of the run on, known so many months before."""
    when = START + start
    return replace(effect, span=fx.Span(when, announced=when + -months_ahead))


def holder(name: str) -> int:
    return list(model().network.holders).index(name)


def cover(name: str, *effects: fx.Effect) -> np.ndarray:
    return np.array([row.cover[holder(name)] for row in rows(*effects)])


def share_from_china() -> float:
    """Share of Japan's dysprosium oxide that arrives from China in the base year, by the tables."""
    shipped = {
        exporter: tonnes
        for (exporter, importer, good), tonnes in rare_earths().chain.base.shipments.items()
        if (importer, good) == ("JPN", "dysprosium_oxide")
    }
    return shipped["CHN"] / 12 / float(model().network.throughput[node(ABROAD)])


def golden(gate: float) -> np.ndarray:
    """Shares missing at A (the origin), H (hub), B (destination), C (made of B) and D (B and E).

    A -> gate -> H -> ship -> B; B gets 3 of 5 tonnes from H and 2 from its own mine.
    """
    arriving = np.zeros((6, 7))
    arriving[0, 0] = 1.0  # mine at A
    arriving[1, 1] = 1.0  # gate to H
    arriving[2, 2], arriving[2, 3] = 0.6, 0.4  # ship to B, mine at B
    arriving[3, 4] = 1.0  # plant of C
    arriving[4, 5] = 1.0  # plant of D
    arriving[5, 6] = 1.0  # mine at E
    inputs = np.full((7, 2), 6)
    inputs[1, 0], inputs[2, 0], inputs[4, 0], inputs[5] = 0, 1, 2, (2, 5)
    flows = BaseFlows(sparse.csr_matrix(arriving), sparse.csr_matrix((6, 7)), inputs)
    open_share = np.ones((1, 7))
    open_share[0, 1], open_share[0, 6] = gate, 0.5
    return missing(flows, open_share)[0]


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (1.0, [0.0, 0.0, 0.0, 0.0, 0.5, 0.5]),
        (0.5, [0.0, 0.5, 0.3, 0.3, 0.5, 0.5]),
        (0.0, [0.0, 1.0, 0.6, 0.6, 0.6, 0.5]),
    ],
)
def test_what_is_missing_is_followed_to_its_users_and_the_scarcest_input_decides(
    gate: float, expected: list[float]
) -> None:
    assert golden(gate) == pytest.approx(expected, abs=1e-9)


def test_what_licences_let_through_is_read_from_the_rule() -> None:
    rule = announced(licence(decided_after=(0.0, 0.0, 0.5, 0.5), approval_share=path(0.6)), 2)
    schedule = build_schedule(model(), "stated_policies", span(START, 12), (rule,))
    gate = model().gate_ids.index("CHN/dysprosium_oxide/all")
    sure, expected = certain(schedule)[:, gate], passing(schedule)[:, gate]
    assert sure[:5] == pytest.approx(1.0)
    assert sure[5] == pytest.approx(0.4), "part of the first month left before the rule"
    assert sure[6:] == pytest.approx(0.05)
    assert expected[6] == pytest.approx(0.05)
    assert expected[7] == pytest.approx(0.05 + 0.95 * 0.6 * 0.5)
    assert expected[8:] == pytest.approx(0.05 + 0.95 * 0.6)


@pytest.mark.parametrize(
    "effect", [licence(), limit(0.0), capacity(0.2), demand(1.5), cost(0.25)], ids=lambda e: e.id
)
def test_nobody_reckons_with_a_rule_that_does_not_say_since_when_it_is_known(effect: Any) -> None:
    assert all((row.cover == 1.0).all() for row in rows(effect))


def test_a_rule_that_withholds_nothing_changes_no_number() -> None:
    known, silent = rows(announced(limit(50.0), 3)), rows(limit(50.0, start=5))
    for one, other in zip(known, silent, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
        assert (one.cover == 1.0).all()


def test_a_buyer_wants_more_before_a_ban_by_the_share_that_it_takes_from_him() -> None:
    found = cover(ABROAD, announced(limit(0.0), 2))
    unsure = rare_earths().chain.behaviour.unsure_cover.value
    weight = (found[-1] - 1.0) / unsure
    assert 0.1 < share_from_china() <= weight + 1e-9, "what comes by way of others counts too"
    assert weight <= 1.0
    assert found[:3] == pytest.approx(1.0)
    assert found[3] == pytest.approx(1.0 + (unsure + 1.0) * weight / 2), "one of two months ahead"
    assert found[4] == pytest.approx(1.0 + (unsure + 1.0) * weight)
    assert found[6:] == pytest.approx(1.0 + unsure * weight), "nothing is left to buy ahead of"


def test_a_loss_that_is_certain_is_bought_ahead_of_and_not_hoarded_after() -> None:
    found = np.array([row.cover for row in rows(announced(capacity(0.2), 2))])
    assert found[4].max() > 1.1, "clay of Myanmar feeds somebody"
    assert found[5:] == pytest.approx(1.0, abs=1e-9)


def test_news_counts_from_the_month_it_comes_and_no_earlier() -> None:
    at_once, early = (
        cover(ABROAD, announced(limit(0.0), 0)),
        cover(ABROAD, announced(limit(0.0), 5)),
    )
    assert (at_once[:5] == 1.0).all() and at_once[5] > 1.0
    assert early[:3] == pytest.approx(1.0), "beyond the months of the cover nothing is bought yet"
    assert early[4] > early[3] > 1.0


@pytest.mark.slow
def test_a_half_closed_gate_counts_half_and_a_ban_that_ends_is_sat_out() -> None:
    half, whole = (cover(ABROAD, announced(limit(x), 2)) - 1.0 for x in (0.5, 0.0))
    assert half == pytest.approx(0.5 * whole, rel=1e-4, abs=1e-9)
    short = replace(limit(0.0), span=fx.Span(START + 5, START + 7, announced=START + 3))
    assert cover(ABROAD, short)[6:] == pytest.approx(1.0)


def test_holders_behind_a_gate_sell_ahead_of_it_by_what_will_no_longer_leave() -> None:
    found = cover(INSIDE, announced(limit(0.0), 2))
    leaving = float(base_flows(model()).leaving[node(INSIDE)].sum())
    assert 0 < leaving < 1
    assert found[4] == pytest.approx(1.0 - leaving, abs=1e-4)
    assert found[5:] == pytest.approx(1.0, abs=1e-4), "once it is shut nothing more is sold ahead"


def test_importers_buy_ahead_of_a_charge_and_wait_for_its_end() -> None:
    good = next(n for n in model().network.holders if n.startswith("USA/ndfeb_magnet/"))
    base = rare_earths().chain.base
    tonnes = base.shipments["CHN", "USA", "ndfeb_magnet"] / 12
    weight = tonnes / float(model().network.throughput[node(good)])
    found = cover(good, announced(cost(0.25), 2))
    assert found[4] == pytest.approx(1.0 + 0.25 * weight, rel=1e-4)
    assert found[5:] == pytest.approx(1.0)
    ending = replace(cost(0.25), span=fx.Span(START, START + 5, announced=START))
    assert cover(good, ending)[4] == pytest.approx(1.0 - 0.25 * weight, rel=1e-4)


def test_users_buy_ahead_of_a_standard_that_will_make_them_use_more() -> None:
    use = next(one for one in model().network.uses if one.region == "JPN" and one.quantity > 0)
    rule = announced(demand(1.5, uses=(use.use,)), 2)
    extra = 0.5 * sum(
        one.quantity for one in model().network.uses if (one.node, one.use) == (use.node, use.use)
    )
    share = extra / float(model().network.throughput[node(use.node)])
    found = cover(use.node, rule)
    assert found[4] == pytest.approx(1.0 + share)
    assert found[5:] == pytest.approx(1.0)


def test_tonnes_that_are_not_announced_are_not_hoarded_beside_those_that_are() -> None:
    known, silent = announced(limit(0.5), 2), limit(0.0, id="silent", start=5)
    assert cover(ABROAD, known, silent) == pytest.approx(cover(ABROAD, known))


@pytest.mark.slow
def test_an_announced_ban_moves_stocks_and_prices_before_its_day() -> None:
    steps = {"told": Months(), "untold": Months()}
    told = [steps["told"].keep(row) for row in rows(announced(limit(0.0), 2))[:5]]
    untold = [steps["untold"].keep(row) for row in rows(limit(0.0, start=5))[:5]]
    abroad, inside = holder(ABROAD), holder(INSIDE)
    assert told[2].price == pytest.approx(untold[2].price, rel=1e-9)
    assert told[4].stock[abroad] > 1.3 * untold[4].stock[abroad]
    assert told[4].stock[inside] < untold[4].stock[inside]
    assert told[4].price[node(ABROAD)] > untold[4].price[node(ABROAD)]
    assert told[4].cleared and told[4].residual < 1e-8


def test_under_announced_rules_no_tonne_is_made_or_lost() -> None:
    run = run_of(announced(licence(), 2), announced(capacity(0.5), 1), months=12)
    assert float(np.abs(run["mass_error"]).max()) < 1e-6
