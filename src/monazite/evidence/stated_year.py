"""What does the table of an earlier base year state, and how well is each flow known?

A row with a factor multiplies every number of the shipped base year that it names; one in tonnes
replaces the number. The letter of a flow is that of the row nearest to it: the one that names most
of region, importer and name without "*", and of equally near ones the later. Tables write such rows
as completing the rows before ("with the line above"), so the source of the nearest row is that of
the number that comes out. A row with "*" lends its letter to every flow that it names, though its
source may know their sum better than any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monazite.chains.chain import Chain
from monazite.errors import DefinitionError, Fault
from monazite.evidence.base_rows import ALL, matches_nothing, require_sound_rows
from monazite.evidence.rebalance import Key
from monazite.evidence.written_episode import BaseRow
from monazite.evidence_grade import Grade


@dataclass(frozen=True)
class StatedYear:
    """The numbers of an earlier year before they are balanced.

    flows  : table -> key -> t a year (units a year for processes); the keys are those of `BaseYear`
    grades : table -> key -> letter, of the flows that a row states
    given  : (table, key) of the flows stated in tonnes that are not 0
    price, domestic : good -> USD/t
    """

    flows: dict[str, dict[Key, float]]
    grades: dict[str, dict[Key, Grade]]
    given: tuple[tuple[str, Key], ...]
    price: dict[str, float]
    domestic: dict[str, float]


def stated_year(chain: Chain, rows: Sequence[BaseRow], where: str) -> StatedYear:
    """Which numbers does the base year of the chain have once the rows are applied, in their order?

    where : the file, as faults name it. Raises DefinitionError for rows that say nothing, say it
    twice or match nothing.
    """
    require_sound_rows(chain, rows, where)
    base = chain.base
    flows: dict[str, dict[Key, float]] = {
        "mines": {(r, g): v for (r, g), v in base.mines.items()},
        "old_scrap": {(r, g): v for (r, g), v in base.old_scrap.items()},
        "processes": {(r, p): v for (r, p), v in base.processes.items()},
        "shipments": {(e, i, g): v for (e, i, g), v in base.shipments.items()},
        "uses": {(r, u, g): v for (r, u, g), v in base.uses.items()},
        "discards": {(r, g): v for (r, g), v in base.discards.items()},
    }
    price, domestic = dict(base.price), dict(base.domestic)
    nearest: dict[tuple[str, Key], tuple[int, Grade]] = {}
    given: list[tuple[str, Key]] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        if row.table == "prices":
            priced = [good for good in price if row.name in (ALL, good)]
            for good in priced:
                price[good] *= _factor(row)
                domestic[good] *= _factor(row)
            hit: list[Key] = [(good,) for good in priced]
        elif row.tonnes is not None:
            parts = (row.region, row.to, row.name)
            flow: Key = parts if row.to != ALL else (row.region, row.name)
            flows[row.table][flow] = row.tonnes
            given += [(row.table, flow)] if row.tonnes > 0 else []
            hit = [flow]
        else:
            hit = [key for key in flows[row.table] if _matches(row, key)]
            for key in hit:
                flows[row.table][key] *= _factor(row)
        if not hit:
            faults.append(matches_nothing(chain, row, number, where))
        near = sum(part != ALL for part in (row.region, row.to, row.name))
        for key in hit:
            if near >= nearest.get((row.table, key), (0, row.grade))[0]:
                nearest[row.table, key] = (near, row.grade)
    if faults:
        raise DefinitionError(faults)
    grades: dict[str, dict[Key, Grade]] = {table: {} for table in flows}
    for (table, named), (_, grade) in nearest.items():
        if table in grades:
            grades[table][named] = grade
    return StatedYear(flows, grades, tuple(given), price, domestic)


def _factor(row: BaseRow) -> float:
    return 1.0 if row.factor is None else row.factor


def _matches(row: BaseRow, key: Key) -> bool:
    names = key[2:] if row.table == "shipments" else key[1:]
    if row.region not in (ALL, key[0]) or row.name not in (ALL, *names):
        return False
    return row.to == ALL or (row.table == "shipments" and row.to == key[1])
