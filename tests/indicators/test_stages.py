"""Do stages, and what counts as made at each, follow from a chain's recipes?"""

from __future__ import annotations

import pytest

from monazite.absence import Unknown
from monazite.chains.read import chain_names
from monazite.chains.recipe import STAGES
from monazite.chains.stages import Way, chain_stages, main_elements, stages_of
from monazite.chains.world import load_world
from monazite.errors import UnknownNameError
from monazite.indicators.balance_targets import balance_targets
from monazite.indicators.concentration import base_year_stage
from monazite.indicators.mineral_measures import measures_of
from monazite.indicators.targets import stages_of_goals


def test_rare_earth_products_are_ores_oxides_metals_and_magnets() -> None:
    chain = load_world().chain
    stages = chain_stages(chain)
    assert stages.order == ("mine", "separation", "metal", "magnet")
    assert stages.sources == {"mine"}
    for stage, kind in (("separation", "oxide"), ("metal", "metal"), ("magnet", "magnet")):
        assert {chain.goods[good].stage for good in stages.products[stage]} == {kind}


def test_order_follows_the_recipes_not_the_vocabulary() -> None:
    order = chain_stages(load_world("aluminium").chain).order
    assert order == ("mine", "refining", "smelting", "product")
    assert STAGES.index("smelting") < STAGES.index("refining")


@pytest.mark.parametrize("name", chain_names())
def test_every_chain_begins_at_a_source_and_makes_something_at_each_stage(name: str) -> None:
    chain = load_world(name).chain
    stages = chain_stages(chain)
    assert stages.order[0] in stages.sources
    assert all(stages.products[stage] for stage in stages.order)
    assert "recycling" not in stages.order
    elements = main_elements(chain)
    assert elements
    for stage in stages.order:
        share = base_year_stage(chain, stage).largest_share
        assert isinstance(share, float) and 0 < share <= 1


def test_what_is_sent_on_within_a_stage_counts_once_but_what_a_use_wants_counts() -> None:
    ways = {
        "mine": Way("mine", (), ("ore",)),
        "first": Way("separation", ("ore",), ("mixed", "light")),
        "second": Way("separation", ("mixed",), ("heavy", "swarf")),
    }
    found = stages_of(ways, scrap=("swarf",), used=("light", "heavy"))
    assert found.products["separation"] == {"light", "heavy"}
    assert stages_of(ways, used=("mixed",)).products["separation"] >= {"mixed", "light", "heavy"}
    with pytest.raises(UnknownNameError, match="separation"):
        found.made_at("here", "seperation")


def test_goals_of_an_element_are_measured_where_goods_hold_it() -> None:
    chain = load_world("nickel_cobalt").chain
    stages = chain_stages(chain)

    def content(element: str) -> dict[str, float]:
        return {name: good.composition.get(element, 0.0) for name, good in chain.goods.items()}

    assert stages_of_goals(stages, content("Ni"))["processing"] == ("refining",)
    assert "by_product" in stages_of_goals(stages, content("Co"))["extraction"]
    tin = load_world("bismuth").chain
    held = {name: good.composition.get("Bi", 0.0) for name, good in tin.goods.items()}
    assert set(stages_of_goals(chain_stages(tin), held)) == {"extraction"}


def test_a_balanced_zero_that_may_hide_among_others_is_unknown() -> None:
    chain = load_world("aluminium").chain
    rows = {row.goal: row for row in balance_targets(chain, ("EU",), ("Al",))}
    assert isinstance(rows["processing"].share, Unknown)
    assert isinstance(rows["third_country"].share, float)
    assert rows["third_country"].origin == "balance"


def test_a_share_above_one_says_why() -> None:
    chain = load_world("bismuth").chain
    regions = [name for name, region in chain.regions.items() if "BEL" in region.members]
    rows = {row.goal: row for row in balance_targets(chain, regions, ("Bi",))}
    share = rows["third_country"].share
    assert isinstance(share, float)
    assert (rows["third_country"].note == "above_one") == (share > 1)


def test_a_mineral_that_no_statistic_prints_is_measured_in_its_balanced_year() -> None:
    rows = [row for row in measures_of("germanium") if "balanced year" in row.subject]
    assert [row.subject.split(":")[0] for row in rows] == list(
        chain_stages(load_world("germanium").chain).order
    )
    refining = next(row for row in rows if row.subject.startswith("refining"))
    assert "CHN" in refining.detail
