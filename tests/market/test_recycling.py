"""Does what was used come back, no sooner and no more than it can?

The cohorts are followed here in plain NumPy from the consumption of a run.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from monazite.market.recycling import collection, next_in_use, retired
from monazite.market.run import Run
from monazite.market.simulate import simulate
from monazite.scenario.all_chains import acting_on
from tests.market.worlds import model, rare_earths, shipped_run

SHIPPED = ("baseline", "heavy_licences")
COMPARTMENTS = 4


def cohorts(run: Run) -> list[tuple[int, str, float]]:
    """Which uses leave scrap: place of the use, id of the scrap's place, mean life in months."""
    found = []
    for number, (region, kind, good) in enumerate(
        zip(run["use_region"], run["use_kind"], run["use_good"], strict=True)
    ):
        use = rare_earths().chain.uses[str(kind)]
        if use.lifetime_years is not None and use.scrap and str(good) in use.scrap:
            scrap = f"{region}/{use.scrap[str(good)]}"
            found.append((number, scrap, 12 * use.lifetime_years.value))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_goods_in_use_are_what_came_less_what_retired(name: str) -> None:
    run, behaviour, base = (
        shipped_run(name),
        rare_earths().chain.behaviour,
        rare_earths().chain.base,
    )
    growth = behaviour.past_growth.value / 12
    uses, scrap, lives = (list(part) for part in zip(*cohorts(run), strict=True))
    speed = COMPARTMENTS / np.array(lives)
    start = np.array([model().network.uses[use].quantity for use in uses])
    content = np.zeros((len(uses), COMPARTMENTS))
    for place in range(COMPARTMENTS):
        content[:, place] = start / (speed + growth)
        start = speed * content[:, place]
    returning = {}
    for use, number in zip(scrap, range(len(scrap)), strict=True):
        returning.setdefault(use, []).append(number)
    share = {
        f"{region}/{good}": tonnes / 12 / start[returning[f"{region}/{good}"]].sum()
        for (region, good), tonnes in base.old_scrap.items()
    }
    limit, elasticity = behaviour.collection_limit.value, behaviour.collection_elasticity.value
    for month in range(len(run.months)):
        leaving = content * speed[:, None]
        for place, part in share.items():
            region, good = place.split("/")
            at = [
                number
                for number, node in enumerate(run["node"])
                if str(node).startswith(f"{place}/") and run["old_scrap"][:, number].any()
            ]
            assert len(at) == 1, (region, good)
            dearer = run["price"][month, at[0]] / run["reference_price"][at[0]] - 1
            odds = part / (limit - part) * np.exp(elasticity * dearer / (1 - part / limit))
            caught = limit * odds / (1 + odds)
            back = caught * leaving[returning[place], -1].sum()
            assert run["old_scrap"][month, at[0]] == pytest.approx(back, rel=1e-9)
        arriving = np.column_stack([run["consumption"][month, uses], leaving[:, :-1]])
        before = content.sum()
        content = content + arriving - leaving
        change = run["consumption"][month, uses].sum() - leaving[:, -1].sum()
        assert content.sum() - before == pytest.approx(change, rel=1e-9, abs=1e-6)
        assert run["in_use"][month] == pytest.approx(content.sum(), rel=1e-12)


def test_the_in_use_stock_starts_in_balanced_growth() -> None:
    """One month of the base year's use lets every compartment grow by the past growth, no other."""
    arrays = model().arrays
    after = np.asarray(next_in_use(arrays, arrays.cohort_start, arrays.use_quantity))
    growth = rare_earths().chain.behaviour.past_growth.value / 12
    filled = arrays.cohort_start > 0
    assert after[filled] / arrays.cohort_start[filled] == pytest.approx(
        np.full(filled.sum(), 1 + growth), rel=1e-12
    )


@pytest.mark.slow
def test_a_cohort_lives_as_long_as_its_lifetime_says() -> None:
    """A single tonne: mean age at retirement is the stated lifetime, and all of it retires."""
    arrays = model().arrays
    content = np.zeros_like(arrays.cohort_start)
    content[:, 0] = 1.0
    nothing = np.zeros(len(arrays.use_quantity))
    total, ages = np.zeros(len(content)), np.zeros(len(content))
    for month in range(3000):
        out = np.asarray(retired(arrays, content))
        total += out
        ages += out * (month + 1)
        content = np.asarray(next_in_use(arrays, content, nothing))
    lives = np.array([life for _, _, life in cohorts(shipped_run("baseline"))])
    assert total == pytest.approx(np.ones(len(total)), rel=1e-6)
    assert ages / total == pytest.approx(lives, rel=1e-3)


def amounts(factor: float) -> np.ndarray:
    """How much is collected at each place at so many times the reference price, t a month?"""
    arrays, rates = model().arrays, model().rates
    found = collection(arrays, rates, arrays.cohort_start)
    price = factor * arrays.reference[arrays.scrap_node]
    margin = price / np.asarray(found.dispersion) + np.asarray(found.bias)
    return np.asarray(found.capacity) / (1 + np.exp(-margin))


def test_dear_scrap_is_collected_more_up_to_the_limit_and_cheap_scrap_less() -> None:
    arrays = model().arrays
    flows = [amounts(factor) for factor in (1e-3, 0.5, 1.0, 2.0, 1e3)]
    assert all((later >= earlier).all() for earlier, later in pairwise(flows))
    gone = np.zeros(len(arrays.scrap_node) + 1)
    np.add.at(gone, arrays.cohort_scrap, np.asarray(retired(arrays, arrays.cohort_start)))
    assert flows[-1] == pytest.approx(0.5 * gone[:-1], rel=1e-12)
    base = [tonnes / 12 for tonnes in rare_earths().chain.base.old_scrap.values()]
    assert flows[2] == pytest.approx(base, rel=1e-12)
    elasticity = rare_earths().chain.behaviour.collection_elasticity.value
    assert np.log(amounts(1.001) / flows[2]) / np.log(1.001) == pytest.approx(
        np.full(len(base), elasticity), rel=5e-3
    )


@pytest.mark.slow
def test_no_price_of_scrap_swings_from_month_to_month() -> None:
    """Antimony's licences make lead scrap scarce while who smelts it can take no more."""
    world, acting = acting_on("law_as_enacted", "antimony", 36)
    run = simulate(world, acting.scenario)
    assert run.status.cleared
    scrap = (run["old_scrap"] > 0).any(axis=0)
    step = np.diff(np.log(run["price"][:, scrap]), axis=0)
    swings = (step[1:] * step[:-1] < 0) & (np.minimum(abs(step[1:]), abs(step[:-1])) > 0.05)
    assert np.abs(step).max() > 0.1, "nothing moved: the test would not notice a swing"
    assert not (swings[2:] & swings[1:-1] & swings[:-2]).any()
