"""What do published figures say of dysprosium per magnet, and of the clay that holds it?

The figures of finding 19, derived again from the shared data: the IEA foresees next to no saving,
and what clays and magnets imply depends on the years compared. So the chain has no path for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from monazite.data.build.shared import Shared

HEAVY = ("Dysprosium", "Terbium")
ALL_FOUR = ("Neodymium", "Praseodymium", *HEAVY)
CLEAN, VEHICLES = "clean energy technologies, total", "electric vehicles"
SCENARIOS = ("IEA STEPS", "IEA APS", "IEA NZE")

CLAY_QUOTA = 19_150.0
"""t REO a year: the Chinese quota for medium and heavy rare earths, 2018 to 2024."""
OXIDE_IN_IMPORTS = 0.61
"""t REO per t gross of Myanmar's and Laos's shipments (USGS 2024: 27,000 t of 44,366 t gross)."""
MAGNETS_TO_2022 = {2020: 213.3 / 1.0872, 2021: 213.3, 2022: 246.0}
"""kt of rare-earth magnets made in China: Frost & Sullivan, as ASKCI printed them on 2023-02-07
(213.3 in 2021, 8.72 per cent more than in 2020; gzshangchuan.com) and on 2023-04-26 (2022)."""

Demand = dict[tuple[str, str, str, int], float]


@pytest.fixture(scope="module")
def demand(shared: Path) -> Demand:
    """kt of element by (mineral, use, scenario, year), IEA dataset of May 2025."""
    return {
        (row["mineral"], row["end_use"], row["scenario"], int(row["year"])): float(row["quantity"])
        for row in Shared(shared).rows("data/supply/demand_by_use.csv")
        if "Data Explorer" in row["source"] and row["quantity"]
    }


def elements(demand: Demand, names: Sequence[str], use: str, scenario: str, year: int) -> float:
    """kt of the elements in a use; wind is what clean energy takes beside electric vehicles."""

    def of(place: str) -> float:
        return sum(demand[f"{name} (element)", place, scenario, year] for name in names)

    return of(use) if use == VEHICLES else of(CLEAN) - of(VEHICLES)


def content(demand: Demand, names: Sequence[str], use: str, scenario: str, year: int) -> float:
    """t of the elements per t of magnet rare earths in a use."""
    total = demand["magnet rare earths", use, scenario, year]
    return elements(demand, names, use, scenario, year) / total


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_elements_add_up_to_magnet_rare_earths_but_not_in_the_rows_called_wind(
    demand: Demand, scenario: str
) -> None:
    for year in (2030, 2035, 2040, 2050):
        for use in (VEHICLES, "wind"):
            assert content(demand, ALL_FOUR, use, scenario, year) == pytest.approx(1.0, abs=2e-4)
        labelled = sum(demand[f"{name} (element)", "wind", scenario, year] for name in ALL_FOUR)
        share = labelled / demand["magnet rare earths", "wind", scenario, year]
        assert share < 0.8, "those rows lack what the total has: not for use"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_iea_foresees_next_to_no_saving_of_dysprosium(demand: Demand, scenario: str) -> None:
    for use, least, most in ((VEHICLES, 0.96, 0.97), ("wind", 0.975, 0.99)):
        now = content(demand, ["Dysprosium"], use, "base year", 2024)
        assert least < content(demand, ["Dysprosium"], use, scenario, 2030) / now < most
    for use, least, most in ((VEHICLES, 0.97, 0.98), ("wind", 0.99, 1.01)):
        now = content(demand, HEAVY, use, "base year", 2024)
        assert least < content(demand, HEAVY, use, scenario, 2030) / now < most


@pytest.fixture(scope="module")
def clay(shared: Path) -> dict[int, float]:
    """t REO of clays a year: the Chinese quota, and what Myanmar and Laos send to China."""
    import pyarrow.parquet as parquet

    rows = parquet.read_table(
        shared / "data/trade/trade.parquet",
        columns=["year", "exporter_iso3", "importer_iso3", "hs92", "quantity_adj_t"],
        filters=[
            ("exporter_iso3", "in", ["MMR", "LAO"]),
            ("importer_iso3", "==", "CHN"),
            ("hs92", "==", "284690"),
        ],
    ).to_pylist()
    gross: dict[int, float] = defaultdict(float)
    for row in rows:
        gross[row["year"]] += row["quantity_adj_t"]
    return {year: CLAY_QUOTA + OXIDE_IN_IMPORTS * gross[year] for year in range(2018, 2025)}


@pytest.fixture(scope="module")
def magnets(shared: Path) -> dict[int, float]:
    """kt of magnets made in China a year."""
    argus = {
        int(row["year"]): float(row["quantity"]) / 1000
        for row in Shared(shared).rows("data/supply/refined_production.csv")
        if row["stage"] == "magnet making" and row["source"].startswith("Argus")
    }
    assert set(argus) == {2023, 2024}
    return MAGNETS_TO_2022 | argus


def growth(first: float, last: float, years: int) -> float:
    """Share a year."""
    return float((last / first) ** (1 / years) - 1)


def test_the_quota_and_the_equal_prices_are_on_record(shared: Path) -> None:
    quotas = {
        row["medium_heavy_t_reo"]
        for row in Shared(shared).rows("data/supply/china_quotas.csv")
        if row["quota_kind"] == "mining" and row["batch"] == "full year" and row["year"] > "2018"
    } - {""}
    assert {float(quota) for quota in quotas} == {CLAY_QUOTA}
    price = {
        row["year"]: float(row["price"])
        for row in Shared(shared).rows("data/prices/annual.csv")
        if row["series_id"] == "dysprosium_dy_oxide_99_5_min_fob_china_argus"
    }
    assert (price["2020"], price["2024"]) == (261.0, 260.0)


def test_clays_grew_as_the_model_has_them_grow(clay: dict[int, float]) -> None:
    """The chain builds them 6.5 per cent a year; the record says 5 to 9, by the year it begins."""
    since = {year: growth(clay[year], clay[2024], 2024 - year) for year in (2018, 2019, 2020, 2021)}
    assert [round(since[year], 3) for year in since] == [0.048, 0.075, 0.067, 0.094]
    assert max(clay.values()) > 2 * min(clay.values()), "imports swing from year to year"


def test_the_record_does_not_say_how_fast_dysprosium_is_saved(
    clay: dict[int, float], magnets: dict[int, float]
) -> None:
    ends = growth(clay[2020] / magnets[2020], clay[2024] / magnets[2024], 4)

    def both(first: int, second: int) -> float:
        return (clay[first] + clay[second]) / (magnets[first] + magnets[second])

    pairs = growth(both(2020, 2021), both(2023, 2024), 3)
    assert round(ends, 3) == -0.041 and round(pairs, 3) == 0.023
