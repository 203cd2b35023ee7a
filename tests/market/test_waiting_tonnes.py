"""Do tonnes that wait for a licence stay in stock, out of the market at home, until the answer?

Prices and levels play no part in the accounts: stocks, applications and offers of a run do.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite import effects as fx
from monazite.goods import MADE_TO_ORDER
from monazite.market.licences import kept_waiting
from monazite.market.model import Model
from monazite.market.run import Run
from tests.market.rules import licence, path
from tests.market.worlds import (
    START,
    Months,
    calm_run,
    gate,
    model,
    node,
    rare_earths,
    rows,
    run_of,
)

GATE = "CHN/dysprosium_oxide/all"
INSIDE = "CHN/dysprosium_oxide/bound"
SLOW = licence(decided_after=(0.0, 0.0, 0.5, 0.5))


def stock_of(run: Run, holder: str) -> tuple[np.ndarray, np.ndarray]:
    """What did a holder own before each month, and at its end? (month,) each, t."""
    after = run.stock(holder)
    first = run["initial_stock"][list(run["holder"]).index(holder)]
    return np.concatenate([[first], after[:-1]]), after


def offered(run: Run, place: str) -> np.ndarray:
    """What did holders offer at a node that gets no scrap? (month,), t."""
    number = node(place)
    assert not run["old_scrap"][:, number].any()
    return run["given_supply"][:, number]


def without_keeping() -> Model:
    """The same model, but what waits is for sale at home meanwhile."""
    known = model()
    nothing = np.zeros_like(known.arrays.gate_kept)
    return replace(known, arrays=known.arrays._replace(gate_kept=nothing))


def test_only_the_stock_that_waits_for_no_licence_is_offered() -> None:
    run = run_of(SLOW)
    before, after = stock_of(run, INSIDE)
    waits = run.gate(GATE, "gate_pending")
    waited = np.concatenate([[0.0], waits[:-1]])
    share = rare_earths().chain.behaviour.stock_available.value
    decided = np.maximum(0.0, waited - waits)
    assert waits[3:].min() > 0
    assert offered(run, INSIDE) == pytest.approx(share * (before - waited) + decided, rel=1e-9)
    assert (after >= waits).all()
    assert after[4] > calm_run().stock(INSIDE)[4] + 0.5 * waits[4]


def test_what_waits_comes_back_to_the_market_when_the_rule_ends() -> None:
    run = run_of(replace(SLOW, span=fx.Span(START + 3, START + 8)))
    before, _ = stock_of(run, INSIDE)
    waits = run.gate(GATE, "gate_pending")
    share = rare_earths().chain.behaviour.stock_available.value
    assert waits[7] > 0
    assert not waits[8:].any()
    back = offered(run, INSIDE)[8] - share * (before[8] - waits[7])
    assert back == pytest.approx(waits[7], rel=1e-9)


def test_goods_that_wait_do_not_press_the_price_at_home() -> None:
    prices = {}
    for name, known in (("kept", model()), ("sold", without_keeping())):
        months = Months(model=known)
        records = [months.keep(row) for row in rows(SLOW, months=8)]
        prices[name] = np.array([record.price[node(INSIDE)] for record in records])
    assert np.array_equal(prices["kept"][:3], prices["sold"][:3])
    assert (prices["kept"][3:6] > 1.001 * prices["sold"][3:6]).all()


def test_magnets_are_made_to_order_and_none_are_kept() -> None:
    run = run_of(replace(SLOW, goods=(fx.GatedGood("ndfeb_magnet_heavy"),)))
    place = "CHN/ndfeb_magnet_heavy/bound"
    before, _ = stock_of(run, place)
    share = rare_earths().chain.behaviour.stock_available.value
    assert run.gate("CHN/ndfeb_magnet_heavy/all", "gate_pending")[4:].min() > 0
    assert offered(run, place) == pytest.approx(share * before, rel=1e-9)


def test_a_gate_keeps_goods_by_their_stage_and_only_where_stocks_are_held() -> None:
    arrays, chain = model().arrays, rare_earths().chain
    waiting = np.ones((len(arrays.gate_flow), 3))
    kept = np.asarray(kept_waiting(arrays, waiting))
    for number, holder in enumerate(model().network.holders):
        region, good, _ = holder.split("/")
        here = [name for name in model().gate_ids if name.startswith(f"{region}/{good}/")]
        made_to_order = chain.goods[good].stage in MADE_TO_ORDER
        wanted = 0.0 if made_to_order or INSIDE.split("/")[0] != region else 3.0 * len(here)
        if number in arrays.gate_holder:
            assert kept[number] == wanted
        else:
            assert kept[number] == 0.0
    assert kept[list(model().network.holders).index(INSIDE)] == 3.0
    assert arrays.gate_kept[gate("CHN/ndfeb_magnet_heavy/all")] == 0.0


@pytest.mark.parametrize("approval", [0.0, 1.0])
def test_stocks_stay_whole_whatever_is_approved(approval: float) -> None:
    run = run_of(replace(SLOW, approval_share=path(approval)), months=24)
    before, after = stock_of(run, INSIDE)
    waits = run.gate(GATE, "gate_pending")
    assert run["mass_error"].max() < 1e-8
    assert (after - waits > 0).all()
    assert (before > 0).all()
