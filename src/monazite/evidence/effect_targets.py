"""Does each effect of an episode act on something of the world known then?

A name may stand in the chain and yet have nothing there: a region without such a plant, a route
without trade, a plant that was still to come. An effect on it would do nothing, without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from monazite.chains.chain import Chain
from monazite.effects import (
    EVERYWHERE,
    CapacityChange,
    DemandChange,
    Effect,
    ProducerFloor,
    ProductionCredit,
    ProjectOutlook,
    RouteLimit,
    StrategicStock,
    TradeCost,
)
from monazite.errors import DefinitionError, Fault
from monazite.evidence.episode import Episode
from monazite.evidence.in_chain import in_file


def require_something_to_act_on(episode: Episode, chain: Chain, left_out: Collection[str]) -> None:
    """Refuse effects that reach nothing of the chain as it was known then.

    chain    : the chain with its earlier base year and without later plants
    left_out : plants whose start was still to come

    Each region, recipe and use that an effect names must have something there, and each plant must
    have started. Routes without trade are let through: they may open (`on_idle_routes`). Raises
    DefinitionError with file and line.
    """
    faults: list[Fault] = []
    for name in ("policies", "facts"):
        for place, known in enumerate(getattr(episode.written, name)):
            at = f"{name}[{place}].effect"
            faults += _without_target(known.effect.effect(), at, chain, left_out)
    if faults:
        raise DefinitionError(in_file(episode, faults))


def on_idle_routes(episode: Episode, chain: Chain) -> tuple[str, ...]:
    """Which policies and facts act on routes alone that had no trade? Their ids.

    Such a route may open and so be limited or taxed, but nothing is taken from what was traded: an
    episode on trade of an earlier year has to state that trade in its base year.
    """
    return tuple(
        effect.id
        for effect in episode.effects
        if isinstance(effect, TradeCost | RouteLimit)
        and not any(
            _in(exporter, effect.exporters)
            and _in(importer, effect.importers)
            and _in(good, effect.goods)
            for (exporter, importer, good), tonnes in chain.base.shipments.items()
            if tonnes
        )
    )


def _without_target(
    effect: Effect, at: str, chain: Chain, left_out: Collection[str]
) -> Iterator[Fault]:
    if isinstance(effect, CapacityChange | ProductionCredit):
        plants = {(one.region, one.recipe) for one in chain.facilities.values()}
        yield from _pairs(at, "regions", effect.regions, "recipes", effect.recipes, plants, "plant")
    elif isinstance(effect, DemandChange):
        there = {(region, use) for (region, use, _), tonnes in chain.base.uses.items() if tonnes}
        yield from _pairs(at, "regions", effect.regions, "uses", effect.uses, there, "use")
    elif isinstance(effect, ProducerFloor | ProjectOutlook):
        for plant in effect.facilities:
            if plant in left_out:
                yield _nothing(
                    f"{at}.facilities", plant, "a plant that had started before the event"
                )
    elif isinstance(effect, StrategicStock) and not _traded(chain, effect.region, effect.good):
        yield _nothing(
            at, f"{effect.good} in {effect.region}", "a good that is made or comes there"
        )


def _pairs(
    at: str,
    first: str,
    firsts: Iterable[str],
    second: str,
    seconds: Iterable[str],
    there: Collection[tuple[str, str]],
    what: str,
) -> Iterator[Fault]:
    """Yield each name without a partner among those of the other field; the second field last."""
    firsts, seconds = tuple(firsts), tuple(seconds)
    lacking = [
        name for name in firsts if not any(_in(a, (name,)) and _in(b, seconds) for a, b in there)
    ]
    for name in lacking:
        yield _nothing(f"{at}.{first}", name, f"a region with such a {what} ({_said(seconds)})")
    for name in () if lacking else seconds:
        if not any(_in(a, firsts) and _in(b, (name,)) for a, b in there):
            yield _nothing(f"{at}.{second}", name, f"a {what} that is in {_said(firsts)}")


def _traded(chain: Chain, region: str, good: str) -> bool:
    base = chain.base
    made = any(
        r == region and good in chain.recipes[recipe].outputs for r, recipe in base.processes
    )
    shipped = any(good == g and region in (a, b) for a, b, g in base.shipments)
    return made or shipped or (region, good) in base.mines


def _in(name: str, named: Iterable[str]) -> bool:
    named = tuple(named)
    return named == EVERYWHERE or name in named


def _said(names: Iterable[str]) -> str:
    return ", ".join(names)


def _nothing(where: str, found: str, expected: str) -> Fault:
    return Fault(
        where,
        found,
        f"{expected}, in the world known then",
        because="an effect on what was not there would do nothing, without a word",
        advice="see monazite chain CHAIN --show facilities (or uses), and the changed base year",
    )
