"""How do the policies of a run move its projects to come, by how much, and on what evidence?

A run saves the effects that made it beside its numbers; those on projects are read from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.chains.facility import Facility
from monazite.effects import ProjectOutlook
from monazite.months import Month
from monazite.present.catalogue import Catalogue
from monazite.present.number_text import percent

if TYPE_CHECKING:
    from monazite.chains.chain import Chain
    from monazite.market.run import Run


@dataclass(frozen=True)
class ProjectChance:
    """What do a run's policies make of one facility to come?

    before, chance : without and with the effects, 0 to 1
    start          : expected first month with the effects; that without them is the facility's own
    moved_by       : the effects that reach it, in their order
    """

    facility: Facility
    before: float
    chance: float
    start: Month
    moved_by: tuple[ProjectOutlook, ...]


def outlooks_beside(place: str | Path, run: Run) -> tuple[ProjectOutlook, ...] | None:
    """Which effects on projects made a run?

    place : the saved run's folder, or the scenario it was made from, by name or file

    None for a folder of a run made without a scenario. Raises what reading the scenario raises.
    """
    from monazite.scenario.read import open_scenario
    from monazite.scenario.run_world import world_of
    from monazite.scenario.storage import SCENARIO

    folder = Path(place)
    if folder.is_dir() and not (folder / SCENARIO).is_file():
        return None
    opened = open_scenario(folder / SCENARIO if folder.is_dir() else str(place))
    effects = opened.check(world_of(run)).effects
    return tuple(effect for effect in effects if isinstance(effect, ProjectOutlook))


def project_chances(chain: Chain, outlooks: Sequence[ProjectOutlook]) -> tuple[ProjectChance, ...]:
    """What do effects make of each facility to come of a chain, in the order of the facilities?"""
    from monazite.market.listed import expected

    found = []
    for facility in chain.facilities.values():
        if facility.start is None:
            continue
        reaching = tuple(
            outlook
            for outlook in outlooks
            if _names(outlook, facility.id) and outlook.span.covers(facility.start)
        )
        chance, delay = expected(facility, reaching)
        found.append(
            ProjectChance(facility, facility.probability, chance, facility.start + delay, reaching)
        )
    return tuple(found)


def _names(outlook: ProjectOutlook, facility: str) -> bool:
    return facility in outlook.facilities or "*" in outlook.facilities


def chance_lines(chances: Sequence[ProjectChance], words: Catalogue) -> tuple[str, ...]:
    """Which sentences say what moves the odds, by how much, on what evidence? One a project moved.

    One sentence says so where no policy moves any; none where nothing is to come.
    """
    if not chances:
        return ()
    moved = [one for one in chances if one.moved_by]
    if not moved:
        return (words.say("mineral_page.unmoved", count=len(chances)),)
    return tuple(
        words.say(
            "mineral_page.moved",
            project=one.facility.name,
            before=percent(one.before),
            chance=percent(one.chance),
            planned=str(one.facility.start),
            start=str(one.start),
            evidence="; ".join(
                f"{outlook.evidence.noted(words.language)} ({outlook.evidence.source},"
                f" {outlook.evidence.grade})"
                for outlook in one.moved_by
            ),
        )
        for one in moved
    )
