"""Mines and plants are built for the goods that hang on them, not for what others supply."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite.chains.chain import Chain
from monazite.market.joint_products import built_for
from monazite.market.outlets import SURPLUS_SHARE
from monazite.market.schedule import calm_schedule, demand_index, good_growth
from monazite.months import Month, span
from tests.market.worlds import START, model, rare_earths

CLAY = "separate_ionic_clay"


def supply(chain: Chain, good: str) -> tuple[float, float]:
    """How many tonnes of a good does the world make in the base year, and how many from clay?"""
    total = clay = 0.0
    for (_, name), level in chain.base.processes.items():
        tonnes = max(0.0, chain.recipes[name].coefficients.get(good, 0.0)) * level
        total += tonnes
        clay += tonnes if name == CLAY else 0.0
    return total, clay


def with_discards(chain: Chain, share: dict[str, float]) -> Chain:
    """The same chain, with these shares of the world's supply thrown away in China, no others."""
    tonnes = {("CHN", good): part * supply(chain, good)[0] for good, part in share.items()}
    return replace(chain, base=replace(chain.base, discards=tonnes))


def value(chain: Chain, recipe: str) -> dict[str, float]:
    """Which share of the value of its goods does each have?"""
    made = chain.recipes[recipe]
    worth = {good: made.coefficients[good] * chain.base.price[good] for good in made.outputs}
    return {good: part / sum(worth.values()) for good, part in worth.items()}


def test_weights_of_every_recipe_are_shares_of_one() -> None:
    chain = rare_earths().chain
    weights = built_for(chain)
    assert set(weights) == set(chain.recipes)
    for name, serves in weights.items():
        assert set(serves) <= set(chain.recipes[name].outputs)
        assert min(serves.values()) > 0
        assert sum(serves.values()) == pytest.approx(1.0, rel=1e-12)


def test_a_plant_with_one_good_grows_with_it_to_the_last_bit() -> None:
    chain, arrays = rare_earths().chain, model().arrays
    months = span(START, 12)
    calm = calm_schedule(model(), "stated_policies", months)
    ahead = span(START, 14 + int(arrays.facility_lead.max()))
    use = demand_index(chain, "stated_policies", ahead)
    held = np.bincount(arrays.holder_good, arrays.holder_target, minlength=len(chain.goods))
    stocked = held * np.diff(good_growth(chain, use)[:, :-1], axis=0)
    made = good_growth(chain, use[:-1], stocked)
    goods, checked = list(chain.goods), 0
    for place, facility in enumerate(chain.facilities.values()):
        outputs = chain.recipes[facility.recipe].outputs
        if len(outputs) == 1:
            assert built_for(chain)[facility.recipe] == {outputs[0]: 1.0}
            assert np.array_equal(calm.grown[:, place], made[:12, goods.index(outputs[0])])
            checked += 1
    assert checked > 20


def test_clay_is_dug_for_dysprosium_and_terbium_that_hang_on_it() -> None:
    """Worked case: value times share of supply; neodymium is most of its value and least of all."""
    chain = rare_earths().chain
    worth, serves = value(chain, CLAY), built_for(chain)[CLAY]
    kept = ("ndpr_oxide", "terbium_oxide", "dysprosium_oxide")
    hanging = {}
    for good in kept:
        total, clay = supply(chain, good)
        hanging[good] = worth[good] * clay / total
    assert serves == pytest.approx(
        {good: part / sum(hanging.values()) for good, part in hanging.items()}, rel=1e-9
    )
    assert worth["ndpr_oxide"] > worth["dysprosium_oxide"] > worth["terbium_oxide"]
    assert serves["dysprosium_oxide"] > serves["terbium_oxide"] > serves["ndpr_oxide"]


def test_what_is_dug_for_a_plant_grows_as_the_plant_is_built() -> None:
    chain = rare_earths().chain
    goods = list(chain.goods)
    growth = good_growth(chain, demand_index(chain, "stated_policies", [Month(2030, 6)]))[0]
    built = sum(share * growth[goods.index(good)] for good, share in built_for(chain)[CLAY].items())
    assert growth[goods.index("ionic_clay_concentrate")] == pytest.approx(built, rel=1e-9)


def test_the_growth_a_recipe_is_built_for_misses_least_if_the_others_do_their_part() -> None:
    """Oracle: the least squares that the docstring states, over a fine grid of growth rates."""
    chain = with_discards(rare_earths().chain, {})
    serves = built_for(chain)[CLAY]
    growth = dict(
        zip(serves, np.random.default_rng(7).uniform(-0.1, 0.3, len(serves)), strict=True)
    )
    tried = np.linspace(-0.1, 0.3, 40_001)
    missed = np.zeros_like(tried)
    for good, wanted in growth.items():
        total, clay = supply(chain, good)
        short = clay / total * (tried - wanted)
        missed += chain.base.price[good] * total * short**2
    mean = sum(share * growth[good] for good, share in serves.items())
    assert tried[missed.argmin()] == pytest.approx(mean, abs=2e-5)


def test_a_good_in_surplus_calls_for_no_plant() -> None:
    chain = rare_earths().chain
    just_below = built_for(with_discards(chain, {"dysprosium_oxide": 0.99 * SURPLUS_SHARE}))
    above = built_for(with_discards(chain, {"dysprosium_oxide": 1.01 * SURPLUS_SHARE}))
    assert just_below == built_for(with_discards(chain, {}))
    for name, serves in above.items():
        if len(chain.recipes[name].outputs) > 1:
            assert "dysprosium_oxide" not in serves
    rest = 1.0 - just_below[CLAY]["dysprosium_oxide"]
    assert above[CLAY]["terbium_oxide"] == pytest.approx(just_below[CLAY]["terbium_oxide"] / rest)


def test_where_all_is_in_surplus_or_nothing_ran_value_decides() -> None:
    chain = rare_earths().chain
    everything = dict.fromkeys(chain.recipes[CLAY].outputs, 0.5)
    assert built_for(with_discards(chain, everything))[CLAY] == pytest.approx(value(chain, CLAY))
    idle = {place: level for place, level in chain.base.processes.items() if place[1] != CLAY}
    unused = replace(chain, base=replace(chain.base, processes=idle))
    assert built_for(unused)[CLAY] == pytest.approx(value(chain, CLAY))
