"""How do the uses and hosts of a mineral grow in each scenario of demand?"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from monazite.data.build.demand_paths import SCENARIOS, YEARS
from monazite.data.build.draft import Cell
from monazite.data.build.minerals.definition import MineralDefinition
from monazite.data.build.minerals.figures import IEA, evidence, evidence_of
from monazite.data.build.shared import Shared
from monazite.errors import DataError

BASE = 2024


@functools.lru_cache(maxsize=2)
def _iea(shared: Shared) -> Mapping[tuple[str, str, str, int], float]:
    """(scenario, mineral, use, year) -> kt a year."""
    found: dict[tuple[str, str, str, int], float] = {}
    for row in shared.rows("data/supply/demand_by_use.csv"):
        if "Data Explorer" not in row["source"] or not row["quantity"]:
            continue
        for scenario, name in SCENARIOS.items():
            if row["scenario"] in (name, "base year"):
                key = scenario, row["mineral"], row["end_use"], int(row["year"])
                found[key] = float(row["quantity"])
    return found


def path_rows(mineral: MineralDefinition, shared: Shared) -> list[Mapping[str, Cell]]:
    """The rows of the table of demand paths: each path an index, 1 in the base year.

    Raises DataError where the IEA prints no such use.
    """
    demand = _iea(shared)
    rows: list[Mapping[str, Cell]] = []
    for scenario in SCENARIOS:
        for name, path in mineral.demand_paths.items():
            if path.iea is not None:
                what, use = path.iea
                told = evidence("B", IEA[:1], IEA[1], f"{what}: {use}")
                for year in YEARS:
                    if (scenario, what, use, year) not in demand:
                        raise DataError.one(
                            where=f"{mineral.id}, demand path {name}",
                            found=f"no row for {what}, {use}, {SCENARIOS[scenario]}, {year}",
                            expected="a mineral and use of the IEA's scenarios",
                        )
                    index = demand[scenario, what, use, year] / demand[scenario, what, use, BASE]
                    rows.append(_row(scenario, name, year, index, told.cells))
            else:
                assert path.said is not None and path.growth is not None
                told = evidence_of(path.said)
                cells = {**told.cells, "note": f"{path.growth:+.1%} a year: {path.said.because}"}
                for year in YEARS:
                    rows.append(
                        _row(scenario, name, year, (1 + path.growth) ** (year - BASE), cells)
                    )
    return rows


def _row(
    scenario: str, name: str, year: int, index: float, cells: Mapping[str, str]
) -> Mapping[str, Cell]:
    return {"scenario": scenario, "path": name, "year": year, "index": index, **cells}
