"""Which collected projects are facilities to come of a mineral's chain, how large and from when?

Capacity is the stated amount times the factor that turns it into the unit of the recipe; both stand
in the note. A project starts when it started, else at its announced month plus the mean overrun of
its planned time; where no start is announced, a usual time by maturity counts as planned.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.data.build.draft import Cell
from monazite.data.build.facility_rows import Coming, Plant, coming_row
from monazite.data.build.minerals.definition import MineralDefinition, ProjectDefinition
from monazite.data.build.minerals.regions import Regions
from monazite.data.build.project_library import (
    chance_without_support,
    delivery_figure,
    support_words,
)
from monazite.data.build.projects import Collected, collected
from monazite.data.build.shared import Shared
from monazite.errors import DataError, suggestion
from monazite.months import Month

BASE_YEAR = 2024
LEAST_PLANNED = 12
"""Planned time, months, of a project whose announced start is nearer than that."""


def project_rows(
    mineral: MineralDefinition,
    regions: Regions,
    have: Mapping[tuple[str, str], float],
    shared: Shared,
) -> list[dict[str, Cell]]:
    """One row of the table of facilities for each plant of each project of a mineral.

    have : (region, recipe) -> capacity of the base year, taken off where a project's amount is the
    whole plant. Raises DataError for a project that was not collected, and for one whose amount is
    there already.
    """
    known = collected(shared)
    return [_row(mineral, plan, regions, have, known) for plan in mineral.projects]


def place_of(plan: ProjectDefinition, regions: Regions, known: Mapping[str, Collected]) -> str:
    """In which region of the chain does a project lie?"""
    return plan.region or regions.of(known[plan.project].country)


def start_of(one: Collected) -> tuple[Month, str]:
    """From which month on does a project make something, and why then?"""
    first = Month(BASE_YEAR + 1, 1)
    if one.actual_start is not None:
        begun = max(one.actual_start, first)
        return begun, f"first output {one.actual_start}"
    overrun = delivery_figure("schedule_overrun", "world")
    reported = one.reported or first
    if one.planned_start is not None:
        planned = max(LEAST_PLANNED, one.planned_start - reported)
        words = f"announced for {one.planned_start}"
        start = one.planned_start
    else:
        planned = round(delivery_figure("build_months", one.maturity))
        words = f"no start announced: {planned} months after the report of {reported}"
        start = reported + planned
    late = round(overrun * planned)
    return max(start + late, first), f"{words}, plus {late} months of usual delay"


def _row(
    mineral: MineralDefinition,
    plan: ProjectDefinition,
    regions: Regions,
    have: Mapping[tuple[str, str], float],
    known: Mapping[str, Collected],
) -> dict[str, Cell]:
    where = f"{mineral.id}, project {plan.id}"
    if plan.project not in known:
        raise DataError.one(
            where=where,
            found=f'project "{plan.project}"',
            expected="a collected project",
            advice=suggestion(plan.project, known),
        )
    one = known[plan.project]
    region = place_of(plan, regions, known)
    capacity = plan.amount * plan.times
    first = next(iter(mineral.recipes[plan.recipe].outputs))
    words = f"{plan.because}; {plan.amount:,.6g} x {plan.times:.6g} = {capacity:,.6g} t of {first}"
    if plan.beyond:
        there = have.get((region, plan.recipe), 0.0)
        capacity -= there
        words += f", less {there:,.6g} t there in the base year"
    if capacity <= 0:
        raise DataError.one(where=where, found=words, expected="more than is there already")
    start, why = start_of(one)
    if plan.start is not None:
        start, why = Month.parse(plan.start), f"start {plan.start} as written"
    coming = Coming(
        *(str(start), plan.ramp_months, chance_without_support(plan.project, one.maturity)),
        status=one.maturity,
        grade=max(plan.grade, one.grade),
        vintage=str(one.reported or "unknown"),
        notes=(words, why, support_words(plan.project, one.maturity), one.reports),
    )
    return coming_row(
        Plant(plan.id, one.name, region, plan.recipe, one.operator),
        capacity / mineral.recipes[plan.recipe].outputs[first],
        coming,
    )
