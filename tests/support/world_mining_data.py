"""World Mining Data, BACI and governance as a user has them, in the form GeoPolRisk reads.

For checking only: these figures do not ship. Nothing is repaired: an unpublished quantity of trade
is left out as the reference package leaves it out (zero), and counted as such nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from monazite.data.build.shared import Shared
from monazite.indicators.geopolrisk import RiskInputs


def wmd_inputs(
    shared: Shared,
    lines: Mapping[str, Sequence[str]],
    tables: Mapping[str, str],
    years: tuple[int, ...],
    scores: Mapping[tuple[str, int], float],
) -> RiskInputs:
    """Which inputs does a user's own copy give?

    lines : mineral -> customs lines (HS92); tables : mineral -> name of the table of production
    scores : (country, year) -> risk from governance, 0 to 1
    """
    import pyarrow.parquet as parquet

    minerals = tuple(lines)
    mined = [
        row
        for row in shared.rows("data/supply/mine_production.csv")
        if row["wmd_table"] in tables.values() and int(row["year"]) in years
    ]
    codes = sorted({code for several in lines.values() for code in several})
    trade = parquet.read_table(
        shared.path("data/trade/trade.parquet"),
        columns=["year", "exporter_iso3", "importer_iso3", "hs92", "value_kusd", "quantity_t"],
        filters=[("year", "in", list(years)), ("hs92", "in", codes)],
    ).to_pydict()
    names = {country for country, _ in scores} | {row["country_iso3"] for row in mined}
    names |= set(trade["exporter_iso3"]) | set(trade["importer_iso3"])
    countries = tuple(sorted(names))
    place = {iso3: at for at, iso3 in enumerate(countries)}
    year_at = {year: at for at, year in enumerate(years)}
    production = np.zeros((len(minerals), len(countries), len(years)))
    for number, mineral in enumerate(minerals):
        for row in mined:
            if row["wmd_table"] == tables[mineral]:
                tonnes = float(row["quantity"]) * (1e-3 if row["unit"] == "kg" else 1.0)
                production[number, place[row["country_iso3"]], year_at[int(row["year"])]] += tonnes
    risk = np.full((len(countries), len(years)), np.nan)
    for (country, year_of), score in scores.items():
        if year_of in year_at:
            risk[place[country], year_at[year_of]] = score
    year = np.array([year_at[int(y)] for y in trade["year"]], dtype=np.int64)
    importer = np.array([place[c] for c in trade["importer_iso3"]], dtype=np.int64)
    exporter = np.array([place[c] for c in trade["exporter_iso3"]], dtype=np.int64)
    tonnes = np.nan_to_num(np.array([q or 0.0 for q in trade["quantity_t"]], dtype=float))
    value = np.array([v or 0.0 for v in trade["value_kusd"]], dtype=float)
    hs92 = np.array(trade["hs92"])
    parts = [np.flatnonzero(np.isin(hs92, list(lines[mineral]))) for mineral in minerals]
    at = np.concatenate(parts)
    mineral_of = np.repeat(np.arange(len(minerals)), [len(part) for part in parts])
    return RiskInputs(
        minerals,
        countries,
        years,
        production,
        risk,
        mineral_of,
        year[at],
        importer[at],
        exporter[at],
        tonnes[at],
        value[at],
    )
