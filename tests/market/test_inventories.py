"""Do holders of stocks buy, keep and release what the model says, and do states move prices?

What holders bought is recomputed here from the prices, stocks and targets of a run alone.
"""

from __future__ import annotations

import numpy as np
import pytest

from monazite import effects as fx
from monazite.market.run import Run
from tests.market.rules import cover, from_month, limit, path, purchase
from tests.market.worlds import (
    START,
    Months,
    calm_run,
    model,
    node,
    rare_earths,
    rows,
    run_of,
    shipped_run,
)

JAPAN = "JPN/dysprosium_oxide/bound"
SHIPPED = ("baseline", "heavy_licences")


def bought(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """What did holders buy, and what should they have bought? (month, holder) each, t.

    Of those behind no export gate: what others hope for abroad is tested in `test_sales_abroad`.
    """
    behaviour = rare_earths().chain.behaviour
    share, kappa = behaviour.stock_available.value, behaviour.holding_curvature.value
    place = {str(name): number for number, name in enumerate(run["node"])}
    at = [place[str(name)] for name in run["holder"]]
    before = np.vstack([run["initial_stock"], run["stock"][:-1]])
    expected = run["reference_price"][at]
    wanted = np.empty_like(before)
    for month, price in enumerate(run["price"][:, at]):
        ratio = price / expected
        wanted[month] = share * run["cover_target"][month] * ratio ** (-1 / kappa)
        expected = expected + behaviour.expectation_speed.value * (price - expected)
    behind = np.isin(np.arange(len(at)), model().arrays.gate_holder)
    assert 0 < behind.sum() < len(at)
    return (run["stock"] - (1 - share) * before)[:, ~behind], wanted[:, ~behind]


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_holders_buy_by_their_elasticity_around_the_price_they_expect(name: str) -> None:
    found, wanted = bought(shipped_run(name))
    assert np.allclose(found, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", SHIPPED)
def test_stocks_are_never_negative_and_never_fall_faster_than_holders_sell(name: str) -> None:
    run = shipped_run(name)
    share = rare_earths().chain.behaviour.stock_available.value
    before = np.vstack([run["initial_stock"], run["stock"][:-1]])
    assert (run["stock"] >= 0).all()
    assert (run["stock"] >= (1 - share) * before * (1 - 1e-12)).all()


def test_stocks_stay_positive_when_every_gate_shuts_and_nothing_comes_in() -> None:
    run = run_of(limit(0.0, "dysprosium_oxide", "dysprosium_metal", start=2), months=24)
    japan = list(run["holder"]).index(JAPAN)
    assert (run["stock"] > 0).all()
    assert run["stock"][:, japan].min() < 0.6 * run["initial_stock"][japan]


def test_wanted_cover_is_months_of_throughput_growing_with_the_good() -> None:
    run, chain = calm_run(), rare_earths().chain
    for place, name in enumerate(run["holder"]):
        region, good, status = str(name).split("/")
        arriving = sum(
            t for (_, to, g), t in chain.base.shipments.items() if (to, g) == (region, good)
        )
        arriving += chain.base.mines.get((region, good), 0.0)
        arriving += sum(
            max(0.0, chain.recipes[recipe].coefficients.get(good, 0.0)) * level
            for (where, recipe), level in chain.base.processes.items()
            if where == region
        )
        months = chain.behaviour.cover[chain.goods[good].stage].value
        if status == "bound" or not chain.has_status(good):
            assert run["initial_stock"][place] == pytest.approx(months * arriving / 12, rel=1e-12)
    assert np.allclose(run["cover_target"][0], run["initial_stock"], rtol=1e-12)


def test_a_state_that_buys_raises_the_price_the_more_it_buys_and_lowers_it_when_it_sells() -> None:
    months = Months()
    japan = node(JAPAN)
    tonnes = (-2.0, -1.0, 0.0, 1.0, 2.0, 5.0)
    prices = []
    for amount in tonnes:
        row = rows()[0]
        row.purchase[japan] = amount
        prices.append(months.step(row)[1].price[japan])
    assert prices == sorted(prices)
    assert prices[-1] > 1.02 * prices[2] > 1.04 * prices[0] / 1.02


def test_what_a_state_buys_and_later_releases_comes_back_as_supply() -> None:
    plan = fx.Path(2.0, (fx.Step(START + 4, 0.0), fx.Step(START + 8, -2.0)))
    calm, ruled = calm_run(), run_of(purchase(plan))
    japan = node(JAPAN)
    change = ruled["price"][:, japan] / calm["price"][:, japan] - 1
    assert change[:4].min() > 0.005
    assert change[8:].max() < -0.005
    assert ruled["strategic_purchase"][:, japan].sum() == pytest.approx(0.0, abs=1e-12)
    assert ruled["strategic_purchase"][:4, japan].sum() == 8.0


def test_wanting_more_cover_raises_the_price_at_once_and_fills_the_stock_later() -> None:
    calm = calm_run()
    ruled = run_of(cover(2.0, span=fx.Span(START + 4)))
    holder, japan = list(calm["holder"]).index(JAPAN), node(JAPAN)
    target = ruled["cover_target"][:, holder] / calm["cover_target"][:, holder]
    assert target[:4].tolist() == [1.0] * 4
    assert target[4:] == pytest.approx([2.0] * 8, rel=1e-12)
    change = ruled["price"][:, japan] / calm["price"][:, japan] - 1
    assert (change[:4] == 0).all()
    assert change[4] > 0.02
    assert ruled["stock"][4, holder] > calm["stock"][4, holder]
    assert ruled["stock"][-1, holder] > ruled["stock"][4, holder]
    elsewhere = np.arange(len(calm["holder"])) != holder
    assert np.array_equal(ruled["cover_target"][:, elsewhere], calm["cover_target"][:, elsewhere])


def test_wanting_less_cover_lowers_the_price() -> None:
    japan = node(JAPAN)
    ruled = run_of(cover(0.5, span=fx.Span(START + 4)))
    assert ruled["price"][4, japan] < calm_run()["price"][4, japan]
    assert (ruled["stock"] > 0).all()


def test_hoarding_before_a_ban_softens_its_first_month() -> None:
    ban = limit(0.0, "dysprosium_oxide", "dysprosium_metal", start=8)
    early = cover(2.0, span=fx.Span(START + 2, START + 8), goods=("dysprosium_oxide",))
    late, prepared = run_of(ban), run_of(ban, early)
    japan = node(JAPAN)
    assert prepared["price"][3, japan] > late["price"][3, japan]
    assert prepared["price"][8, japan] < late["price"][8, japan]


def test_steps_of_a_purchase_begin_in_their_month() -> None:
    plan = purchase(from_month(5, 3.0))
    japan = node(JAPAN)
    assert [row.purchase[japan] for row in rows(plan, months=7)] == [0.0] * 5 + [3.0] * 2
    assert all(row.purchase.sum() == row.purchase[japan] for row in rows(plan, months=7))
    assert rows(purchase(path(0.0)))[0].purchase.any() == np.False_
