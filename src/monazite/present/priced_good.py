"""Which good's price stands for an element of a chain, and which step is its narrowest?"""

from __future__ import annotations

from typing import Any

from monazite.present.focus import OXIDES

REFINED = ("oxide", "metal", "compound", "product", "intermediate", "ore")
"""Stages of goods, those whose prices are quoted first."""
PURE = ("t REO", "t metal", "t product")
"""Bases of goods that are the element itself, rather than something that holds it."""
MIDDLE = (
    "separation",
    "refining",
    "smelting",
    "processing",
    "metal",
    "product",
    "mine",
    "by_product",
)
"""Steps of production, those between mine and product first."""


def priced_good(chain: Any, element: str) -> str | None:
    """Which good's price stands for an element? None where no good holds it.

    Rare earths: the oxide of the report. Elsewhere the refined good with the most of the element:
    metals before compounds before products, pure ones first, then in the order of the table.
    """
    oxide = OXIDES.get(element)
    if oxide in chain.goods:
        return oxide
    held = [
        (REFINED.index(good.stage), str(good.basis) not in PURE, -share, number, good.id)
        for number, good in enumerate(chain.goods.values())
        if good.stage in REFINED and (share := float(good.composition.get(element, 0.0))) > 0.5
    ]
    return min(held)[-1] if held else None


def middle_step(chain: Any, element: str) -> str | None:
    """Which step between mine and product is the narrowest to watch? The first one there is."""
    there = {
        recipe.stage
        for recipe in chain.recipes.values()
        for good, amount in recipe.coefficients.items()
        if amount > 0 and float(chain.goods[good].composition.get(element, 0.0)) > 0
    }
    return next((stage for stage in MIDDLE if stage in there), None)


def step_products(chain: Any, step: str) -> frozenset[str]:
    """Which goods count as made at a step? Put out by it and not taken in by it again."""
    own = [recipe for recipe in chain.recipes.values() if recipe.stage == step]
    made = {good for recipe in own for good, amount in recipe.coefficients.items() if amount > 0}
    taken = {good for recipe in own for good, amount in recipe.coefficients.items() if amount < 0}
    return frozenset(
        good for good in made - taken if chain.goods[good].stage not in ("scrap", "residue")
    )
