"""How risky is the European Union's supply of a mineral, by the Commission's own method?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError
from monazite.indicators.geopolrisk import governance_risk
from monazite.indicators.value import Value, require_quantity

CRITICAL_FROM = 1.0
"""Supply risk from which the Commission calls a material critical (with its economic weight)."""

_UNION = "the Union itself"

SCALE = 10.0
"""The Commission scales governance from 0 (best) to 10 (worst)."""


@dataclass(frozen=True)
class SupplyRisk:
    """What is the supply risk of a mineral for the Union, and what is it made of?

    risk            : 0 to about 10; from 1 a material counts as critical
    world, sourcing : governance-weighted concentration of world supply and of the Union's own, 0-10
    import_reliance : net imports / (net imports + production), 0 to 1
    recycling       : end-of-life recycling input rate, 0 to 1
    """

    mineral: str
    year: int
    risk: Value
    world: Value
    sourcing: Value
    import_reliance: Value
    recycling: Value


def weighted_concentration(
    quantities: Mapping[str, float],
    governance: Mapping[str, float],
    trade_factor: Mapping[str, float] | None = None,
) -> Value:
    """How concentrated is supply, weighted by how its countries are governed, 0 to 10?

    quantities   : country -> quantity, one unit, not negative
    governance   : country -> estimate, -2.5 (weak) to 2.5 (strong)
    trade_factor : country -> t, above 1 where exports are restricted, below 1 under an agreement

    returns : sum of share squared times governance scaled 0 to 10 times t. Unknown where a country
    that supplies has no governance score, NotApplicable where nothing is supplied.
    """
    total = sum(require_quantity(q, f"quantity of {name}") for name, q in quantities.items())
    if total == 0:
        return NotApplicable("nothing is supplied")
    index = 0.0
    for country, quantity in quantities.items():
        if quantity == 0:
            continue
        if country not in governance:
            return Unknown(f"no governance score of {country}")
        weight = SCALE * governance_risk(governance[country])
        factor = 1.0 if trade_factor is None else trade_factor.get(country, 1.0)
        index += (quantity / total) ** 2 * weight * factor
    return index


def european_import_reliance(
    imports: float | Unknown, exports: float | Unknown, production: float | Unknown
) -> Value:
    """Which share of apparent supply does the Union import, net, between 0 and 1?

    imports, exports, production : t a year of one basis, not negative; trade with third countries

    returns : (imports - exports) / (imports - exports + production); 0 for a net exporter.
    NotApplicable where neither is supplied; Unknown if one of them is unknown.
    """
    for value in (imports, exports, production):
        if isinstance(value, Unknown):
            return value
    assert isinstance(imports, float | int)
    assert isinstance(exports, float | int)
    assert isinstance(production, float | int)
    for name, quantity in (("imports", imports), ("exports", exports), ("production", production)):
        require_quantity(float(quantity), name)
    net = float(imports) - float(exports)
    if net <= 0:
        return 0.0 if production > 0 else NotApplicable("no net imports and no production")
    return net / (net + float(production))


def combined_risk(
    world: Value, sourcing: Value, reliance: Value, recycling: Value, substitution: Value = 1.0
) -> Value:
    """What is the supply risk of a material?

    world, sourcing : as :func:`weighted_concentration`; reliance, recycling : 0 to 1
    substitution    : the study's index SI_SR, 0 (easily substituted) to 1 (not at all)

    returns : (world · IR/2 + sourcing · (1 - IR/2)) · (1 - recycling) · substitution

    Absent if one of them is. Raises DataError for a share outside 0 to 1. Source: European
    Commission, Methodology for establishing the EU list of critical raw materials, 2017; G. A.
    Blengini and others, EU methodology for critical raw materials assessment, Resources Policy 53,
    2017.

    >>> combined_risk(4.0, 2.0, 1.0, 0.5)
    1.5
    """
    for value in (world, sourcing, reliance, recycling, substitution):
        if isinstance(value, (Unknown, NotApplicable)):
            return value
    shares = {"import reliance": reliance, "recycling": recycling, "substitution": substitution}
    for name, share in shares.items():
        if not 0 <= share <= 1:  # type: ignore[operator]
            raise DataError.one(
                where=f"supply risk, {name}", found=f"{share}", expected="between 0 and 1"
            )
    half = reliance / 2  # type: ignore[operator]
    mixed = world * half + sourcing * (1 - half)  # type: ignore[operator]
    return float(mixed * (1 - recycling) * substitution)  # type: ignore[operator]


def supply_risk(
    mineral: str,
    year: int,
    world: Mapping[str, float],
    imports: Mapping[str, float],
    exports: float,
    production: float | Unknown,
    governance: Mapping[str, float],
    recycling: Value,
    union: Collection[str],
    substitution: Value = 1.0,
) -> SupplyRisk:
    """What is the Union's supply risk, from quantities of one basis?

    world   : country -> production; imports : third country -> imports of the Union
    exports : to third countries in all; production : of the Union, one supplier of its own
    union   : its members

    The Union's own production is weighted by the mean governance of its members that are scored.
    Absence and source as in :func:`combined_risk`; the political-stability indicator stands for
    the Commission's mean of six.
    """
    spread = weighted_concentration(world, governance)
    reliance = european_import_reliance(sum(imports.values()), exports, production)
    if isinstance(production, Unknown):
        return SupplyRisk(mineral, year, production, spread, production, production, recycling)
    bought = dict(imports)
    scores = dict(governance)
    if production > 0:
        inside = [scores[iso3] for iso3 in sorted(union) if iso3 in scores]
        if inside:
            scores[_UNION] = sum(inside) / len(inside)
        bought[_UNION] = production
    sourced = weighted_concentration(bought, scores)
    risk = combined_risk(spread, sourced, reliance, recycling, substitution)
    return SupplyRisk(mineral, year, risk, spread, sourced, reliance, recycling)
