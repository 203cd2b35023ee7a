"""For the growth of which of its goods is a mine or plant built?

Capacity of joint products expands with the goods that would otherwise be scarce. Where several
recipes supply a good, each provides for its growth in proportion to its share. A good in surplus
calls for no plant.

Let a recipe make the share s of a good's supply, and let all others do their part. If the recipe
grows by x and the good is to grow by g, then s (x - g) of the good is missing or too much. The
growth that misses least over all its goods, squared and weighted by the value V of their supply, is
their mean weighted by V s²: by the value that the recipe makes of each good times its share. It
lies between the slowest and the fastest of them, and with one good it is that good's.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.chains.chain import Chain
from monazite.market.outlets import SURPLUS_SHARE
from monazite.market.production import base_activity


def built_for(chain: Chain) -> Mapping[str, Mapping[str, float]]:
    """How much does each good weigh in the growth that a recipe is built for? recipe -> good -> 1.

    The weights of a recipe sum to 1: value at base-year prices times the share of the world's
    supply that the recipe makes, of the goods of which at most `SURPLUS_SHARE` of the world's
    supply was discarded. A recipe that did not run in the base year, or all of whose goods are in
    surplus, is built by value alone.
    """
    made: dict[tuple[str, str], float] = {}
    supply: dict[str, float] = {}
    discarded: dict[str, float] = {}
    for region, name in {(f.region, f.recipe): None for f in chain.facilities.values()}:
        recipe, level = chain.recipes[name], base_activity(chain, region, name)
        for good in recipe.outputs:
            tonnes = recipe.coefficients[good] * level
            made[name, good] = made.get((name, good), 0.0) + tonnes
            supply[good] = supply.get(good, 0.0) + tonnes
    for (_, good), tonnes in chain.base.old_scrap.items():
        supply[good] = supply.get(good, 0.0) + tonnes
    for (_, good), tonnes in chain.base.discards.items():
        discarded[good] = discarded.get(good, 0.0) + tonnes
    weights: dict[str, dict[str, float]] = {}
    for name, recipe in chain.recipes.items():
        worth = {
            good: recipe.coefficients[good] * chain.base.price[good] for good in recipe.outputs
        }
        hanging = {
            good: value * made[name, good] / supply[good]
            for good, value in worth.items()
            if made.get((name, good), 0.0) > 0
            and discarded.get(good, 0.0) <= SURPLUS_SHARE * supply[good]
        }
        chosen = hanging or worth
        total = sum(chosen.values())
        weights[name] = {good: value / total for good, value in chosen.items()}
    return weights
