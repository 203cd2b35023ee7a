"""Which figures of the base year enter the balance of a mineral, and what follows from them?

Levels are read; shipments come from bilateral trade; what a region has of a good beyond its
exports and its processing is its apparent use. Where no bilateral trade is recorded, surplus goes
to deficit in proportion. All of it is a first guess that the balance then makes consistent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monazite.data.build.balance import Account, Observation
from monazite.data.build.draft import rounded
from monazite.data.build.minerals.american_imports import HOME, bought, origins_of
from monazite.data.build.minerals.definition import MineralDefinition
from monazite.data.build.minerals.figures import Evidence, Figure, evidence, evidence_of, level_of
from monazite.data.build.minerals.regions import REST, Regions
from monazite.data.build.minerals.trade_flows import trade_of
from monazite.data.build.shared import Shared

ROUNDS = 30
"""Repeats until recycling, apparent use and old scrap agree."""
SMALL = 1e-9
OWN_OUTLET = 0.02
"""Share of a region's own supply above which its use is kept although small in the world."""
UNEXPLAINED = 0.25
"""Share of what a region takes of a good that recorded trade may fail to explain."""


@dataclass
class Guess:
    """Levels, shipments, uses and old scrap before the balance, with their evidence."""

    levels: dict[tuple[str, str], Figure]
    ships: dict[tuple[str, str, str], Figure]
    uses: dict[tuple[str, str, str], Figure]
    scrap: dict[tuple[str, str], Figure]


def coefficients_of(mineral: MineralDefinition) -> dict[str, dict[str, float]]:
    """Recipe -> good -> t per unit of activity: the feed follows from the stated recovery."""
    found: dict[str, dict[str, float]] = {}
    for name, recipe in mineral.recipes.items():
        column = {good: -value for good, value in recipe.inputs.items()}
        if recipe.feed is not None:
            element = recipe.of or next(iter(recipe.recovery))
            out = sum(
                value * mineral.goods[good].contains.get(element, 0.0)
                for good, value in recipe.outputs.items()
            )
            held = mineral.goods[recipe.feed].contains[element]
            column[recipe.feed] = -rounded(out / recipe.recovery[element] / held)
        column |= {good: rounded(value) for good, value in recipe.outputs.items()}
        found[name] = column
    return found


def guess_of(mineral: MineralDefinition, regions: Regions, shared: Shared) -> Guess:
    """What do the figures of a definition say of each region, before anything is balanced?"""
    columns = coefficients_of(mineral)
    guess = Guess({}, {}, {}, {})
    for name, recipe in mineral.recipes.items():
        for number, level in enumerate(recipe.level):
            where = f"{mineral.id}, recipe {name}, level {number + 1}"
            first = next(iter(recipe.outputs.values()))
            for region, figure in level_of(level, regions, shared, where).items():
                guess.levels[region, name] = Figure(figure.value / first, figure.evidence)
    for name, good in mineral.goods.items():
        if good.trade.hs:
            where = f"{mineral.id}, good {name}, trade"
            for (start, end), figure in trade_of(good.trade, regions, shared, where).items():
                guess.ships[start, end, name] = figure
        for route, tonnes in good.ships.items():
            start, end = route.split("->")
            assert good.ships_said is not None
            guess.ships[start.strip(), end.strip(), name] = Figure(
                tonnes, evidence_of(good.ships_said)
            )
    for _ in range(ROUNDS):
        _prune_trade(mineral, columns, guess)
        _take_all(mineral, columns, regions, guess)
        _use(mineral, columns, regions, guess)
        _scrap(mineral, guess)
    _buy_abroad(mineral, columns, regions, guess, shared)
    _trade_surplus(mineral, columns, regions, guess)
    return guess


def _add_ship(guess: Guess, route: tuple[str, str, str], figure: Figure) -> None:
    """Add a shipment to what the route carries already."""
    before = guess.ships.get(route)
    value = figure.value + (before.value if before else 0.0)
    guess.ships[route] = Figure(value, figure.evidence)


def _supply(
    columns: Mapping[str, Mapping[str, float]], guess: Guess, region: str, good: str
) -> float:
    made = sum(
        column.get(good, 0.0) * guess.levels[region, recipe].value
        for recipe, column in columns.items()
        if column.get(good, 0.0) > 0 and (region, recipe) in guess.levels
    )
    old = guess.scrap.get((region, good))
    return made + (old.value if old else 0.0)


def _taken(
    columns: Mapping[str, Mapping[str, float]], guess: Guess, region: str, good: str
) -> float:
    return sum(
        -column.get(good, 0.0) * guess.levels[region, recipe].value
        for recipe, column in columns.items()
        if column.get(good, 0.0) < 0 and (region, recipe) in guess.levels
    )


def _net_imports(guess: Guess, region: str, good: str) -> float:
    return sum(
        figure.value * ((end == region) - (start == region))
        for (start, end, what), figure in guess.ships.items()
        if what == good
    )


def _prune_trade(
    mineral: MineralDefinition, columns: Mapping[str, Mapping[str, float]], guess: Guess
) -> None:
    """Leave out shipments below the least share, from regions without the good, to no taker."""
    apparent = {good for good, use in mineral.uses.items() if use.regions is None}
    greedy = {
        level.takes_all
        for recipe in mineral.recipes.values()
        for level in recipe.level
        if level.takes_all
    }
    for good in mineral.goods:
        routes = [key for key in guess.ships if key[2] == good]
        world = sum(
            _supply(columns, guess, region, good)
            for region in {r for r, _ in guess.levels} | {r for r, _ in guess.scrap}
        )
        least = mineral.goods[good].least or mineral.least_share * max(world, SMALL)
        for start, end, what in routes:
            key = start, end, what
            made = _supply(columns, guess, start, good)
            bought = sum(f.value for (_, e, w), f in guess.ships.items() if (e, w) == (start, good))
            taken = (
                good in apparent
                or good in greedy
                or _taken(columns, guess, end, good) > 0
                or any((region, what) == (end, good) for region, _, what in guess.uses)
            )
            if guess.ships[key].value < least or not taken or made + bought <= 0:
                del guess.ships[key]


def _take_all(
    mineral: MineralDefinition,
    columns: Mapping[str, Mapping[str, float]],
    regions: Regions,
    guess: Guess,
) -> None:
    """Let recipes that take all of a good run at what a region has beyond its other takers."""
    for name, recipe in mineral.recipes.items():
        for level in recipe.level:
            good = level.takes_all
            if good is None:
                continue
            assert level.said is not None
            for region in regions.ids:
                if (level.only and region not in level.only) or region in level.without:
                    continue
                guess.levels.pop((region, name), None)
                used = sum(
                    f.value for (r, _, w), f in guess.uses.items() if (r, w) == (region, good)
                )
                had = (
                    _supply(columns, guess, region, good)
                    + _net_imports(guess, region, good)
                    - _taken(columns, guess, region, good)
                    - (used if mineral.uses.get(good) and mineral.uses[good].regions else 0.0)
                )
                amount = had * level.times / -columns[name][good]
                if amount > SMALL:
                    guess.levels[region, name] = Figure(amount, evidence_of(level.said))


def _use(
    mineral: MineralDefinition,
    columns: Mapping[str, Mapping[str, float]],
    regions: Regions,
    guess: Guess,
) -> None:
    """Split each good's final use by region and use."""
    guess.uses.clear()
    for good, use in mineral.uses.items():
        told = evidence_of(use.said)
        had = {region: _supply(columns, guess, region, good) for region in regions.ids}
        taken = {region: _taken(columns, guess, region, good) for region in regions.ids}
        if use.regions is None:
            wanted = {
                region: had[region] + _net_imports(guess, region, good) - taken[region]
                for region in regions.ids
            }
        else:
            world = sum(had.values()) - sum(taken.values())
            wanted = {region: share * world for region, share in use.regions.items()}
        world = sum(had.values())
        least = mineral.goods[good].least or mineral.least_share * world
        for region, amount in wanted.items():
            # what a region makes itself needs its own outlet, however small
            enough = min(least, OWN_OUTLET * had[region]) if had[region] > 0 else least
            for kind, share in use.split.items():
                if amount * share > enough:
                    guess.uses[region, kind, good] = Figure(amount * share, told)


def _scrap(mineral: MineralDefinition, guess: Guess) -> None:
    """Old scrap is a share of what the uses that leave it took."""
    guess.scrap.clear()
    for scrap, rule in mineral.old_scrap.items():
        told = evidence_of(rule.said)
        for (region, kind, good), figure in guess.uses.items():
            if good == rule.of and kind in rule.uses:
                before = guess.scrap.get((region, scrap), Figure(0.0, told))
                guess.scrap[region, scrap] = Figure(before.value + rule.rate * figure.value, told)


def _buy_abroad(
    mineral: MineralDefinition,
    columns: Mapping[str, Mapping[str, float]],
    regions: Regions,
    guess: Guess,
    shared: Shared,
) -> None:
    """Let the United States buy from the origins that the Survey prints, where no trade is."""
    for good, record in mineral.goods.items():
        net, _ = _net_of(good, columns, regions, guess)
        supply = {region: _supply(columns, guess, region, good) for region in regions.ids}
        least = record.least or mineral.least_share * sum(supply.values())
        for origins in origins_of(record, regions, shared, f"{mineral.id}, good {good}, trade"):
            for start, figure in bought(origins, regions, supply, net, least):
                _add_ship(guess, (start, HOME, good), figure)


def _trade_surplus(
    mineral: MineralDefinition,
    columns: Mapping[str, Mapping[str, float]],
    regions: Regions,
    guess: Guess,
) -> None:
    """Where no trade is recorded, surplus goes to deficit in proportion: made up, grade D.

    Where trade is recorded or written out, only deficits beyond `UNEXPLAINED` of what a region
    takes are filled so; American ones never where the tonnage of American imports is printed.
    """
    for good, record in mineral.goods.items():
        net, taken = _net_of(good, columns, regions, guess)
        surplus = {region: value for region, value in net.items() if value > 0}
        deficit = {
            region: -value
            for region, value in net.items()
            if value < 0
            and (record.trade.by_surplus or -value > UNEXPLAINED * taken[region])
            and not (region == HOME and any(r.line for r in record.trade.american_imports))
        }
        lacking, total = sum(deficit.values()), sum(surplus.values())
        if not lacking or not total:
            continue
        scale = min(1.0, total / lacking)
        told = evidence(
            "D",
            ("monazite_estimate",),
            "2026-11",
            f"surplus to deficit in proportion; {record.trade.because}",
        )
        least = record.least or mineral.least_share * total
        largest = max(deficit, key=lambda region: deficit[region])
        for start, more in surplus.items():
            routes = {end: scale * missing * more / total for end, missing in deficit.items()}
            kept = {end: amount for end, amount in routes.items() if amount > least}
            # a small exporter sends all it has to the largest buyer
            for end, amount in (kept or {largest: sum(routes.values())}).items():
                if (start, end, good) not in guess.ships:
                    guess.ships[start, end, good] = Figure(amount, told)


def _net_of(
    good: str, columns: Mapping[str, Mapping[str, float]], regions: Regions, guess: Guess
) -> tuple[dict[str, float], dict[str, float]]:
    """What has each region beyond what it takes, and how much does it take, t a year?"""
    used: dict[str, float] = {}
    for (region, _, what), figure in guess.uses.items():
        if what == good:
            used[region] = used.get(region, 0.0) + figure.value
    taken = {r: _taken(columns, guess, r, good) + used.get(r, 0.0) for r in regions.ids}
    net = {
        r: _supply(columns, guess, r, good) + _net_imports(guess, r, good) - taken[r]
        for r in regions.ids
    }
    return net, taken


def account_of(mineral: MineralDefinition, regions: Regions, shared: Shared) -> Account:
    """What of a mineral is to be balanced?"""
    guess = guess_of(mineral, regions, shared)
    columns = coefficients_of(mineral)
    observed: dict[str, Observation] = {}

    def add(kind: str, region: str, to: str, what: str, value: float, told: Evidence) -> None:
        o = Observation(
            kind,
            region,
            to,
            what,
            value,
            told.grade,
            told.source,
            told.licence,
            told.vintage,
            told.note,
        )
        observed[o.id] = o

    supply: dict[str, dict[str, float]] = {good: {} for good in mineral.goods}
    for (region, name), figure in guess.levels.items():
        column = columns[name]
        if all(value > 0 for value in column.values()):
            good = next(iter(column))
            add("mine", region, "", good, figure.value * column[good], figure.evidence)
        else:
            add("process", region, "", name, figure.value, figure.evidence)
        for good, value in column.items():
            if value > 0:
                supply[good][region] = supply[good].get(region, 0.0) + value * figure.value
    for (region, good), figure in guess.scrap.items():
        add("old_scrap", region, "", good, figure.value, figure.evidence)
        supply[good][region] = supply[good].get(region, 0.0) + figure.value
    for (start, end, good), figure in guess.ships.items():
        add("ship", start, end, good, figure.value, figure.evidence)
    for (region, kind, good), figure in guess.uses.items():
        add("use", region, kind, good, figure.value, figure.evidence)
    world = {good: sum(by_region.values()) for good, by_region in supply.items()}

    def least(good: str) -> float:
        written = mineral.goods[good].least
        return written if written is not None else 0.1 * mineral.least_share * world[good]

    def filler(good: str) -> str:
        return max(supply[good], key=lambda r: (supply[good][r], r), default=REST)

    return Account(
        folder=f"{mineral.id}_2024",
        recipes=columns,
        basis={name: good.basis for name, good in mineral.goods.items()},
        regions=regions.ids,
        observed=dict(sorted(observed.items())),
        totals=(),
        surplus=[name for name, good in mineral.goods.items() if good.surplus],
        least=least,
        filler=filler,
    )
