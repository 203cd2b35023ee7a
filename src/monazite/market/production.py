"""How do mines and plants answer to prices?

Each facility is one activity, or two that share its capacity: where a recipe uses goods that may
be free or bound, a product made from free inputs is free and one made from any bound input is
bound, so the plant chooses between both.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.chains.chain import Chain
from monazite.chains.facility import Facility
from monazite.chains.recipe import Recipe
from monazite.market.activity import (
    Activity,
    elastic_dispersion,
    floored_dispersion,
    logit,
    margin,
)
from monazite.market.nodes import Node, is_born_bound

MONTHS = 12


def _column(
    chain: Chain, nodes: Mapping[str, Node], region: str, recipe: Recipe, status: str
) -> dict[str, float]:
    """Which nodes does a recipe draw on and fill, if its goods with two statuses take this one?"""
    column: dict[str, float] = {}
    for good, coefficient in recipe.coefficients.items():
        taken = status if chain.has_status(good) else "free"
        column[Node(region, good, taken).id] = coefficient
    missing = [node for node in column if node not in nodes]
    if missing:
        raise AssertionError(f"no node for {missing}: build_nodes missed a facility")
    return column


def variants(chain: Chain, region: str, recipe: Recipe) -> tuple[str, ...]:
    """With which statuses can a recipe run in a region? The first one runs in the base year.

    Inside a region whose output is born bound everything is bound. Elsewhere a recipe with bound
    or free inputs has both variants, and one that only makes such goods makes them free.
    """
    touched = [good for good in recipe.coefficients if chain.has_status(good)]
    if not touched:
        return ("free",)
    if any(is_born_bound(chain, region, good) for good in touched):
        return ("bound",)
    if any(chain.has_status(good) for good in recipe.inputs):
        return ("bound", "free")
    return ("free",)


def _base_levels(chain: Chain) -> dict[str, float]:
    """At which level, units a month, did each facility run in the base year?

    The level of a (region, recipe) is shared by its base-year facilities in proportion to capacity.
    """
    running: dict[tuple[str, str], list[Facility]] = {}
    for facility in chain.facilities.values():
        if facility.start is None:
            running.setdefault((facility.region, facility.recipe), []).append(facility)
    levels: dict[str, float] = {}
    for (region, recipe), facilities in running.items():
        total = base_activity(chain, region, recipe)
        capacity = sum(facility.capacity for facility in facilities)
        for facility in facilities:
            levels[facility.id] = total * facility.capacity / capacity / MONTHS
    return levels


def base_activity(chain: Chain, region: str, recipe: str) -> float:
    """At which level, units a year, did a recipe run in a region in the base year?"""
    outputs = chain.recipes[recipe].outputs
    if not chain.recipes[recipe].inputs:
        return chain.base.mines.get((region, outputs[0]), 0.0)
    return chain.base.processes.get((region, recipe), 0.0)


def build_production(
    chain: Chain, nodes: Mapping[str, Node], price: Mapping[str, float]
) -> list[Activity]:
    """Which activities are mines and processes?

    Facilities of the base year are set to reproduce its level at reference prices. Facilities to
    come cost more by the stage's premium, so that they run below the usual utilisation until
    prices pay for them. Keeping free material apart costs a plant extra. What recovers a
    by-product answers to its price between the floor of its host and its capacity. ``cost`` is the
    median unit cost inside the facility and ``bias`` is 0; `calibrate` makes the base year exact.
    """
    behaviour = chain.behaviour
    levels = _base_levels(chain)
    activities: list[Activity] = []
    for facility in chain.facilities.values():
        recipe = chain.recipes[facility.recipe]
        stage = recipe.stage
        usual = behaviour.utilisation[stage].value
        elasticity = behaviour.supply_elasticity[stage].value
        capacity = facility.capacity / MONTHS
        base_level = levels.get(facility.id, 0.0)
        for rank, status in enumerate(variants(chain, facility.region, recipe)):
            column = _column(chain, nodes, facility.region, recipe, status)
            value = sum(c * price[node] for node, c in column.items() if c > 0)
            host = chain.hosts.get((facility.region, facility.recipe))
            if host is not None and host.floor > 0:
                dispersion = floored_dispersion(value, usual, host.floor)
            else:
                dispersion = elastic_dispersion(value, usual, elasticity)
            gain = margin(column, price)
            cost = gain - dispersion * logit(usual)
            if base_level == 0:
                cost += behaviour.new_plant_premium[stage].value * value
            if rank > 0:
                cost += behaviour.segregation.value * value
            name = f"{facility.id}" if rank == 0 else f"{facility.id}/{status}"
            activities.append(
                Activity(
                    id=f"make/{name}",
                    kind="process" if recipe.inputs else "mine",
                    column=column,
                    region=facility.region,
                    good=max(recipe.outputs, key=lambda good: recipe.coefficients[good]),
                    recipe=recipe.id,
                    facility=facility.id,
                    status=status,
                    group=f"make/{facility.id}",
                    capacity=capacity,
                    base_level=base_level if rank == 0 else 0.0,
                    cost=cost,
                    dispersion=dispersion,
                    value=value,
                    opens_later=facility.start is not None,
                )
            )
    return activities
