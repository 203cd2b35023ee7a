"""What is wrong with the definition of a mineral, beyond its form? All of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monazite.data.build.minerals.american_imports import HOME
from monazite.data.build.minerals.definition import SHARES_SUM, MineralDefinition
from monazite.data.build.minerals.regions import REST, region_faults
from monazite.data.catalog import table
from monazite.errors import DefinitionError, Fault, suggestion

BY_PRODUCT = "by_product"


def definition_faults(mineral: MineralDefinition, where: str) -> list[Fault]:
    """Which names refer to nothing, which by-products lack a host, which goods a maker?

    Goods, recipes, uses, hosts, old scrap, demand paths and projects are looked up; shares must add
    up; regions that exclude each other are found by `region_faults`.
    """
    return [
        *region_faults(mineral, where),
        *_recipe_faults(mineral, where),
        *_host_faults(mineral, where),
        *_use_faults(mineral, where),
        *_share_faults(mineral, where),
        *_maker_faults(mineral, where),
        *_project_faults(mineral, where),
    ]


def require_sound(mineral: MineralDefinition, where: str) -> None:
    """Refuse a definition with any fault; raises DefinitionError with all of them."""
    faults = definition_faults(mineral, where)
    if faults:
        raise DefinitionError(faults)


def _unknown(where: str, kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    there = list(known)
    for name in names:
        if name not in there:
            yield Fault(
                where,
                f'{kind} "{name}"',
                f"a {kind} of the definition",
                because="a name that nothing carries would pass as nothing",
                advice=suggestion(name, there),
            )


def _recipe_faults(mineral: MineralDefinition, where: str) -> Iterator[Fault]:
    for name, recipe in mineral.recipes.items():
        place = f"{where}, recipe {name}"
        feed = [] if recipe.feed is None else [recipe.feed]
        yield from _unknown(place, "good", (*feed, *recipe.inputs, *recipe.outputs), mineral.goods)
        if recipe.feed in mineral.goods:
            element = recipe.of or next(iter(recipe.recovery), None)
            if element is None or element not in mineral.goods[str(recipe.feed)].contains:
                yield Fault(
                    place,
                    f"feed {recipe.feed} without a recovery of an element that it contains",
                    "recovery: {ELEMENT: share}",
                    because="the feed of a recipe follows from its recovery",
                )
        for level in recipe.level:
            if level.takes_all is not None:
                taken = {*feed, *recipe.inputs}
                yield from _unknown(f"{place}, takes_all", "input", [level.takes_all], taken)
                record = mineral.goods.get(level.takes_all)
                if record is not None and record.trade.by_surplus:
                    yield Fault(
                        f"{place}, takes_all",
                        f"{level.takes_all}, whose trade follows from surplus and deficit",
                        "a good with recorded trade or none",
                        because="neither trade nor use of it would be known",
                    )


def _host_faults(mineral: MineralDefinition, where: str) -> Iterator[Fault]:
    yield from _unknown(f"{where}, hosts", "recipe", mineral.hosts, mineral.recipes)
    for name, host in mineral.hosts.items():
        yield from _unknown(
            f"{where}, host of {name}", "demand path", [host.path], mineral.demand_paths
        )
    for name, recipe in mineral.recipes.items():
        if recipe.stage == BY_PRODUCT and name not in mineral.hosts:
            yield Fault(
                f"{where}, recipe {name}",
                "a by-product without a host",
                "an entry under hosts",
                because="what a by-product can give is set by its host's output, not by price",
                advice="name the host, its output, its content, the ceiling and floor of recovery",
            )


def _use_faults(mineral: MineralDefinition, where: str) -> Iterator[Fault]:
    yield from _unknown(f"{where}, uses", "good", mineral.uses, mineral.goods)
    places = {*mineral.regions, *(bloc.id for bloc in mineral.blocs), REST}
    for used, use in mineral.uses.items():
        yield from _unknown(f"{where}, use of {used}", "region", use.regions or (), places)
    for scrap, rule in mineral.old_scrap.items():
        place = f"{where}, old scrap {scrap}"
        yield from _unknown(place, "good", [scrap, rule.of], mineral.goods)
        if rule.of in mineral.uses:
            yield from _unknown(place, "use", rule.uses, mineral.uses[rule.of].split)
    for name, good in mineral.goods.items():
        likes = [] if good.price.like is None else [good.price.like]
        yield from _unknown(f"{where}, good {name}, price", "good", likes, mineral.goods)
        if good.trade.american_imports and HOME not in mineral.regions:
            yield Fault(
                f"{where}, good {name}, trade",
                "origins of American imports, while the United States are no region",
                f"{HOME} among the regions",
                because="what they buy would be booked on others",
            )
        ends = [end.strip() for route in good.ships for end in route.split("->")]
        yield from _unknown(f"{where}, good {name}, ships", "region", ends, places)


def _share_faults(mineral: MineralDefinition, where: str) -> Iterator[Fault]:
    for good, use in mineral.uses.items():
        for name, shares in (("split", use.split), ("regions", use.regions)):
            if shares is not None and abs(sum(shares.values()) - 1) > SHARES_SUM:
                yield Fault(
                    f"{where}, use of {good}, {name}",
                    f"shares that add up to {sum(shares.values()):.4g}",
                    "shares that add up to 1",
                    because="a split that is not whole loses or makes material",
                )


def _project_faults(mineral: MineralDefinition, where: str) -> Iterator[Fault]:
    """Projects must be collected, run a recipe, and start after the report that announces them."""
    if not mineral.projects and not mineral.projects_left_out:
        return
    collected = {str(row["id"]): row for row in table("projects")}
    yield from _unknown_project(f"{where}, projects_left_out", mineral.projects_left_out, collected)
    places = {*mineral.regions, *(bloc.id for bloc in mineral.blocs), REST}
    for plan in mineral.projects:
        place = f"{where}, project {plan.id}"
        yield from _unknown(place, "recipe", [plan.recipe], mineral.recipes)
        yield from _unknown(place, "region", [plan.region] if plan.region else [], places)
        yield from _unknown_project(place, [plan.project], collected)
        if plan.project not in collected or plan.start is None:
            continue
        reported = str(collected[plan.project]["reported"])
        begun = str(collected[plan.project]["actual_start"])
        if begun.startswith("unknown") and plan.start < reported:
            yield Fault(
                f"{place}, start",
                f"{plan.start}, while it is still to come by the report of {reported}",
                "a month after the report",
                because="a project cannot be announced after it started",
                advice="leave start out: it then follows from the announced month",
            )


def _unknown_project(
    where: str, names: Iterable[str], collected: Mapping[str, object]
) -> Iterator[Fault]:
    for name in names:
        if name not in collected:
            yield Fault(
                where,
                f'project "{name}"',
                "the id of a collected project",
                because="a project that nobody reported has no chance and no start",
                advice=suggestion(name, collected),
            )


def _maker_faults(mineral: MineralDefinition, where: str) -> Iterator[Fault]:
    """Every good needs a recipe or old scrap that gives it, and a recipe or use that takes it."""
    made = {good for recipe in mineral.recipes.values() for good in recipe.outputs}
    made |= set(mineral.old_scrap)
    taken = {good for recipe in mineral.recipes.values() for good in recipe.inputs}
    taken |= {recipe.feed for recipe in mineral.recipes.values() if recipe.feed is not None}
    taken |= set(mineral.uses)
    for name, good in mineral.goods.items():
        if name not in made:
            yield Fault(
                f"{where}, good {name}",
                "no recipe that makes it",
                "a recipe with this good among its outputs, or old scrap",
                because="what nothing makes cannot be used",
                advice="add the missing recipe",
            )
        if name not in taken and not good.surplus:
            yield Fault(
                f"{where}, good {name}",
                "no recipe or use that takes it",
                "a recipe with it among its inputs, a use, or surplus: true",
                because="what nothing takes has no price",
                advice="add the missing recipe or use",
            )
