"""How does the base year of a chain become an earlier, balanced year?

An episode's table says which multiple of each number of the shipped base year is known for the
earlier year. The changed account no longer balances; it is brought back into balance by the change
of smallest information divergence (each flow keeps its sign, what is zero stays zero), the
generalisation of biproportional (RAS) scaling to recipes with many outputs. Solved by Newton's
method on the multipliers of the balances, which is convex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from monazite.chains.chain import BaseYear, Chain, DemandPath
from monazite.chains.facility import Facility
from monazite.csv_table import read_table
from monazite.errors import DataError, DefinitionError, Fault
from monazite.evidence.base_rows import matches_nothing, require_sound_rows
from monazite.evidence.written_episode import BaseChange, BaseRow
from monazite.text_file import shown_path

BALANCED = 1e-10
"""Largest imbalance of a node, share of its throughput."""
MOST_STEPS = 200
CLOSE = 1e-12
"""Ridge of Newton's matrix, share of its largest diagonal entry (balances may be dependent)."""

Key = tuple[str, ...]


def earlier_base(chain: Chain, change: BaseChange, folder: Path) -> Chain:
    """Which chain has the earlier base year?

    Facilities scale with what their recipe did; those of recipes that did not run, and all that
    were to start later than the earlier year, are left out. Demand grows as expected then.
    Raises DefinitionError for rows that say nothing, say it twice or match nothing, DataError where
    no balance exists.
    """
    path = folder / change.file
    shown = shown_path(path)
    rows = read_table(path, BaseRow)
    base = chain.base
    flows: dict[str, dict[Key, float]] = {
        "mines": {(r, g): v for (r, g), v in base.mines.items()},
        "old_scrap": {(r, g): v for (r, g), v in base.old_scrap.items()},
        "processes": {(r, p): v for (r, p), v in base.processes.items()},
        "shipments": {(e, i, g): v for (e, i, g), v in base.shipments.items()},
        "uses": {(r, u, g): v for (r, u, g), v in base.uses.items()},
        "discards": {(r, g): v for (r, g), v in base.discards.items()},
    }
    require_sound_rows(chain, rows, shown)
    price, domestic = dict(base.price), dict(base.domestic)
    faults: list[Fault] = []
    wanted: list[tuple[str, Key]] = []
    for number, row in enumerate(rows, start=1):
        if row.tonnes is not None:
            parts = (row.region, row.to, row.name)
            stated: Key = parts if row.to != "*" else (row.region, row.name)
            flows[row.table][stated] = row.tonnes
            wanted += [(row.table, stated)] if row.tonnes > 0 else []
            continue
        factor = 1.0 if row.factor is None else row.factor
        if row.table == "prices":
            priced = [good for good in price if row.name in ("*", good)]
            hit: list[Key] = [(good,) for good in priced]
            for good in priced:
                price[good] *= factor
                domestic[good] *= factor
        else:
            hit = [key for key in flows[row.table] if _matches(row, key)]
            for key in hit:
                flows[row.table][key] *= factor
        if not hit:
            faults.append(matches_nothing(chain, row, number, shown))
    if faults:
        raise DefinitionError(faults)
    balanced = rebalanced(chain, flows, shown)
    if not balanced["uses"] or not (balanced["mines"] or balanced["processes"]):
        raise _nothing_left(shown)
    lost = [f"{table} {' '.join(key)}" for table, key in wanted if key not in balanced[table]]
    if lost:
        raise DataError.one(
            where=shown,
            found=f"{', '.join(lost)} without supply or outlet",
            expected="stated flows that something supplies and something takes",
            advice="state the flows before and after it too",
        )
    changed = BaseYear(
        year=change.year,
        mines={(k[0], k[1]): v for k, v in balanced["mines"].items()},
        processes={(k[0], k[1]): v for k, v in balanced["processes"].items()},
        shipments={(k[0], k[1], k[2]): v for k, v in balanced["shipments"].items()},
        uses={(k[0], k[1], k[2]): v for k, v in balanced["uses"].items()},
        old_scrap={(k[0], k[1]): v for k, v in balanced["old_scrap"].items()},
        discards={(k[0], k[1]): v for k, v in balanced["discards"].items()},
        price=price,
        domestic=domestic,
    )
    return replace(
        chain,
        base_year=change.year,
        base=changed,
        facilities=_facilities(chain, changed, shown),
        demand={
            scenario: {
                name: DemandPath(
                    name,
                    {
                        change.year: 1.0,
                        change.year + 25: (1.0 + change.demand_growth) ** 25,
                    },
                )
                for name in paths
            }
            for scenario, paths in chain.demand.items()
        },
    )


def _nothing_left(where: str) -> DataError:
    return DataError.one(
        where=where,
        found="an earlier year in which nothing is made, or nothing is used",
        expected="something mined or processed, and a use of it",
        advice="a factor of 0 takes away all rows that it names; name fewer",
    )


def _matches(row: BaseRow, key: Key) -> bool:
    names = key[2:] if row.table == "shipments" else key[1:]
    if row.region not in ("*", key[0]) or row.name not in ("*", *names):
        return False
    return row.to == "*" or (row.table == "shipments" and row.to == key[1])


def _level(base: BaseYear, chain: Chain, region: str, recipe: str) -> float:
    column = chain.recipes[recipe]
    if not column.inputs:
        return base.mines.get((region, column.outputs[0]), 0.0)
    return base.processes.get((region, recipe), 0.0)


def _facilities(chain: Chain, changed: BaseYear, where: str) -> dict[str, Facility]:
    kept: dict[str, Facility] = {}
    for name, facility in chain.facilities.items():
        if facility.start is not None:
            continue
        before = _level(chain.base, chain, facility.region, facility.recipe)
        now = _level(changed, chain, facility.region, facility.recipe)
        if before > 0 and now > 0:
            kept[name] = replace(facility, capacity=facility.capacity * now / before)
    _require_plants(chain, changed, kept, where)
    return kept


def _require_plants(
    chain: Chain, changed: BaseYear, kept: Mapping[str, Facility], where: str
) -> None:
    """Refuse output of the earlier year that no plant of the chain stands for."""
    there = {(facility.region, facility.recipe) for facility in kept.values()}
    mining = {
        recipe.outputs[0]: name for name, recipe in chain.recipes.items() if not recipe.inputs
    }
    running = [(region, mining[good]) for (region, good), t in changed.mines.items() if t > 0]
    running += [place for place, level in changed.processes.items() if level > 0]
    lost = sorted(set(running) - there)
    if lost:
        raise DataError.one(
            where=where,
            found=f"{', '.join(' '.join(place) for place in lost)} without a plant",
            expected="output only where the chain has an operating plant",
            advice="give another region the output, or add the plant to the chain",
        )


def columns_of(chain: Chain, flows: Mapping[str, Mapping[Key, float]]) -> list[dict[Key, float]]:
    """What does one unit of each flow add to (region, good)? In the order of the tables."""
    found: list[dict[Key, float]] = []
    for table, entries in flows.items():
        for key in entries:
            if table in ("mines", "old_scrap"):
                found.append({key: 1.0})
            elif table == "discards":
                found.append({key: -1.0})
            elif table == "uses":
                found.append({(key[0], key[2]): -1.0})
            elif table == "shipments":
                found.append({(key[0], key[2]): -1.0, (key[1], key[2]): 1.0})
            else:
                recipe = chain.recipes[key[1]]
                found.append({(key[0], g): c for g, c in recipe.coefficients.items()})
    return found


def rebalanced(
    chain: Chain, flows: Mapping[str, Mapping[Key, float]], where: str
) -> dict[str, dict[Key, float]]:
    """Which balanced flows are closest to these (smallest sum of x log(x / given) - x + given)?

    Flows that are zero, and goods that nothing brings or nothing takes, drop out. Raises DataError
    where the flows that are left cannot balance.
    """
    names = [(table, key) for table, entries in flows.items() for key in entries]
    given = np.array([flows[table][key] for table, key in names])
    columns = columns_of(chain, flows)
    place = {node: n for n, node in enumerate({k: None for c in columns for k in c})}
    matrix = np.zeros((len(place), len(names)))
    for number, column in enumerate(columns):
        for node, coefficient in column.items():
            matrix[place[node], number] = coefficient
    alive = _connected(matrix, given > 0)
    given = np.where(alive, given, 0.0)
    weight = matrix * given
    used = (np.abs(weight) > 0).any(axis=1)
    if not used.any():
        raise _nothing_left(where)
    weight = weight[used]
    scale = np.abs(weight).sum(axis=1) / 2
    scaled = matrix[used] / scale[:, None]
    multiplier = np.zeros(len(scale))

    def potential(at: np.ndarray) -> float:
        return float((given * np.exp(np.minimum(at @ scaled, 60.0))).sum())

    def slope(at: np.ndarray, along: np.ndarray) -> float:
        return float(scaled @ (given * np.exp(np.minimum(at @ scaled, 60.0))) @ along)

    for _ in range(MOST_STEPS):
        flow = given * np.exp(np.minimum(multiplier @ scaled, 60.0))
        imbalance = scaled @ flow
        passing = np.abs(scaled) @ flow / 2
        if np.max(np.abs(imbalance) / passing) < BALANCED:
            break
        curve = (scaled * flow) @ scaled.T
        curve[np.diag_indices_from(curve)] += CLOSE * np.max(np.diag(curve))
        step = np.linalg.solve(curve, -imbalance)
        length, now, steep = 1.0, potential(multiplier), float(imbalance @ step)
        # near the answer the potential has lost its last digits: there the slope decides
        while potential(multiplier + length * step) > now + 1e-4 * length * steep and abs(
            slope(multiplier + length * step, step)
        ) > 0.9 * abs(steep):
            length /= 2
            if length < 1e-12:
                break
        multiplier = multiplier + length * step
    else:
        worst = list(np.array(list(place), dtype=object)[used])[
            int(np.argmax(np.abs(imbalance) / passing))
        ]
        raise DataError.one(
            where=where,
            found=f"no balance at {' '.join(worst)}",
            expected="flows that can balance at every region and good",
            advice="remove what has no supply, or leave its supply in",
        )
    result: dict[str, dict[Key, float]] = {table: {} for table in flows}
    for (table, key), value in zip(names, flow, strict=True):
        if value > 0:
            result[table][key] = float(value)
    return result


def _connected(matrix: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """Which flows remain once every place has something coming in and something going out?"""
    while True:
        positive = ((matrix > 0) & alive).any(axis=1)
        negative = ((matrix < 0) & alive).any(axis=1)
        dead = ~(positive & negative)
        lost = alive & (np.abs(matrix[dead]) > 0).any(axis=0)
        if not lost.any():
            return alive
        alive = alive & ~lost
