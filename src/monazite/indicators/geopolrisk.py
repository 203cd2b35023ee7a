"""How risky, geopolitically, is a country's supply of a mineral? The GeoPolRisk method.

Written from the published formula; no code of the reference package is used. Where its inputs are
sound both give the same numbers. Its known faults are not copied: a missing governance score there
becomes 0.5, a failed division becomes a risk of 0, missing trade becomes 0 and the price 0; here
such a cell is unknown or not applicable, and says why. Nothing is read when this module is
imported, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable, Unknown, first_absent
from monazite.errors import DataError
from monazite.indicators.value import (
    BoolArray,
    FloatArray,
    IntArray,
    Value,
    require_quantities,
    require_quantity,
)

COPPER_OF_OECD = 0.409412948
"""Mean score times price of copper in the OECD, 2017 to 2021: the unit of the factor, USD/kg."""

WEAKEST, STRONGEST = -2.5, 2.5
"""Range of the governance estimate over which risk runs from 1 to 0."""


@dataclass(frozen=True)
class GeoPolRisk:
    """What is the risk of one importer's supply of one mineral in one year?

    score         : concentration times import risk, 0 to 1
    factor        : kg copper equivalent per kg; not negative
    concentration : index of the world's production, 0 to 1
    import_risk   : share of supply that comes from abroad, weighted by its origins' risk, 0 to 1
    price         : USD/kg of imports, free on board
    """

    mineral: str
    importer: str
    year: int
    score: Value
    factor: Value
    concentration: Value
    import_risk: Value
    price: Value


def governance_risk(estimate: float) -> float:
    """How risky is a country whose governance estimate is between -2.5 and 2.5?

    returns : (2.5 - estimate) / 5, held between 0 (stable) and 1. Raises DataError for a number
    that is not finite. Source: World Bank, Political Stability and Absence of Violence.
    """
    if not np.isfinite(estimate):
        raise DataError.one(
            where="governance estimate", found=f"{estimate}", expected="a finite number"
        )
    return float(min(1.0, max(0.0, (STRONGEST - estimate) / (STRONGEST - WEAKEST))))


def import_risk(
    imports: Mapping[str, float | Unknown],
    risk: Mapping[str, float | Unknown],
    production: float | Unknown,
    inside: Collection[str] = (),
) -> Value:
    """Which share of supply comes from abroad, weighted by how risky its origins are?

    imports    : origin -> quantity in the year; production : of the importer; one unit and basis
    risk       : origin -> 0 to 1; inside : origins within the importing group, which bear no risk
    returns    : sum of imports times risk / (production + sum of imports), 0 to 1

    Unknown if production, an import or the risk of an origin that ships is unknown; NotApplicable
    where nothing is produced or imported. Raises DataError for negative quantities.
    """
    absent = first_absent(production, *imports.values())
    if absent is not None:
        return absent
    assert not isinstance(production, Unknown)
    total = require_quantity(production, "production")
    risky = 0.0
    for origin, quantity in imports.items():
        assert not isinstance(quantity, Unknown)
        amount = require_quantity(quantity, f"imports from {origin}")
        total += amount
        if amount == 0 or origin in inside:
            continue
        weight = risk.get(origin, Unknown(f"no governance score of {origin}"))
        if isinstance(weight, Unknown):
            return weight
        risky += amount * weight
    if total == 0:
        return NotApplicable("nothing is produced or imported")
    return risky / total


def geopolrisk_score(concentration: Value, risk_of_imports: Value) -> Value:
    """What is the GeoPolRisk score, 0 to 1?

    returns : concentration of the world's production times import risk; absent if either is

    Source: A. Koyamparambath, P. Loubet, S. B. Young, G. Sonnemann, Spatially and temporally
    differentiated characterization factors for supply risk of abiotic resources in life cycle
    assessment, Resources, Conservation and Recycling 209 (2024) 107801; E. D. Gemechu, C. Helbig,
    G. Sonnemann, A. Thorenz, A. Tuma, Import-based indicator for the geopolitical supply risk of
    raw materials, Journal of Industrial Ecology 20(1), 2016.

    >>> geopolrisk_score(0.5, 0.4)
    0.2
    """
    for value in (concentration, risk_of_imports):
        if isinstance(value, (Unknown, NotApplicable)):
            return value
    assert isinstance(concentration, float | int)
    assert isinstance(risk_of_imports, float | int)
    return float(concentration) * float(risk_of_imports)


def characterisation_factor(score: Value, price: Value) -> Value:
    """How much supply risk does a kilogram carry, in kilograms of copper?

    score : 0 to 1; price : USD/kg of imports, not negative
    returns : score times price / 0.409412948 (the same for copper in the OECD, 2017 to 2021)

    Absent if either is. Source as for :func:`geopolrisk_score`.

    >>> round(characterisation_factor(0.2, 4.09412948), 12)
    2.0
    """
    for value in (score, price):
        if isinstance(value, (Unknown, NotApplicable)):
            return value
    assert isinstance(score, float | int)
    assert isinstance(price, float | int)
    return float(score) * require_quantity(float(price), "price") / COPPER_OF_OECD


@dataclass(frozen=True)
class RiskInputs:
    """On what does a table of scores rest? Arrays without gaps that cannot be seen.

    minerals, countries, years : names of the axes; every partner of trade is among the countries
    production : (mineral, country, year), t; NaN where it is not known
    risk       : (country, year), 0 to 1; NaN where no score is known
    mineral, year, importer, exporter : (flow,) positions on the axes
    tonnes, value_kusd : (flow,), t and thousand USD, not negative
    """

    minerals: tuple[str, ...]
    countries: tuple[str, ...]
    years: tuple[int, ...]
    production: FloatArray
    risk: FloatArray
    mineral: IntArray
    year: IntArray
    importer: IntArray
    exporter: IntArray
    tonnes: FloatArray
    value_kusd: FloatArray


@dataclass(frozen=True)
class RiskTable:
    """What is the score of every mineral, importer and year at once?

    importers : countries, or groups of them
    score, factor, import_risk, price : (mineral, importer, year), NaN where not known
    concentration : (mineral, year)
    gap : (mineral, importer, year), 0 known, 1 no production figure at all in that year, 2 an
          origin that ships has no governance score, 3 nothing is produced or imported, 4 the
          importer's own production is not known
    """

    minerals: tuple[str, ...]
    importers: tuple[str, ...]
    years: tuple[int, ...]
    score: FloatArray
    factor: FloatArray
    import_risk: FloatArray
    price: FloatArray
    concentration: FloatArray
    gap: IntArray

    def rows(self, mineral: str, importer: str, year: int) -> GeoPolRisk:
        """What does the table say of one cell, in words where there is no number?"""
        at = (
            self.minerals.index(mineral),
            self.importers.index(importer),
            self.years.index(year),
        )
        gap = int(self.gap[at])
        reason = GAPS.get(gap)
        concentrated = float(self.concentration[at[0], at[2]])
        hhi: Value = concentrated if np.isfinite(concentrated) else Unknown(_NO_PRODUCTION)
        price = float(self.price[at])
        paid: Value = price if np.isfinite(price) else NotApplicable("nothing is imported")
        if reason is not None:
            return GeoPolRisk(mineral, importer, year, reason, reason, hhi, reason, paid)
        score = float(self.score[at])
        factor: Value = paid if isinstance(paid, NotApplicable) else float(self.factor[at])
        risk = float(self.import_risk[at])
        return GeoPolRisk(mineral, importer, year, score, factor, hhi, risk, paid)


_NO_PRODUCTION = "no production figures for this mineral and year"
GAPS: Mapping[int, Unknown | NotApplicable] = {
    1: Unknown(_NO_PRODUCTION),
    2: Unknown("an origin that ships has no governance score"),
    3: NotApplicable("nothing is produced or imported"),
    4: Unknown("the importer's own production is not published"),
}
"""What the numbers in `RiskTable.gap` mean."""


def geopolrisk_table(
    inputs: RiskInputs, groups: Mapping[str, Sequence[str]] | None = None
) -> RiskTable:
    """What are score and factor of every mineral, importer and year?

    groups : name -> member countries, beside the single countries; trade inside a group bears no
             risk but counts as supply

    A country whose production is NaN counts as no producer in the concentration (it may be
    withheld); as importer its own cells are unknown. Raises DataError for negative or not finite
    flows. Source as for :func:`geopolrisk_score`.
    """
    tonnes = require_quantities(inputs.tonnes, "tonnes of trade")
    value = require_quantities(inputs.value_kusd, "value of trade")
    shape = (len(inputs.minerals), len(inputs.countries), len(inputs.years))
    made = np.nan_to_num(inputs.production)
    total = made.sum(axis=1)
    reported = np.isfinite(inputs.production).any(axis=1) & (total > 0)
    shares = np.divide(
        made, total[:, None, :], out=np.zeros_like(made), where=total[:, None, :] > 0
    )
    concentration = np.where(reported, (shares**2).sum(axis=1), np.nan)
    risk = inputs.risk[inputs.exporter, inputs.year]
    place = np.ravel_multi_index((inputs.mineral, inputs.importer, inputs.year), shape)

    def summed(weights: FloatArray, chosen: BoolArray | None = None) -> FloatArray:
        at = place if chosen is None else place[chosen]
        given = weights if chosen is None else weights[chosen]
        total = np.bincount(at, given, minlength=int(np.prod(shape)))
        return total.astype(np.float64).reshape(shape)

    own = inputs.exporter == inputs.importer
    unscored = ~np.isfinite(risk) & (tonnes > 0) & ~own
    weighted = np.where(own, 0.0, np.nan_to_num(risk)) * tonnes
    parts = [
        summed(tonnes),
        summed(value),
        summed(weighted),
        summed(unscored.astype(float)),
        made,
        np.isnan(inputs.production).astype(float),
    ]
    importers = inputs.countries
    if groups:
        place_of = {name: at for at, name in enumerate(inputs.countries)}
        joined = [[part] for part in parts]
        for name, members in groups.items():
            inside = np.zeros(len(inputs.countries), dtype=bool)
            inside[[place_of[m] for m in members if m in place_of]] = True
            within = inside[inputs.importer] & inside[inputs.exporter]
            safe = summed(weighted, within)[:, inside].sum(axis=1)
            forgiven = summed(unscored.astype(float), within)[:, inside].sum(axis=1)
            for number, part in enumerate(parts):
                whole = part[:, inside].sum(axis=1)
                whole -= safe if number == 2 else forgiven if number == 3 else 0.0
                joined[number].append(whole[:, None, :])
            importers = (*importers, name)
        parts = [np.concatenate(several, axis=1) for several in joined]
    quantity, paid, risky, unscored_flows, produced, unpublished = parts
    supply = produced + quantity
    gap = np.zeros(supply.shape, dtype=np.int64)
    gap[supply == 0] = 3
    gap[unscored_flows > 0.5] = 2
    gap[unpublished > 0.5] = 4
    gap = np.where(reported[:, None, :], gap, 1)
    known = gap == 0
    imported = np.divide(risky, supply, out=np.full_like(supply, np.nan), where=known)
    score = imported * concentration[:, None, :]
    price = np.divide(paid, quantity, out=np.full_like(supply, np.nan), where=quantity > 0)
    return RiskTable(
        inputs.minerals,
        importers,
        inputs.years,
        score,
        score * price / COPPER_OF_OECD,
        imported,
        price,
        concentration,
        gap,
    )
