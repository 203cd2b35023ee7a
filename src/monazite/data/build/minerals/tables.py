"""Which tables does one mineral's chain have, and which rows stand in them?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monazite.data.build import balance_tables
from monazite.data.build.balance import BalancedYear, balance
from monazite.data.build.draft import Cell, Draft, draft, notes_of, rounded
from monazite.data.build.facility_rows import facility_table, operating_row, plants_together
from monazite.data.build.goods_and_regions import DEFINITION
from monazite.data.build.minerals.account import account_of, coefficients_of
from monazite.data.build.minerals.definition import LIBRARY, MineralDefinition
from monazite.data.build.minerals.figures import evidence, evidence_of, level_of, prices_of
from monazite.data.build.minerals.listed_projects import place_of, project_rows
from monazite.data.build.minerals.paths import path_rows
from monazite.data.build.minerals.regions import Regions, regions_of
from monazite.data.build.projects import collected
from monazite.data.build.shared import Shared
from monazite.definition import read_definition, read_yaml

MINE = "mine"
BY_PRODUCT = "by_product"
OWN: dict[str, Cell] = {
    "source": "monazite_estimate",
    "licence": "own-estimate",
    "vintage": "2026-11",
}


@dataclass(frozen=True)
class Built:
    """A mineral with its regions, recipes and balanced year."""

    mineral: MineralDefinition
    regions: Regions
    columns: Mapping[str, Mapping[str, float]]
    year: BalancedYear

    @property
    def folder(self) -> str:
        """In which folder do its tables stand?"""
        return self.year.account.folder


def mineral_files() -> tuple[Path, ...]:
    """Which minerals are defined? The files, in alphabetical order."""
    return tuple(sorted(LIBRARY.glob("*.yaml")))


def built(path: Path, shared: Shared) -> Built:
    """Balance the mineral of a definition file. Errors as `read_definition`, `reconcile`."""
    from monazite.data.build.minerals.faults import require_sound

    mineral = read_definition(path, MineralDefinition)
    require_sound(mineral, str(path.name))
    regions = regions_of(mineral, shared)
    year = balance(account_of(mineral, regions, shared))
    return Built(mineral, regions, coefficients_of(mineral), year)


@functools.cache
def utilisation() -> Mapping[str, float]:
    """Which share of capacity is used in the base year, by stage?"""
    read = read_yaml(LIBRARY.parent / "utilisation.yaml")
    return {str(stage): float(value) for stage, value in read.plain().items()}


def mineral_drafts(path: Path, shared: Shared) -> list[Draft]:
    """Every table of a mineral's chain, in the order in which it is written."""
    b = built(path, shared)
    tables = [
        _regions(b),
        _goods(b),
        _compositions(b),
        _recipes(b),
        _recoveries(b),
        _prices(b, shared),
        *balance_tables.flow_tables(b.year),
        balance_tables.observation_table(b.year),
        balance_tables.adjustments(b.year),
        balance_tables.certificate(b.year),
        _facilities(b, shared),
        _demand_paths(b, shared),
    ]
    if b.mineral.hosts:
        tables.append(_hosts(b, shared))
    noted = {
        "regions": ("region",),
        "goods": ("good",),
        "compositions": ("good", "element"),
        "recipes": ("recipe", "good"),
        "recipe_recoveries": ("recipe", "element"),
        "prices": ("good",),
        "demand_paths": ("scenario", "path", "year"),
        "hosts": ("region", "recipe"),
    }
    return [*tables, notes_of(tables, noted, f"{b.folder}/notes.csv")]


def _regions(b: Built) -> Draft:
    return draft(
        f"{b.folder}/regions.csv",
        ("region", "name_en", "name_zh", "members"),
        [
            {
                "region": place.id,
                "name_en": place.en,
                "name_zh": place.zh,
                "members": " ".join(place.members),
                **DEFINITION,
            }
            for place in b.regions.places
        ],
    )


def _goods(b: Built) -> Draft:
    return draft(
        f"{b.folder}/goods.csv",
        ("good", "stage", "basis", "statuses", "name_en", "name_zh"),
        [
            {
                "good": name,
                "stage": good.stage,
                "basis": good.basis,
                "statuses": " ".join(good.statuses),
                "name_en": good.en,
                "name_zh": good.zh,
                **DEFINITION,
            }
            for name, good in b.mineral.goods.items()
        ],
    )


def _compositions(b: Built) -> Draft:
    rows: list[Mapping[str, Cell]] = []
    for name, good in b.mineral.goods.items():
        for element, content in good.contains.items():
            whole = content == 1.0
            rows.append(
                {
                    "good": name,
                    "element": element,
                    "content_per_tonne": content,
                    "grade": "A" if whole else "C",
                    **OWN,
                    "note": "counted by its content" if whole else "typical content, estimate",
                }
            )
    return draft(f"{b.folder}/compositions.csv", ("good", "element", "content_per_tonne"), rows)


def _recipes(b: Built) -> Draft:
    rows: list[Mapping[str, Cell]] = []
    for name, recipe in b.mineral.recipes.items():
        told = evidence_of(recipe.said)
        for good, value in b.columns[name].items():
            rows.append(
                {
                    "recipe": name,
                    "stage": recipe.stage,
                    "good": good,
                    "coefficient": value,
                    **told.cells,
                }
            )
    return draft(f"{b.folder}/recipes.csv", ("recipe", "stage", "good", "coefficient"), rows)


def element_flows(
    mineral: MineralDefinition, column: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """How much of each element enters and leaves a recipe, t per unit?"""
    flows: dict[str, tuple[float, float]] = {}
    for good, value in column.items():
        for element, content in mineral.goods[good].contains.items():
            entered, left = flows.get(element, (0.0, 0.0))
            if value < 0:
                entered -= value * content
            else:
                left += value * content
            flows[element] = entered, left
    return flows


def _recoveries(b: Built) -> Draft:
    rows: list[Mapping[str, Cell]] = []
    for name, recipe in b.mineral.recipes.items():
        column = b.columns[name]
        if all(value > 0 for value in column.values()):
            continue
        told = evidence_of(recipe.said)
        for element, (entered, left) in element_flows(b.mineral, column).items():
            if entered <= 0:
                continue
            stated = element in recipe.recovery
            value = recipe.recovery[element] if stated else rounded(left / entered)
            words = told.note if stated else "follows from the coefficients"
            rows.append(
                {
                    "recipe": name,
                    "element": element,
                    "recovery": value,
                    **told.cells,
                    "note": words,
                }
            )
    return draft(f"{b.folder}/recipe_recoveries.csv", ("recipe", "element", "recovery"), rows)


def _prices(b: Built, shared: Shared) -> Draft:
    found = prices_of(b.mineral, shared)
    rows: list[Mapping[str, Cell]] = []
    for name, good in b.mineral.goods.items():
        figure = found[name]
        rows.append(
            {
                "good": name,
                "price_fob_usd_t": figure.value,
                "price_domestic_usd_t": figure.value / (1 + good.unrefunded_tax),
                **figure.evidence.cells,
            }
        )
    return draft(
        f"{b.folder}/prices.csv", ("good", "price_fob_usd_t", "price_domestic_usd_t"), rows
    )


def _facilities(b: Built, shared: Shared) -> Draft:
    """One row for all plants of a region and recipe, balanced level over the usual utilisation;
    then one for each plant of a project to come.

    What a host holds bounds the capacity of a by-product.
    """
    recipe_of = {
        flow: _recipe_at(b, flow) if flow.startswith("mine/") else flow.split("/")[1]
        for flow in b.year.flows
        if flow.split("/")[0] in ("mine", "process")
    }
    names = {place.id: place.en for place in b.regions.places}
    rows: list[dict[str, Cell]] = []
    order = list(b.columns)
    for flow in sorted(
        recipe_of,
        key=lambda f: (order.index(recipe_of[f]), b.regions.ids.index(f.split("/")[2])),
    ):
        recipe, region = recipe_of[flow], flow.split("/")[2]
        level = b.year.flows[flow]
        if flow.startswith("mine/"):
            level /= b.columns[recipe][flow.split("/")[1]]
        stage = b.mineral.recipes[recipe].stage
        used = utilisation()[stage]
        o = b.year.observed[flow]
        title = f"all plants: {recipe.replace('_', ' ')}, {names[region]}"
        plant = plants_together(region, recipe, title)
        rows.append(operating_row(plant, rounded(level / used), used, o))
    have = {(str(row["region"]), str(row["recipe"])): float(row["capacity"]) for row in rows}
    rows += project_rows(b.mineral, b.regions, have, shared)
    return facility_table(b.folder, rows)


def _recipe_at(b: Built, flow: str) -> str:
    """Which recipe without inputs makes the good of a mine flow in its region?"""
    _, good, region = flow.split("/")
    makers = [
        name
        for name, column in b.columns.items()
        if all(v > 0 for v in column.values()) and next(iter(column)) == good
    ]
    if len(makers) == 1:
        return makers[0]
    return next(name for name in makers if region in b.mineral.recipes[name].level[0].only)


def _hosts(b: Built, shared: Shared) -> Draft:
    rows: list[Mapping[str, Cell]] = []
    known = collected(shared)
    for recipe, host in b.mineral.hosts.items():
        where = f"{b.mineral.id}, host of {recipe}"
        outputs = {
            region: figure
            for level in host.output
            for region, figure in level_of(level, b.regions, shared, where).items()
        }
        good = next(iter(b.columns[recipe]))
        to_come = {
            place_of(plan, b.regions, known) for plan in b.mineral.projects if plan.recipe == recipe
        }
        for region in b.regions.ids:
            flow = f"mine/{good}/{region}"
            runs = flow in b.year.flows and _recipe_at(b, flow) == recipe
            if not runs and region not in to_come:
                continue
            if region not in outputs:
                continue
            figure = outputs[region]
            potential = figure.value * host.grams_per_tonne * 1e-6 * host.ceiling
            told = evidence(
                max(figure.evidence.grade, host.said.grade),
                tuple(dict.fromkeys((*figure.evidence.source.split(";"), *host.said.source))),
                figure.evidence.vintage,
                f"{figure.evidence.note}; {host.grams_per_tonne:g} g per t, of which"
                f" {host.ceiling:.0%} recoverable: {host.said.because}",
            )
            rows.append(
                {
                    "region": region,
                    "recipe": recipe,
                    "host": host.host,
                    "output": figure.value,
                    "potential": potential,
                    "floor": host.floor,
                    "path": host.path,
                    **told.cells,
                }
            )
    return draft(
        f"{b.folder}/hosts.csv",
        ("region", "recipe", "host", "output", "potential", "floor", "path"),
        rows,
    )


def _demand_paths(b: Built, shared: Shared) -> Draft:
    return draft(
        f"{b.folder}/demand_paths.csv",
        ("scenario", "path", "year", "index"),
        path_rows(b.mineral, shared),
    )
