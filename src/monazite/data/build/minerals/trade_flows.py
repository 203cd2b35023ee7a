"""Which tonnes did each pair of regions ship, by the customs codes of a good?"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from monazite.data.build.minerals.definition import Trade
from monazite.data.build.minerals.figures import BACI, YEAR, Figure, evidence
from monazite.data.build.minerals.regions import Regions
from monazite.data.build.shared import Shared
from monazite.errors import DataError


@functools.lru_cache(maxsize=8)
def _year(shared: Shared, wanted: int) -> Mapping[str, tuple[tuple[str, str, float], ...]]:
    """Code -> (exporter, importer, tonnes) of the base year, with repaired quantities."""
    import pyarrow.parquet as parquet

    table = parquet.read_table(
        shared.path("data/trade/trade.parquet"),
        columns=["exporter_iso3", "importer_iso3", "hs92", "quantity_adj_t"],
        filters=[("year", "=", wanted)],
    )
    flows: dict[str, list[tuple[str, str, float]]] = {}
    for row in table.to_pylist():
        if row["quantity_adj_t"]:
            flows.setdefault(row["hs92"], []).append(
                (row["exporter_iso3"], row["importer_iso3"], float(row["quantity_adj_t"]))
            )
    return {code: tuple(sorted(rows)) for code, rows in flows.items()}


def trade_of(
    trade: Trade, regions: Regions, shared: Shared, where: str
) -> dict[tuple[str, str], Figure]:
    """What did regions ship to one another, t a year of the good's basis?

    Trade inside a region is left out. Raises DataError for a code without trade.
    """
    found: dict[tuple[str, str], list[float]] = {}
    base = int(YEAR)
    years = {base: _year(shared, base)} | {n: _year(shared, n) for n in trade.earlier.values()}
    for code in trade.hs:
        if code not in years[base]:
            raise DataError.one(
                where=where,
                found=f"no trade in HS {code}, {YEAR}",
                expected="a code of trade.parquet",
            )
        rows = [
            row
            for number, year in years.items()
            for row in year.get(code, ())
            if trade.earlier.get(row[0], base) == number and row[0] not in trade.without
        ]
        for exporter, importer, tonnes in rows:
            start, end = regions.of(exporter), regions.of(importer)
            if start != end:
                content = trade.content_by.get(exporter, trade.content)
                sums = found.setdefault((start, end), [0.0, 0.0])
                sums[0] += tonnes
                sums[1] += tonnes * content
    codes = " and ".join(trade.hs)
    late = ", ".join(f"{code} of {number}" for code, number in trade.earlier.items())
    said = trade.because + (f"; exports of {late}, as 2024 is not complete" if late else "")
    return {
        pair: Figure(
            amount,
            evidence(
                trade.grade,
                BACI[:1],
                BACI[1],
                f"HS {codes}, {gross:,.0f} t gross times {amount / gross:.3g}; {said}",
            ),
        )
        for pair, (gross, amount) in sorted(found.items())
    }
