"""Which projects come, slip or die in a scenario, by one draw?

A draw is written out as effects, so that a saved run can be repeated from its own scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from monazite.chains.pipeline import LEVERS, SETTLED, draw_projects, facility_project
from monazite.effects import EVERYWHERE, Evidence, ProjectOutlook, Span
from monazite.months import Month
from monazite.odds import with_odds

if TYPE_CHECKING:
    from monazite.chains.facility import Facility
    from monazite.chains.world import World
    from monazite.scenario.scenario import Scenario

_EVIDENCE = Evidence(
    source="project_delivery",
    grade="D",
    note="one draw of which projects come and how late, by published shares of delayed projects",
    note_zh="按已公布的项目延误比例，一次抽取哪些项目建成、延迟多久",
)


def with_drawn_projects(
    scenario: Scenario, world: World, seed: int, levers: Sequence[str] = ()
) -> Scenario:
    """Return the scenario with every facility to come settled by one draw.

    seed   : the same seed gives the same draw; it is kept in the scenario
    levers : policies that move the odds, see :func:`monazite.chains.pipeline.lever_ratio`

    The chance of a project is that of the chain, moved by the policies of the scenario. It starts
    in its announced month or late; the expected start of the chain, which holds the mean delay, is
    moved by the difference (earlier where the project is on time). Facilities of one project share
    its fate. What ran or ramped when it was last reported is neither late nor lost. Raises
    UnknownNameError for another lever.
    """
    chain = world.chain
    coming = [one for one in chain.facilities.values() if one.start is not None]
    drawn = [
        replace(
            facility_project(one, _country(chain.regions[one.region].members), world.as_known),
            chance=with_odds(one.probability, _odds(scenario, one)),
        )
        for one in coming
    ]
    unique = {project.id: project for project in drawn}
    found = draw_projects(tuple(unique.values()), 1, seed, levers)
    place = {name: number for number, name in enumerate(unique)}
    effects = []
    for facility, project in zip(coming, drawn, strict=True):
        at = place[project.id]
        begun = facility.status in SETTLED
        comes = begun or bool(found.comes[0, at])
        announced, expected = project.planned_start, facility.start
        assert isinstance(announced, Month) and expected is not None
        late = announced + round(float(found.delay[0, at])) - expected
        effects.append(
            ProjectOutlook(
                id=f"draw_{facility.id}",
                facilities=(facility.id,),
                span=Span(announced),
                outcome="comes" if comes else "fails",
                odds_ratio=1.0,
                delay_months=0 if begun else late,
                evidence=_EVIDENCE,
            )
        )
    return replace(scenario, seed=seed, effects=(*scenario.effects, *effects))


def _odds(scenario: Scenario, facility: Facility) -> float:
    """By how much do the scenario's policies multiply the odds of a facility to come?"""
    ratio = 1.0
    for effect in scenario.effects:
        if (
            isinstance(effect, ProjectOutlook)
            and (facility.id in effect.facilities or effect.facilities == EVERYWHERE)
            and facility.start is not None
            and effect.span.covers(facility.start)
        ):
            ratio *= effect.odds_ratio
    return ratio


def _country(members: Sequence[str]) -> str:
    """The country of a region; the rest of the world belongs to no region of the study."""
    return "" if not members or members[0] == "*" else members[0]


__all__ = ["LEVERS", "with_drawn_projects"]
