"""How risky is the supply of minerals, by the shipped tables of production, trade and governance?

Two published methods over the same figures: GeoPolRisk for any importer, and the European
Commission's supply risk for the Union. Trade is turned into the basis of production first.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monazite.absence import Unknown
from monazite.data.catalog import table
from monazite.errors import unknown_name
from monazite.indicators.geopolrisk import (
    GeoPolRisk,
    RiskInputs,
    RiskTable,
    geopolrisk_table,
    governance_risk,
)
from monazite.indicators.observed import Output, Series, output_of, require_mineral, supply_series
from monazite.indicators.supply_risk import SupplyRisk, supply_risk
from monazite.indicators.value import FloatArray, Value
from monazite.regions import economies, members

GROUPS = ("EU27",)
"""Groups that are importers of their own beside the single countries."""


@dataclass(frozen=True)
class Shipments:
    """What did a group of countries import of a mineral, and from whom?

    imports : country outside the group -> quantity in the basis of production; exports likewise
    """

    imports: Mapping[str, float]
    exports: Mapping[str, float]


@functools.cache
def risk_inputs() -> RiskInputs:
    """Which figures does the shipped table of GeoPolRisk rest on?

    Minerals of :func:`supply_series`, all economies, years of the shipped trade. Countries that
    the source of production does not name make nothing; withheld ones are NaN.
    """
    trade = table("trade")
    series = supply_series()
    names = tuple(series)
    countries = tuple(one.iso3 for one in economies())
    years = tuple(sorted({int(row["year"]) for row in trade}))  # type: ignore[arg-type]
    place = {iso3: at for at, iso3 in enumerate(countries)}
    production = np.zeros((len(names), len(countries), len(years)))
    for number, one in enumerate(series.values()):
        for at, year in enumerate(years):
            production[number, :, at] = _production(one, year, countries)
    risk = np.full((len(countries), len(years)), np.nan)
    for row in table("governance"):
        if row["country"] in place and row["year"] in years:
            when = years.index(int(str(row["year"])))
            risk[place[str(row["country"])], when] = governance_risk(float(row["estimate"]))  # type: ignore[arg-type]
    flows = _flows(series, place, years)
    return RiskInputs(names, countries, years, production, risk, *flows)


def _production(one: Series, year: int, countries: Sequence[str]) -> FloatArray:
    output = output_of(one.mineral, one.stage, one.product, year)
    if output is None:
        return np.full(len(countries), np.nan)
    per_tonne = tonnes_in(output)
    return np.array(
        [
            np.nan if iso3 in output.withheld else output.made.get(iso3, 0.0) * per_tonne
            for iso3 in countries
        ]
    )


def _flows(
    series: Mapping[str, Series], place: Mapping[str, int], years: Sequence[int]
) -> tuple[np.ndarray, ...]:
    content = {str(row["code"]): float(row["content"]) for row in table("trade_codes")}  # type: ignore[arg-type]
    line = {
        code: (number, content[code] if one.trade == "content" else 1.0)
        for number, one in enumerate(series.values())
        for code in one.codes
    }
    rows = []
    for row in table("trade"):
        code, tonnes, value = str(row["code"]), row["tonnes"], row["value_kusd"]
        exporter, importer = str(row["exporter"]), str(row["importer"])
        if code not in line or exporter not in place or importer not in place:
            continue
        if not isinstance(tonnes, float) or not isinstance(value, float):
            continue
        number, factor = line[code]
        at = years.index(int(row["year"]))  # type: ignore[arg-type]
        rows.append((number, at, place[importer], place[exporter], tonnes * factor, value))
    mineral, year, importers, exporters, tonnes_of, value_of = zip(*rows, strict=True)
    whole = (np.array(column, dtype=np.int64) for column in (mineral, year, importers, exporters))
    return (*whole, np.array(tonnes_of), np.array(value_of))


@functools.cache
def risk_table() -> RiskTable:
    """What is the GeoPolRisk of every mineral, economy and year that the shipped tables carry?"""
    return geopolrisk_table(risk_inputs(), {name: sorted(members(name, None)) for name in GROUPS})


def geopolrisk(mineral: str, region: str, year: int) -> GeoPolRisk:
    """What is the GeoPolRisk of one importer's supply of a mineral?

    region : ISO 3166-1 alpha-3, or EU27. The other members of a group bear no risk.

    Raises UnknownNameError for an unknown mineral, region or year. Where no customs line of its
    own exists (gallium, germanium and others) every value is Unknown and says so.
    """
    require_mineral(mineral)
    found = risk_table()
    if region not in found.importers:
        raise unknown_name("indicators", region, found.importers, "country or group")
    if year not in found.years:
        raise unknown_name("indicators", str(year), map(str, found.years), "year of trade")
    if mineral not in found.minerals:
        gap = Unknown("no customs line of its own in the shipped trade")
        return GeoPolRisk(mineral, region, year, gap, gap, gap, gap, gap)
    return found.rows(mineral, region, year)


def shipments(mineral: str, inside: Sequence[str], year: int) -> Shipments | None:
    """What did a group of countries import and export, in the basis of production?

    None where the shipped trade has no line of its own for the mineral, or not the year.
    """
    inputs = risk_inputs()
    if mineral not in inputs.minerals or year not in inputs.years:
        return None
    here = np.zeros(len(inputs.countries), dtype=bool)
    here[[inputs.countries.index(iso3) for iso3 in inside if iso3 in inputs.countries]] = True
    chosen = (inputs.mineral == inputs.minerals.index(mineral)) & (
        inputs.year == inputs.years.index(year)
    )
    imported = chosen & here[inputs.importer] & ~here[inputs.exporter]
    exported = chosen & here[inputs.exporter] & ~here[inputs.importer]
    size = len(inputs.countries)
    arrived = np.bincount(inputs.exporter[imported], inputs.tonnes[imported], size)
    left = np.bincount(inputs.importer[exported], inputs.tonnes[exported], size)
    return Shipments(
        {iso3: float(q) for iso3, q in zip(inputs.countries, arrived, strict=True) if q > 0},
        {iso3: float(q) for iso3, q in zip(inputs.countries, left, strict=True) if q > 0},
    )


def governance_of(year: int) -> dict[str, float]:
    """Country -> governance estimate of a year; countries without one are left out."""
    return {
        str(row["country"]): float(row["estimate"])  # type: ignore[arg-type]
        for row in table("governance")
        if row["year"] == year
    }


def european_supply_risk(mineral: str, year: int) -> SupplyRisk:
    """What is the European Commission's supply risk of a mineral, by the shipped tables?

    World shares are those of the mineral's series of production; the Union's sourcing is its own
    production and its imports. No trade restriction is counted (t = 1) and no substitution
    (SI = 1): the first lowers the figure against the Commission's, the second raises it.
    """
    require_mineral(mineral)
    one = supply_series().get(mineral)
    arrived = shipments(mineral, sorted(members("EU27", None)), year)
    output = None if one is None else output_of(mineral, one.stage, one.product, year)
    if one is None or arrived is None or output is None:
        gap = Unknown("the shipped tables lack production or trade of this mineral and year")
        return SupplyRisk(mineral, year, gap, gap, gap, gap, gap)
    union = members("EU27", None)
    per_tonne = tonnes_in(output)
    return supply_risk(
        mineral,
        year,
        dict(output.made),
        dict(arrived.imports),
        sum(arrived.exports.values()),
        scaled(output.made_in(union), per_tonne),
        governance_of(year),
        recycling_rate(mineral),
        union,
    )


def tonnes_in(output: Output) -> float:
    """How many tonnes is one unit of an output: 0.001 where it is printed in kilograms?"""
    return 1e-3 if output.basis.startswith("kg") else 1.0


def scaled(quantity: float | Unknown, factor: float) -> float | Unknown:
    """The quantity times a factor, where it is known."""
    return quantity if isinstance(quantity, Unknown) else quantity * factor


def recycling_rate(mineral: str) -> Value:
    """Which share of the Union's input comes from old scrap, by the study of 2023?"""
    for row in table("recycling_rates"):
        if row["mineral"] == mineral and isinstance(row["rate"], float):
            return row["rate"]
    return Unknown("no recycling rate in the study of 2023")
