"""Which projects are to come, how many will be late or fail, and what do policies change?

Listed projects have a chance by maturity and an announced start. A draw decides project by project
whether it comes, whether it is late and by how much, so that over many draws the shares are those
that studies of delivered projects print. Levers of policy multiply the odds or cut a kind of delay;
their sizes are data with a grade and a note, most of them assumptions, and are printed beside every
answer.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monazite.absence import Unknown
from monazite.chains.facility import Facility
from monazite.chains.projects import MATURITIES, Project, projects, study_region
from monazite.data.catalog import table
from monazite.data.table import Row
from monazite.errors import DataError, unknown_name
from monazite.months import Month
from monazite.odds import with_odds

LEVERS = ("finance", "floor", "permitting", "screening")
SETTLED = ("operating", "ramping")
"""Maturities of what has begun: it is neither late nor lost."""
LEAST_PLANNED = 12
"""Planned time, months, of a project whose announced start is nearer to its report than that."""


@dataclass(frozen=True)
class Figure:
    """One figure on delivery: its value, its bounds where known, and on what it rests."""

    parameter: str
    of: str
    value: float
    low: float | Unknown
    high: float | Unknown
    unit: str
    grade: str
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Outlook:
    """When does a project come, and how likely, with and without levers of policy?

    chance, with_levers : that it comes at all, 0 to 1
    earliest, median, late : months of start if it comes: announced; half of the draws; nine in ten
    delayed : share of draws in which it comes late
    """

    project: Project
    chance: float
    with_levers: float
    earliest: Month | Unknown
    median: Month | Unknown
    late: Month | Unknown
    delayed: float


@dataclass(frozen=True)
class Draws:
    """What happens to each project in each of many draws?

    comes, delayed, by_permitting : (draw, project)
    troubled : (draw, project), late or over cost
    overrun  : (draw, project), delay over planned time; delay : months, 0 where on time
    """

    projects: tuple[Project, ...]
    comes: npt.NDArray[np.bool_]
    delayed: npt.NDArray[np.bool_]
    by_permitting: npt.NDArray[np.bool_]
    troubled: npt.NDArray[np.bool_]
    overrun: npt.NDArray[np.float64]
    delay: npt.NDArray[np.float64]


@functools.cache
def delivery() -> Mapping[tuple[str, str], Figure]:
    """What is known or assumed of delivery? (parameter, of what) -> figure."""
    return {
        (str(row["parameter"]), str(row["of"])): Figure(
            str(row["parameter"]),
            str(row["of"]),
            _number(row, "value"),
            _bound(row, "low"),
            _bound(row, "high"),
            str(row["unit"]),
            row.grade,
            row.sources,
            row.note,
        )
        for row in table("project_delivery")
    }


def _number(row: Row, column: str) -> float:
    value = row[column]
    if not isinstance(value, float | int):
        raise DataError.one(
            where=f"project_delivery, {row['parameter']} of {row['of']}, {column}",
            found=str(value),
            expected="a number",
        )
    return float(value)


def _bound(row: Row, column: str) -> float | Unknown:
    value = row[column]
    return float(value) if isinstance(value, float | int) else Unknown("not published")


def figure(parameter: str, of: str) -> Figure:
    """Which figure is it? Raises UnknownNameError with near misses."""
    known = delivery()
    if (parameter, of) not in known:
        raise unknown_name(
            "project_delivery", f"{parameter} of {of}", [f"{p} of {o}" for p, o in known], "figure"
        )
    return known[parameter, of]


def lever_ratio(levers: Iterable[str]) -> float:
    """By how much do levers of policy multiply the odds together?

    levers : of `LEVERS`, each once. Reported support is inside a project's chance already; a lever
    stands for support beyond it. Raises UnknownNameError for another lever.
    """
    ratio = 1.0
    for lever in dict.fromkeys(levers):
        if lever not in LEVERS:
            raise unknown_name("projects --lever", lever, LEVERS, "lever")
        ratio *= figure("odds_ratio", lever).value
    return ratio


def figures_used(levers: Iterable[str] = ()) -> tuple[Figure, ...]:
    """On which figures do chances, delays and the named levers rest?"""
    named = set(levers)
    return tuple(
        one
        for one in delivery().values()
        if one.parameter
        in ("chance", "delayed_share", "permitting_share", "troubled_share", "schedule_overrun")
        or one.of in named
    )


def planned_months(project: Project) -> float:
    """How long was the time from the report to the announced start meant to be, at least a year?

    Where no start is announced, a usual time by maturity.
    """
    if isinstance(project.planned_start, Month) and isinstance(project.reported, Month):
        return float(max(LEAST_PLANNED, project.planned_start - project.reported))
    of = project.maturity if ("build_months", project.maturity) in delivery() else "construction"
    return figure("build_months", of).value


def announced_start(expected: Month, reported: Month) -> Month:
    """Which month was announced, if with the mean overrun of its planned time it is `expected`?

    expected : start of a facility of a chain; reported : from when its planned time runs. The
    inverse of how the tables of facilities are made, so that drawn starts have that mean.

    >>> announced_start(Month(2029, 7), Month(2024, 7))
    Month(2028, 7)
    """
    overrun = figure("schedule_overrun", "world").value
    planned = max(float(LEAST_PLANNED), (expected - reported) / (1.0 + overrun))
    return expected - round(overrun * planned)


def lever_delay(lever: str, project: Project) -> int:
    """By how many months does a lever move the expected start of a project (negative: earlier)?

    lever : of `LEVERS`. A permitting rule takes away a part of the delays by permits, screening
    adds months; the others move the odds alone. The mean of what :func:`draw_projects` draws.
    """
    if lever == "screening":
        return round(figure("added_delay", "screening").value)
    if lever != "permitting":
        return 0
    late = figure("schedule_overrun", "world").value * planned_months(project)
    spared = 1.0 - figure("permitting_delay", "permitting").value
    return -round(late * figure("permitting_share", "delayed").value * spared)


def draw_projects(
    chosen: Sequence[Project], draws: int, seed: int, levers: Sequence[str] = ()
) -> Draws:
    """What happens to projects in so many draws?

    A project comes with its chance (times the levers' odds). It is late with the share of its
    region; a late one overruns by a gamma-distributed share of its planned time whose mean over all
    projects is the published one. Of the delays the published share is due to permits; a permitting
    lever leaves part of these, screening adds months. The same seed gives the same draws.
    """
    ratio = lever_ratio(levers)
    rng = np.random.default_rng(seed)
    size = (draws, len(chosen))
    chance = np.array([with_odds(one.chance, ratio) for one in chosen])
    late = np.array([figure("delayed_share", one.region).value for one in chosen])
    planned = np.array([planned_months(one) for one in chosen])
    mean = figure("schedule_overrun", "world").value / np.maximum(late, 1e-12)
    comes = rng.random(size) < chance
    delayed = rng.random(size) < late
    permits = delayed & (rng.random(size) < figure("permitting_share", "delayed").value)
    overrun = np.where(delayed, rng.gamma(_SHAPE, 1.0 / _SHAPE, size) * mean, 0.0)
    if "permitting" in levers:
        left = figure("permitting_delay", "permitting").value
        overrun = np.where(permits, overrun * left, overrun)
    trouble = figure("troubled_share", "world").value
    dear = rng.random(size) < np.clip((trouble - late) / np.maximum(1.0 - late, 1e-12), 0.0, 1.0)
    delay = overrun * planned
    if "screening" in levers:
        delay = delay + figure("added_delay", "screening").value
    return Draws(tuple(chosen), comes, delayed, permits, delayed | dear, overrun, delay)


_SHAPE = 2.0
"""Shape of the overrun's gamma distribution: most overruns are moderate, few very long. Assumed."""


def outlooks(
    chosen: Sequence[Project], levers: Sequence[str] = (), draws: int = 2000, seed: int = 1
) -> tuple[Outlook, ...]:
    """When does each project come, and how likely?

    Months are the announced start, and the median and ninth decile of the drawn starts; a project
    that runs, or whose start is not announced, has no dates to draw from.
    """
    found = draw_projects(chosen, draws, seed, levers)
    ratio = lever_ratio(levers)
    rows = []
    for number, one in enumerate(chosen):
        start: Month | Unknown = one.planned_start
        if not one.to_come:
            start = one.actual_start if isinstance(one.actual_start, Month) else Unknown("runs")
        if not isinstance(start, Month):
            rows.append(
                Outlook(one, one.chance, with_odds(one.chance, ratio), start, start, start, 0.0)
            )
            continue
        delay = found.delay[:, number] if one.to_come else np.zeros(draws)
        median, late = (round(float(np.quantile(delay, part))) for part in (0.5, 0.9))
        rows.append(
            Outlook(
                one,
                one.chance,
                with_odds(one.chance, ratio),
                start,
                start + median,
                start + late,
                float(found.delayed[:, number].mean()) if one.to_come else 0.0,
            )
        )
    return tuple(rows)


def facility_project(facility: Facility, country: str, known: Month) -> Project:
    """Which project stands for a facility to come of a chain, for drawing?

    country : where it lies; known : month of knowledge

    The collected project if one names the facility, with the facility's own chance. Its announced
    start is that from which the facility's expected start follows: a draw adds its delay to the
    announced month, not to one that holds the usual delay already. Its planned time runs from its
    report or, where there is none, from the month of knowledge.
    """
    found = next((one for one in projects() if facility.id in one.facilities), None)
    identity = facility.id if found is None else found.id
    reported = found.reported if found and isinstance(found.reported, Month) else known
    return Project(
        id=identity,
        name=facility.name,
        operator=facility.operator,
        country=country,
        minerals=() if found is None else found.minerals,
        stage=facility.recipe,
        capacity=facility.capacity,
        capacity_of="units of the recipe",
        status=facility.status,
        maturity=facility.status if facility.status in MATURITIES else "planned",
        chance=facility.probability,
        reported=reported,
        planned_start=announced_start(facility.start, reported)
        if facility.start is not None
        else Unknown("runs"),
        actual_start=Unknown("not reported"),
        support="none found" if found is None else found.support,
        offtake="none found" if found is None else found.offtake,
        facilities=(facility.id,),
        region=study_region(country),
        grade=facility.grade,
        note=facility.note,
    )
