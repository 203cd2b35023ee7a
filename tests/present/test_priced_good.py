"""Every chain has a priced good and a step to watch for each of its elements."""

from __future__ import annotations

import pytest

from monazite.chains.read import chain_names
from monazite.chains.world import load_world
from monazite.present.base_geography import elements_of
from monazite.present.focus import OXIDES
from monazite.present.priced_good import middle_step, priced_good, step_products


@pytest.mark.parametrize("name", chain_names())
def test_every_element_of_a_chain_has_a_price_and_a_step(name: str) -> None:
    chain = load_world(name).chain
    for element in elements_of(chain):
        good = priced_good(chain, element)
        if good is not None:
            assert float(chain.goods[good].composition[element]) > 0
        step = middle_step(chain, element)
        assert step is not None
        assert step_products(chain, step)


def test_the_price_of_a_rare_earth_is_that_of_its_oxide() -> None:
    chain = load_world("rare_earths").chain
    assert {element: priced_good(chain, element) for element in OXIDES} == OXIDES
    assert middle_step(chain, "Dy") == "separation"
    assert "dysprosium_oxide" in step_products(chain, "separation")
    assert priced_good(chain, "unobtainium") is None


def test_a_pure_metal_is_priced_before_an_alloy_or_a_compound() -> None:
    chain = load_world("nickel_cobalt").chain
    assert priced_good(chain, "Ni") == "refined_nickel"
    assert priced_good(chain, "Co") == "cobalt_metal"
