"""Which mines and plants ran in 2024, and which are to come?

Base capacity of each region and recipe is its balanced level over an assumed utilisation, given to
the named plants that are known and to "other" for the rest. What is to come are the rare-earth rows
of the collected projects, converted to the unit of the recipe; each conversion stands in the note.
Start months after the last report are the announced ones plus a usual delay; probabilities are
estimates by stage of the project, in the light of 60 to 83 % of projects being late or in trouble.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from monazite.data.build.base_year import balanced_year
from monazite.data.build.draft import Cell, Draft, rounded
from monazite.data.build.facility_rows import (
    Coming,
    Plant,
    coming_row,
    facility_table,
    operating_row,
    plants_together,
)
from monazite.data.build.goods_and_regions import NAME, REGION_IDS
from monazite.data.build.project_library import chance_without_support, support_words
from monazite.data.build.recipes import coefficients_of, stage
from monazite.data.build.shared import Shared
from monazite.definition import Definition, read_definition

UTILISATION = {"mine": 0.90, "separation": 0.85, "metal": 0.85, "magnet": 0.85, "recycling": 0.85}
"""Level over capacity in 2024, by stage. Assumption."""

HEAVY_SHARE_OF_NEW_MAGNETS = 0.5
"""Share of a new magnet plant that makes magnets with Dy or Tb: most serve electric vehicles."""


class Operating(Definition):
    """A plant of the base year: which share of its region's capacity for each recipe is its own?

    project : id of the collected project that describes it
    """

    id: str
    name: str
    region: str
    recipes: tuple[str, ...]
    operator: str
    owner: str
    share: float
    project: str
    note: str


class Planned(Definition):
    """A project: what it adds, in units of the recipe, and when.

    amount : as stated           per : good whose content turns it into units of the recipe, or n/a
    times  : a further factor    beyond : take off what the region has of this recipe already
    """

    id: str
    name: str
    region: str
    recipe: str
    operator: str
    owner: str
    amount: float
    per: str
    times: float
    beyond: bool
    start: str
    ramp_months: int
    stage: str
    grade: str
    project: str
    note: str


class Plants(Definition):
    """What does ``library/facilities.yaml`` hold? ``left_out`` is project id -> reason."""

    operating: tuple[Operating, ...]
    planned: tuple[Planned, ...]
    left_out: dict[str, str]


@functools.cache
def plants() -> Plants:
    """Which plants and projects are known by name?"""
    return read_definition(Path(__file__).parent / "library" / "facilities.yaml", Plants)


def facilities(shared: Shared) -> Draft:
    """The table of mines and plants, the base year's first."""
    projects = {row["id"]: row for row in shared.rows("facts/projects.csv")}
    rows = [*_base_rows(shared, projects)]
    have: dict[tuple[str, str], float] = {}
    for row in rows:
        place = str(row["region"]), str(row["recipe"])
        have[place] = have.get(place, 0.0) + float(row["capacity"])
    recipes = coefficients_of(shared)
    for plan in plants().planned:
        rows += _planned_rows(plan, recipes, have, projects[plan.project])
    return facility_table("rare_earths_2024", rows)


def _base_rows(shared: Shared, projects: Mapping[str, Mapping[str, str]]) -> list[dict[str, Cell]]:
    """Capacity of the base year: level over utilisation, to named plants first."""
    year = balanced_year(shared)
    rows: list[dict[str, Cell]] = []
    for flow, level in sorted(year.flows.items(), key=lambda pair: _order(pair[0])):
        kind, what, region = (*flow.split("/"), "")[:3]
        if kind not in ("mine", "process"):
            continue
        recipe = f"mine_{what}" if kind == "mine" else what
        used = UTILISATION[stage(recipe)]
        capacity = rounded(level / used)
        observed = year.observed[flow]
        rest = capacity
        named = False
        for plant in plants().operating:
            if plant.region != region or recipe not in plant.recipes:
                continue
            named, own = True, rounded(capacity * plant.share)
            rest -= own
            suffix = "" if len(plant.recipes) == 1 else f"_{recipe}"
            one = Plant(
                *(f"{plant.id}{suffix}", plant.name, region, recipe, plant.operator, plant.owner)
            )
            words = f"{plant.note}; {_said_by(projects[plant.project])}".lstrip("; ")
            rows.append(operating_row(one, own, used, observed, words))
        if rest > 1e-6 * capacity:
            title = recipe.replace("_", " ").replace("ndfeb", "NdFeB").replace("ndpr", "NdPr")
            title = f"{'other' if named else 'all'} plants: {title}, {NAME[region]}"
            others = plants_together(region, recipe, title)
            rows.append(operating_row(others, rounded(rest), used, observed))
    return rows


def _planned_rows(
    plan: Planned,
    recipes: Mapping[str, Mapping[str, float]],
    have: Mapping[tuple[str, str], float],
    project: Mapping[str, str],
) -> list[dict[str, Cell]]:
    """The row of a project, or two where a magnet plant makes both kinds."""
    amount = plan.amount * plan.times
    words = plan.note
    if plan.per != "n/a":
        content = _per_unit(plan, recipes)
        amount /= content
        words += f"; {plan.amount:,.0f} / {content:.4f} = {amount:,.0f} units of the recipe"
    if plan.beyond:
        there = have[plan.region, plan.recipe]
        words += f"; less {there:,.0f} already there"
        amount -= there
    split = {plan.recipe: (plan.id, 1.0)}
    if plan.recipe == "magnets":
        split = {
            "make_ndfeb_magnet": (f"{plan.id}_light", 1 - HEAVY_SHARE_OF_NEW_MAGNETS),
            "make_ndfeb_magnet_heavy": (f"{plan.id}_heavy", HEAVY_SHARE_OF_NEW_MAGNETS),
        }
        words += "; half with Dy or Tb assumed"
    coming = Coming(
        *(plan.start, plan.ramp_months, chance_without_support(plan.project, plan.stage)),
        status=plan.stage,
        grade=plan.grade,
        vintage=project["status_as_of"] or "unknown",
        notes=(words, support_words(plan.project, plan.stage), _said_by(project)),
    )
    return [
        coming_row(
            Plant(name, plan.name, plan.region, recipe, plan.operator, plan.owner),
            amount * share,
            coming,
        )
        for recipe, (name, share) in split.items()
    ]


def _per_unit(plan: Planned, recipes: Mapping[str, Mapping[str, float]]) -> float:
    """How much of the stated product does a unit of the recipe hold?"""
    separation = {
        "mine_monazite_concentrate": "separate_light_monazite",
        "mine_ionic_clay_concentrate": "separate_ionic_clay",
    }
    return recipes[separation.get(plan.recipe, plan.recipe)][plan.per]


def _said_by(project: Mapping[str, str]) -> str:
    """Who said it, without addresses: titles and dates of the reports."""
    titles = [re.sub(r"\s*https?://\S+", "", part).strip() for part in project["source"].split("|")]
    return "said by " + "; ".join(
        title.replace("unverified: general knowledge", "not verified") for title in titles if title
    )


def _order(flow: str) -> tuple[int, str, int]:
    kind, what, region = (*flow.split("/"), "")[:3]
    return (
        0 if kind == "mine" else 1,
        what,
        REGION_IDS.index(region) if region in REGION_IDS else -1,
    )
