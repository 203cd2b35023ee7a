"""What is known of a mineral beside the run: projects, lists, sources, gaps, acts?"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from monazite.present.context import Context
from monazite.present.figure import Cell, Table
from monazite.present.number_text import percent, significant
from monazite.present.project_chances import ProjectChance, chance_lines, project_chances

if TYPE_CHECKING:
    from monazite.present.minerals import Mineral


@cache
def known(chain: str) -> Mineral | None:
    """What does the package know of the mineral of a chain? None for a chain of a user's own."""
    from monazite.present.minerals import minerals

    return next((one for one in minerals(date.today()) if one.chain == chain), None)


def name(context: Context) -> str:
    """What is the mineral called?"""
    return str(context.world.chain.label.text(context.words.language))


def projects_table(context: Context) -> Table:
    """Which facilities are to come, how large, when, how likely without and with the run's acts?

    Start and chance are those of the run where its effects are known, else those without acts.
    """
    say = context.say
    headers = tuple(
        say(f"mineral_page.{key}")
        for key in ("project", "place", "makes", "capacity", "start", "before", "chance", "grade")
    )
    rows: list[tuple[Cell, ...]] = []
    chain = context.world.chain
    for one in chances(context):
        facility = one.facility
        makes = chain.recipes[facility.recipe].outputs[0]
        rows.append(
            (
                facility.name,
                context.place(facility.region),
                context.good_name(makes),
                significant(facility.capacity * chain.recipes[facility.recipe].coefficients[makes]),
                str(one.start),
                percent(one.before),
                "-" if context.outlooks is None else percent(one.chance),
                facility.grade,
            )
        )
    return Table(headers, tuple(rows), frozenset({3, 5, 6}))


def chances(context: Context) -> tuple[ProjectChance, ...]:
    """What do the run's policies make of each facility to come?"""
    return project_chances(context.world.chain, context.outlooks or ())


def moved(context: Context) -> tuple[str, ...]:
    """Which sentences say by how much policies move the odds, and on what evidence?"""
    if context.outlooks is None:
        return ()
    return chance_lines(chances(context), context.words)


def lines(context: Context) -> tuple[str, ...]:
    """Which sentences tell the mineral's lists, sources and acts?"""
    say, found = context.say, known(context.world.chain.id)
    if found is None:
        return ()
    lists = say("word.comma").join(say(f"world.list.{one}") for one in found.lists)
    sourced = say("word.comma").join(f"{one.id} ({one.rows})" for one in found.sources[:6])
    acts = say("word.comma").join(found.policies)
    none = say("word.none")
    return (
        say(f"world.depth.{found.depth}"),
        say("world.lists", lists=lists or none),
        say("world.sources", sources=sourced or none),
        say("world.acts", count=found.policy_count, acts=acts or none),
    )


def gaps(context: Context) -> tuple[str, ...]:
    """What is not known of the mineral?"""
    found = known(context.world.chain.id)
    return () if found is None else tuple(gap[context.words.language] for gap in found.gaps)
