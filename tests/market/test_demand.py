"""Do uses take, want and save what the model says?

Consumption is recomputed from the prices of a run alone: intensity and the share that keeps the
better grade are followed month by month in plain NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from monazite.market.demand import next_intensity, next_staying, wanted
from monazite.market.precision import jnp
from monazite.market.run import Run
from tests.market.worlds import START, model, rare_earths, rows, shipped_run

SHIPPED = ("baseline", "heavy_licences")


@dataclass
class Demand:
    """What uses should have wanted and taken, and their intensity; all (month, use)."""

    wanted: np.ndarray
    taken: np.ndarray
    intensity: np.ndarray


def recomputed(run: Run) -> Demand:
    chain = rare_earths().chain
    behaviour, months = chain.behaviour, [START + n for n in range(len(run.months))]
    kinds, goods = [str(k) for k in run["use_kind"]], [str(g) for g in run["use_good"]]
    place = {str(name): number for number, name in enumerate(run["node"])}
    at = np.array([place[str(name)] for name in run["use_node"]])
    base = np.array(
        [
            chain.base.uses.get((str(region), kind, good), 0.0) / 12
            for region, kind, good in zip(run["use_region"], kinds, goods, strict=True)
        ]
    )

    def elasticity(table) -> np.ndarray:
        return np.array([(table.get(kind) or table["other"]).value for kind in kinds])

    short = elasticity(behaviour.demand_elasticity_short)
    long = elasticity(behaviour.demand_elasticity_long)
    names = {
        use: number for number, use in enumerate(zip(run["use_region"], kinds, goods, strict=True))
    }
    lesser = [
        names.get(
            (run["use_region"][n], kinds[n], (chain.uses[kinds[n]].switches or {}).get(goods[n]))
        )
        for n in range(len(kinds))
    ]
    slowest = -np.log(1 - behaviour.intensity_fall.value) / 12
    speed, turning = behaviour.intensity_speed.value, behaviour.switching_elasticity.value
    intensity, staying = np.zeros(len(kinds)), np.zeros(len(kinds))
    found = Demand(*(np.zeros((len(months), len(kinds))) for _ in range(3)))
    for number, month in enumerate(months):
        paths = chain.demand["stated_policies"]
        index = [paths[chain.uses[kind].demand_path].at(month, chain.base_year) for kind in kinds]
        asked = base * np.array(index)
        for use, other in enumerate(lesser):
            if other is not None:
                turned = base[use] * index[use] * (1 - np.exp(staying[use]))
                asked[use] -= turned
                asked[other] += turned
        ratio = run["price"][number, at] / run["reference_price"][at]
        found.wanted[number], found.intensity[number] = asked, intensity
        found.taken[number] = asked * np.exp(intensity) * ratio**-short
        goal = -(long - short) * np.log(ratio)
        intensity = intensity + np.maximum(speed * (goal - intensity), -slowest)
        for use, other in enumerate(lesser):
            if other is not None:
                aim = min(0.0, -turning * np.log(ratio[use] / ratio[other]))
                staying[use] += max(speed * (aim - staying[use]), -slowest)
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_uses_want_and_take_what_prices_and_the_past_make_them(name: str) -> None:
    run = shipped_run(name)
    found = recomputed(run)
    assert np.allclose(run["wanted"], found.wanted, rtol=1e-9, atol=1e-12)
    assert np.allclose(run["taken"], found.taken, rtol=1e-9, atol=1e-12)


def test_intensity_falls_no_faster_than_measured_in_2010_to_2012() -> None:
    """At most 10 per cent a year (Sprecher et al. 2017), also in the steepest year of the rules."""
    intensity = recomputed(shipped_run("heavy_licences")).intensity
    yearly = np.exp(intensity[12:] - intensity[:-12])
    assert yearly.min() >= 0.9 * (1 - 1e-12)
    assert yearly.min() < 0.97, "the rules must wear some intensity down"


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_served_is_what_is_taken_less_the_substitutes_share(name: str) -> None:
    run = shipped_run(name)
    nodes = len(run["node"])
    place = {str(node): number for number, node in enumerate(run["node"])}
    at = np.array([place[str(node)] for node in run["use_node"]])
    substitutes = run["activity_kind"] == "backstop"
    for month in range(0, len(run.months), 7):
        flow = np.maximum(0, run["column_value"] * run["level"][month][run["column_activity"]])
        arriving = np.bincount(run["column_node"], flow, nodes)
        arriving += np.maximum(0.0, run["given_supply"][month] + run["strategic_purchase"][month])
        from_substitutes = substitutes[run["column_activity"]]
        made_up = np.bincount(run["column_node"][from_substitutes], flow[from_substitutes], nodes)
        share = 1 - made_up[at] / arriving[at]
        assert np.allclose(run["consumption"][month], run["taken"][month] * share, rtol=1e-9)
    assert ((share >= 0) & (share <= 1)).all()


def test_long_run_elasticity_is_reached_in_the_end() -> None:
    arrays, rates = model().arrays, model().rates
    price = np.array(arrays.reference) * 1.3
    intensity = np.zeros(len(arrays.use_short))
    for _ in range(400):
        intensity = np.asarray(next_intensity(arrays, rates, intensity, price))
    total = intensity - arrays.use_short * np.log(1.3)
    assert total == pytest.approx(-arrays.use_long * np.log(1.3), rel=1e-4)


def test_intensity_answers_to_dear_goods_slowly_and_returns() -> None:
    arrays, rates = model().arrays, model().rates
    dear, usual = np.array(arrays.reference) * 1e4, np.array(arrays.reference)
    year = np.zeros(len(arrays.use_short))
    for _ in range(12):
        year = np.asarray(next_intensity(arrays, rates, year, dear))
    adjusting = arrays.use_long > arrays.use_short
    assert np.exp(year[adjusting]) == pytest.approx(np.full(adjusting.sum(), 0.9), rel=1e-9)
    back = np.asarray(next_intensity(arrays, rates, year, usual))
    assert (back[adjusting] > year[adjusting]).all()
    assert (np.asarray(next_intensity(arrays, rates, back * 0, usual)) == 0).all()


@pytest.mark.slow
def test_turning_to_a_lesser_grade_keeps_the_tonnes_and_is_slow() -> None:
    arrays, rates = model().arrays, model().rates
    row = rows()[0]._replace(demand=jnp.asarray(rows()[0].demand))
    count = len(arrays.switch_from)
    assert count > 10
    price = np.array(arrays.reference)
    price[arrays.use_node[arrays.switch_from]] *= 3.0
    staying = np.zeros(count)
    for _ in range(12):
        staying = np.asarray(next_staying(arrays, rates, staying, price))
    assert np.exp(staying) == pytest.approx(np.full(count, 0.9), rel=1e-9)
    before = np.asarray(wanted(arrays, row, np.zeros(count)))
    after = np.asarray(wanted(arrays, row, staying))
    assert after.sum() == pytest.approx(before.sum(), rel=1e-12)
    assert after[arrays.switch_from] == pytest.approx(0.9 * before[arrays.switch_from], rel=1e-9)
    assert (after >= 0).all()
    usual = np.asarray(next_staying(arrays, rates, np.zeros(count), arrays.reference))
    assert (usual == 0).all()
    cheap = np.array(arrays.reference)
    cheap[arrays.use_node[arrays.switch_from]] *= 0.5
    assert (np.asarray(next_staying(arrays, rates, np.zeros(count), cheap)) == 0).all()
