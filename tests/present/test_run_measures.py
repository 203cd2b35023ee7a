"""Measures of a run follow from its chain, whatever the mineral."""

from __future__ import annotations

import pytest

from monazite.chains.read import chain_names
from monazite.chains.stages import chain_stages
from monazite.chains.world import load_world
from monazite.market.simulate import simulate
from monazite.present.run_measures import dear_goods, run_measures
from monazite.scenario.all_chains import acting_on
from monazite.strategy.contested_goods import RARE_EARTHS, contested_goods


@pytest.mark.parametrize("name", chain_names())
def test_what_is_contested_belongs_to_the_chain(name: str) -> None:
    chain = load_world(name).chain
    found, stages = contested_goods(chain), chain_stages(chain)
    assert {found.scarce, found.marked, *found.products} <= set(chain.goods)
    assert {found.processing, found.last} <= set(stages.order)
    assert chain.goods[found.scarce].composition.get(found.element, 0) > 0 or name == "rare_earths"
    assert found.products
    assert (found == RARE_EARTHS) == (name == "rare_earths")
    assert 0 < len(dear_goods(chain)) <= 12


def test_the_goods_of_the_rare_earth_page_are_still_there() -> None:
    found = dear_goods(load_world().chain)
    assert {"ndpr_oxide", "dysprosium_oxide", "terbium_oxide", "ndfeb_magnet"} <= set(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gallium", "nickel_cobalt", "helium"])
def test_measures_of_a_run_name_stages_and_goods_of_its_chain(name: str) -> None:
    world, acting = acting_on("law_as_enacted", name, months=12)
    found = run_measures(simulate(world, acting.scenario), world)
    assert found["years"] == ["2024"]
    assert {row["stage"] for row in found["concentration"]} <= set(chain_stages(world.chain).order)
    assert found["concentration"]
    for row in found["concentration"]:
        assert 0 < row["years"]["2024"]["index"] <= 1
    assert {row["good"] for row in found["dependence"]} <= set(world.chain.goods)
    assert found["closure"]
    assert {row["benchmark"] for row in found["benchmarks"]} <= {"extraction", "processing"}
