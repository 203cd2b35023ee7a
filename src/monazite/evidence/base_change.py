"""How does the base year of a chain become an earlier, balanced year?

An episode's table says which multiple of each number of the shipped base year is known for the
earlier year, and how well (`stated_year`). The changed account no longer balances; it is brought
back into balance by the change of smallest information divergence, weighted so that a number which
a good source states gives way less than one that nobody states (`rebalance`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from monazite.chains.chain import BaseYear, Chain, DemandPath
from monazite.chains.facility import Facility
from monazite.csv_table import read_table
from monazite.errors import DataError
from monazite.evidence.rebalance import nothing_left, rebalanced
from monazite.evidence.stated_year import stated_year
from monazite.evidence.written_episode import BaseChange, BaseRow
from monazite.text_file import shown_path

NOTHING = 1e-6
"""Share of a stated flow below which the balance has taken it away: it had nowhere to go."""


def earlier_base(chain: Chain, change: BaseChange, folder: Path) -> Chain:
    """Which chain has the earlier base year?

    Facilities scale with what their recipe did; those of recipes that did not run, and all that
    were to start later than the earlier year, are left out. Demand grows as expected then.
    Raises DefinitionError for rows that say nothing, say it twice or match nothing, DataError where
    no balance exists.
    """
    path = folder / change.file
    shown = shown_path(path)
    stated = stated_year(chain, read_table(path, BaseRow), shown)
    balanced = rebalanced(chain, stated.flows, stated.grades, shown)
    if not balanced["uses"] or not (balanced["mines"] or balanced["processes"]):
        raise nothing_left(shown)
    lost = [
        f"{table} {' '.join(key)}"
        for table, key in stated.given
        if balanced[table].get(key, 0.0) < NOTHING * stated.flows[table][key]
    ]
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
        price=stated.price,
        domestic=stated.domestic,
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
