"""Which stages of production has a chain, in which order, and what counts as made at each?

Stages follow from the recipes: nothing here names a mineral. Recycling brings material back and is
no stage on the way from the ground to the use.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from monazite.chains.recipe import STAGES
from monazite.errors import unknown_name

RECYCLING = "recycling"


@dataclass(frozen=True)
class Way:
    """One recipe, as far as its stage goes: stage, goods taken in, goods put out."""

    stage: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Stages:
    """The stages of a chain.

    order    : from the ground to the product, by the fewest recipes between the ground and a recipe
               of the stage; stages as far as each other in the order of the vocabulary
    sources  : stages that bring material in: recipes without inputs (mines, hosts of by-products)
    products : stage -> goods that count as made there: what its recipes put out, but for scrap, and
               but for what another recipe of the stage takes in while no use wants it (a
               concentrate sent on to a second separation counts once). Of what is sold and
               converted (lithium carbonate into hydroxide) both count
    """

    order: tuple[str, ...]
    sources: frozenset[str]
    products: Mapping[str, frozenset[str]]

    def made_at(self, where: str, stage: str) -> frozenset[str]:
        """Which goods count as made at a stage?

        Raises UnknownNameError, with what was asked at `where`, for a stage that the chain does not
        have: nothing made there would pass as an answer.
        """
        if stage not in self.products:
            raise unknown_name(where, stage, self.order, "stage")
        return self.products[stage]


def stages_of(
    ways: Mapping[str, Way], scrap: Collection[str] = (), used: Collection[str] = ()
) -> Stages:
    """Which stages do recipes form?

    ways : recipe id -> its stage and goods; scrap : goods that are scrap; used : that a use wants
    """
    making = {name: way for name, way in ways.items() if way.stage != RECYCLING}
    depth = _depth(making)
    first: dict[str, int] = {}
    products: dict[str, set[str]] = {}
    taken: dict[str, set[str]] = {}
    for name, way in making.items():
        first[way.stage] = min(depth[name], first.get(way.stage, len(making)))
        products.setdefault(way.stage, set()).update(way.outputs)
        taken.setdefault(way.stage, set()).update(way.inputs)
    known = (*STAGES, *sorted(set(first) - set(STAGES)))
    return Stages(
        tuple(sorted(first, key=lambda stage: (first[stage], known.index(stage)))),
        frozenset(way.stage for way in making.values() if not way.inputs),
        {
            stage: frozenset(goods - set(scrap) - (taken[stage] - set(used)))
            for stage, goods in products.items()
        },
    )


def _depth(ways: Mapping[str, Way]) -> dict[str, int]:
    """How many recipes stand between the ground and each recipe, at least?"""
    depth = {name: 0 if not way.inputs else len(ways) for name, way in ways.items()}
    feeders = {
        name: [
            other
            for other, before in ways.items()
            if other != name and set(before.outputs) & set(way.inputs)
        ]
        for name, way in ways.items()
    }
    for _ in ways:
        for name in ways:
            depth[name] = min([depth[name], *(depth[other] + 1 for other in feeders[name])])
    return depth


def chain_stages(chain: Any) -> Stages:
    """Which stages has a chain?"""
    return stages_of(
        {
            name: Way(
                recipe.stage,
                tuple(good for good, value in recipe.coefficients.items() if value < 0),
                tuple(good for good, value in recipe.coefficients.items() if value > 0),
            )
            for name, recipe in chain.recipes.items()
        },
        scrap=[name for name, good in chain.goods.items() if good.stage == "scrap"],
        used={good for _, _, good in chain.base.uses},
    )


def main_elements(chain: Any) -> tuple[str, ...]:
    """Which elements is a chain about, most valuable first?

    By value used in the base year: an element's part of a good's contents, times tonnes, times
    price. Every element that a good contains is listed.
    """
    used: dict[str, float] = {}
    for (_, _, good), tonnes in chain.base.uses.items():
        used[good] = used.get(good, 0.0) + tonnes
    worth: dict[str, float] = {}
    for good in chain.goods.values():
        total = sum(good.composition.values())
        for element, content in good.composition.items():
            part = content / total if total > 0 else 0.0
            value = used.get(good.id, 0.0) * chain.base.price[good.id] * part
            worth[element] = worth.get(element, 0.0) + value
    return tuple(sorted(worth, key=lambda element: (-worth[element], element)))
