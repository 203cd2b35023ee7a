"""How concentrated is supply, and how much of it hangs on one country?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from monazite.absence import NotApplicable, Unknown, first_absent
from monazite.chains.stages import chain_stages
from monazite.indicators.readable import ChainLike
from monazite.indicators.run_view import By, RunView
from monazite.indicators.trade import account, production, ship_flows
from monazite.indicators.value import Value, require_quantity, share_of, unless

MERGER_SCALE = 10_000.0
"""An index between 0 and 1, times this, is on the scale competition authorities use."""

EU_LIMIT = 0.65
"""Share of annual consumption that no one third country should exceed from 2030 (EU 2024/1252)."""

_NOTHING_MADE = "nothing is supplied, so there are no shares"


@dataclass(frozen=True)
class Concentration:
    """How concentrated is a stage in a period?

    index        : Herfindahl-Hirschman index of the regions' shares, above 0 to 1
    largest      : region of the largest share ("" where there is none)
    largest_share: its share, 0 to 1
    """

    period: str
    stage: str
    index: Value
    largest: str
    largest_share: Value


@dataclass(frozen=True)
class ThirdCountry:
    """Which outside region supplies most of what a bloc uses of a good, and which share?

    share : imports from it / the bloc's use, not negative; above 1 where more is imported than
            used (re-exports). exceeds : is it above the limit asked about?
    """

    period: str
    good: str
    country: str
    share: Value
    exceeds: bool | Unknown | NotApplicable


def herfindahl(quantities: Mapping[str, float | Unknown | NotApplicable]) -> Value:
    """How concentrated is supply, between many equal suppliers (near 0) and one (1)?

    quantities : supplier -> quantity, one unit and basis for all, not negative
    returns    : sum over suppliers of (quantity / total) squared, between 1/n and 1 for n
                 suppliers. Times 10,000 (`MERGER_SCALE`) it is on the scale of merger guidelines.

    A supplier of 0 changes nothing. NotApplicable if the total is 0 or there is no supplier;
    Unknown if any quantity is unknown (a supplier that cannot supply, NotApplicable, counts as
    none). Raises DataError for a negative or not finite quantity. The unit does not matter.
    Source: O. C. Herfindahl, Concentration in the US steel industry, 1950; A. O. Hirschman, The
    paternity of an index, American Economic Review 54(5), 1964.

    >>> herfindahl({"CHN": 50.0, "USA": 25.0, "AUS": 25.0})
    0.375
    """
    shares = supply_shares(quantities)
    if isinstance(shares, (Unknown, NotApplicable)):
        return shares
    return sum(share * share for share in shares.values())


def supply_shares(
    quantities: Mapping[str, float | Unknown | NotApplicable],
) -> dict[str, float] | Unknown | NotApplicable:
    """Which share of the total does each supplier have?

    quantities, absence and errors as in :func:`herfindahl`; returns supplier -> share, 0 to 1.
    """
    absent = first_absent(*quantities.values())
    if isinstance(absent, Unknown):
        return absent
    known = {
        name: require_quantity(value, f"quantity of {name}")
        for name, value in quantities.items()
        if not isinstance(value, (Unknown, NotApplicable))
    }
    largest = max(known.values(), default=0.0)
    if largest == 0:
        return NotApplicable(_NOTHING_MADE)
    # Divided by the largest first, so that the sum of very large quantities stays finite.
    scaled = {name: value / largest for name, value in known.items()}
    total = sum(scaled.values())
    return {name: value / total for name, value in scaled.items()}


def largest_share(
    quantities: Mapping[str, float | Unknown | NotApplicable],
) -> tuple[str, Value]:
    """Who supplies most, and which share of the total?

    quantities, absence and errors as in :func:`herfindahl`. Of equal suppliers the first by name
    is given. The name is "" where there is no share.
    """
    shares = supply_shares(quantities)
    if isinstance(shares, (Unknown, NotApplicable)):
        return "", shares
    name = min(shares, key=lambda supplier: (-shares[supplier], supplier))
    return name, shares[name]


def largest_third_country(
    imports: Mapping[str, float | Unknown], use: float | Unknown
) -> tuple[str, Value]:
    """Which one outside country supplies the largest share of a bloc's use?

    imports : supplying country outside the bloc -> quantity in the period, not negative
    use     : the bloc's use in the same period, unit and basis, not negative
    returns : country, and its quantity / use; may pass 1 where imports are sent on

    No imports give ("", 0). Use of 0 is NotApplicable; any unknown import or use makes the share
    Unknown. Source: Regulation (EU) 2024/1252, Article 5(1)(b): by 2030 no third country should
    account for more than 65 % of the Union's annual consumption of a strategic raw material, at
    any relevant stage of processing. It is an aim of diversification, no limit on one importer.
    """
    absent = first_absent(use, *imports.values())
    if absent is not None:
        return "", absent
    known = {
        name: require_quantity(value, f"imports from {name}")
        for name, value in imports.items()
        if not isinstance(value, Unknown)
    }
    assert not isinstance(use, Unknown)
    name = min(known, key=lambda country: (-known[country], country), default="")
    return name, share_of(known.get(name, 0.0), use, "the bloc uses none of it")


def base_year_concentration(chain: ChainLike, stage: str, good: str | None = None) -> Concentration:
    """How concentrated was a stage in the reconciled base year of a chain?

    chain : its `base` tables of mines and processes are read, t a year of the products' basis
    stage : one of the chain's stages of production; good : one product only, or all of the stage

    Raises UnknownNameError for another stage. Products and bases as in
    :func:`monazite.indicators.trade.production_flow`.
    """
    return _of_base(chain, stage, lambda name: 1.0 if good in (None, name) else 0.0)


def base_year_stage(chain: ChainLike, stage: str, element: str | None = None) -> Concentration:
    """How concentrated was a stage in the reconciled base year, by content of an element?

    element : counted in all products of the stage; None counts all that they contain. Errors as in
    :func:`base_year_concentration`.
    """

    def content(name: str) -> float:
        held = chain.goods[name].composition
        return float(sum(held.values()) if element is None else held.get(element, 0.0))

    return _of_base(chain, stage, content)


def _of_base(chain: ChainLike, stage: str, weight: Callable[[str], float]) -> Concentration:
    stages = chain_stages(chain)
    products = stages.made_at("indicator", stage)
    base = chain.base  # type: ignore[attr-defined]
    made: dict[str, float] = {}
    if stage in stages.sources:
        for (region, ore), tonnes in base.mines.items():
            if ore in products and weight(ore) > 0:
                made[region] = made.get(region, 0.0) + tonnes * weight(ore)
    for (region, recipe), level in base.processes.items():
        if chain.recipes[recipe].stage != stage:
            continue
        for output, value in chain.recipes[recipe].coefficients.items():
            if value > 0 and output in products and weight(output) > 0:
                made[region] = made.get(region, 0.0) + level * value * weight(output)
    name, share = largest_share(made)
    return Concentration(str(base.year), stage, herfindahl(made), name, share)


def concentration(
    view: RunView, stage: str, by: By = "year", element: str | None = None
) -> tuple[Concentration, ...]:
    """How concentrated is a stage in each period of a run?

    stage, element and errors as in :func:`monazite.indicators.trade.production_flow`. Unknown
    for a period with a month that did not clear.
    """
    made: dict[str, dict[str, float | Unknown | NotApplicable]] = {}
    for row in production(view, stage, by, element):
        made.setdefault(row.period, {})[row.region] = row.tonnes
    rows = []
    for period, quantities in made.items():
        name, share = largest_share(quantities)
        rows.append(Concentration(period, stage, herfindahl(quantities), name, share))
    return tuple(rows)


def third_country(
    view: RunView,
    good: str,
    bloc: Collection[str],
    by: By = "year",
    limit: float = EU_LIMIT,
) -> tuple[ThirdCountry, ...]:
    """Which outside region ships the largest share of what a bloc uses of a good?

    bloc  : region ids; use is what the bloc's processes and final uses took from real supply
    limit : share above which `exceeds` is True

    The last shipper counts, not the mine or plant behind it: for these see
    :func:`monazite.indicators.origins.origins`. Unknown for a period that did not clear.
    """
    inside = view.require_regions(bloc)
    flows = ship_flows(view, good)
    rows = []
    for period, books in account(view, good, inside, by):
        gap = view.gap(period.positions)
        imports: dict[str, float | Unknown] = {}
        for (exporter, importer), flow in flows.items():
            if importer in inside and exporter not in inside:
                amount = float(flow[list(period.positions)].sum())
                before = imports.get(exporter, 0.0)
                assert not isinstance(before, Unknown)
                imports[exporter] = before + amount
        name, share = largest_third_country(imports, unless(gap, books.use))
        exceeds = share if isinstance(share, (Unknown, NotApplicable)) else share > limit
        rows.append(ThirdCountry(period.name, good, name, share, exceeds))
    return tuple(rows)
