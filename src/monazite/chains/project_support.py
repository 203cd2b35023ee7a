"""Which acts stand behind which projects, and how likely would a project be without them?

A project's chance by maturity holds with the support it has. The tables of facilities carry the
chance without the acts named here; an act in force multiplies the odds back.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from monazite.chains.pipeline import Figure, figure
from monazite.chains.projects import projects
from monazite.data.catalog import table
from monazite.odds import with_odds


@dataclass(frozen=True)
class Support:
    """One rule that stands behind one project.

    rule : `act#rule`; lever : finance, floor, permitting or screening; odds : figure of its ratio
    because : in which way, in words; facilities : ids that stand for the project in the chains
    """

    project: str
    rule: str
    lever: str
    odds: Figure
    grade: str
    because: str
    facilities: tuple[str, ...]


@functools.cache
def supports() -> tuple[Support, ...]:
    """Which rules stand behind which projects, in the order of the table?"""
    facilities = {one.id: one.facilities for one in projects()}
    return tuple(
        Support(
            str(row["project"]),
            str(row["rule"]),
            str(row["lever"]),
            figure("odds_ratio", str(row["lever"])),
            row.grade,
            row.note,
            facilities[str(row["project"])],
        )
        for row in table("project_support")
    )


@functools.cache
def supports_by_rule() -> Mapping[str, tuple[Support, ...]]:
    """Which projects does each rule stand behind?"""
    found: dict[str, list[Support]] = {}
    for one in supports():
        found.setdefault(one.rule, []).append(one)
    return {rule: tuple(several) for rule, several in found.items()}


def supports_of(project: str) -> tuple[Support, ...]:
    """Which rules stand behind a project?"""
    return tuple(one for one in supports() if one.project == project)


def chance_without(project: str, chance: float) -> float:
    """How likely is a project, 0 to 1, without the rules that stand behind it?

    chance : with all of them, as its maturity has it
    """
    for one in supports_of(project):
        chance = with_odds(chance, 1.0 / one.odds.value)
    return chance
