"""What do the measures that need no run say of a mineral?"""

from __future__ import annotations

from dataclasses import dataclass

from monazite.absence import Unknown
from monazite.chains.read import chain_names
from monazite.chains.stages import chain_stages
from monazite.chains.world import load_world
from monazite.data.catalog import table
from monazite.errors import unknown_name
from monazite.indicators.concentration import base_year_stage
from monazite.indicators.observed import LATEST_YEAR, minerals, outputs, outputs_of
from monazite.indicators.risk_of_supply import european_supply_risk, geopolrisk, risk_table
from monazite.indicators.stage_concentration import concentration_of
from monazite.indicators.us_import_reliance import accounts, us_import_reliance
from monazite.indicators.value import Value

UNION, UNITED_STATES, WORLD = "EU27", "USA", "WLD"
BALANCED = "balanced year"
"""Stands for a product where a stage of the balanced account is measured, not a printed product."""
SCORE, FACTOR = "score", "kg Cu-eq/kg"
"""Subjects of the two numbers of GeoPolRisk: the score, without a unit, and the factor, by unit."""
_CHAIN = {"nickel": "nickel_cobalt", "cobalt": "nickel_cobalt"} | dict.fromkeys(
    ("platinum", "palladium"), "platinum_group"
)
"""Mineral -> chain that holds it beside others."""
EVERYWHERE = "all"
"""In place of a region: every importer."""
_ELEMENT = {"nickel": "Ni", "cobalt": "Co", "platinum": "Pt", "palladium": "Pd"}


@dataclass(frozen=True)
class Measure:
    """What does one indicator say of a mineral?

    indicator : its id in the registry
    region    : ISO 3166-1 alpha-3, EU27, or WLD for the world
    subject   : stage and product, or what the value is of
    low, high : bounds where they differ from the value
    detail    : what else is to be known, in figures and codes
    """

    mineral: str
    indicator: str
    subject: str
    region: str
    year: int
    value: Value
    low: Value
    high: Value
    detail: str

    @property
    def key(self) -> str:
        """Under which key is it explained (`monazite why`)?"""
        return f"{self.indicator}:{self.mineral}:{self.region}:{self.year}"


def measured_minerals() -> tuple[str, ...]:
    """For which minerals is there any measure without a run?"""
    return tuple(sorted({*minerals(), *accounts(), *chain_names()}))


def measures_of(
    mineral: str, year: int = LATEST_YEAR, region: str | None = None
) -> tuple[Measure, ...]:
    """What do all measures without a run say of a mineral in a year?

    region : ISO 3166-1 alpha-3 or EU27; None shows the Union and the United States; WLD shows
             only what is of the world

    Concentration has no importer; it is given whatever the region: of what the tables print, and of
    the balanced base year of the mineral's chain, stage by stage. Raises UnknownNameError (near
    misses) for a mineral without figures or an unknown region.
    """
    if mineral not in measured_minerals():
        raise unknown_name("indicators", mineral, measured_minerals(), "mineral")
    regions = (UNION, UNITED_STATES) if region is None else (region,) if region != WORLD else ()
    known = risk_table().importers
    for name in regions:
        if name not in known:
            raise unknown_name("indicators --region", name, known, "country or group")
    rows: list[Measure] = []
    if mineral in minerals():
        rows += _concentrations(mineral, year)
    rows += _balanced(mineral, year)
    if mineral in minerals():
        for name in regions:
            rows += _risks(mineral, year, name)
    if UNITED_STATES in regions and mineral in accounts():
        for one in us_import_reliance(mineral, year):
            agrees = one.agrees if isinstance(one.agrees, Unknown) else str(one.agrees).lower()
            rows.append(
                Measure(
                    mineral,
                    "us_import_reliance",
                    "net imports / consumption",
                    UNITED_STATES,
                    year,
                    one.reliance,
                    one.lowest,
                    one.highest,
                    f"printed {one.printed} %; agrees {agrees}",
                )
            )
    return tuple(rows)


def measures_by(
    indicator: str, year: int | None = None, region: str | None = None
) -> tuple[Measure, ...]:
    """What does one indicator of the tables say of every mineral?

    year   : None gives every year that the tables carry for this indicator
    region : as :func:`measures_of`; ``all`` gives the GeoPolRisk of every importer, of the minerals
             that have a customs line of their own

    Sorted by year, then mineral. Empty for an indicator that no measure without a run has. Raises
    UnknownNameError for an unknown region.
    """
    years = _years_of(indicator) if year is None else (year,)
    everywhere = region == EVERYWHERE
    if everywhere and indicator == "geopolrisk":
        return tuple(
            row
            for at in years
            for mineral in risk_table().minerals
            for importer in risk_table().importers
            for row in _risks(mineral, at, importer)
            if row.indicator == indicator
        )
    return tuple(
        row
        for at in years
        for mineral in measured_minerals()
        for row in measures_of(mineral, at, None if everywhere else region)
        if row.indicator == indicator
    )


def _years_of(indicator: str) -> tuple[int, ...]:
    """Which years do the tables carry for an indicator?"""
    if indicator == "us_import_reliance":
        return tuple(sorted({int(str(row["year"])) for row in table("us_accounts")}))
    if indicator == "stage_concentration":
        return tuple(sorted({one.year for one in outputs() if one.kind == "production"}))
    return risk_table().years


def chain_of(mineral: str) -> str:
    """Which chain would hold a mineral: its own, or one that holds it beside others?"""
    return _CHAIN.get(mineral, mineral)


def _balanced(mineral: str, year: int) -> list[Measure]:
    """How concentrated was each stage of the mineral's chain in its balanced base year?"""
    name = chain_of(mineral)
    if name not in chain_names():
        return []
    chain = load_world(name).chain
    if chain.base.year != year:
        return []
    element = _ELEMENT.get(mineral)
    rows = []
    for stage in chain_stages(chain).order:
        found = base_year_stage(chain, stage, element)
        share = found.largest_share
        if not isinstance(share, float):
            continue
        rows.append(
            Measure(
                mineral,
                "stage_concentration",
                f"{stage}: {BALANCED}",
                WORLD,
                year,
                found.index,
                found.index,
                found.index,
                f"{found.largest} {share:.4f}; chain {name}, reconciled; grades in its tables",
            )
        )
    return rows


def _concentrations(mineral: str, year: int) -> list[Measure]:
    rows = []
    for output in outputs_of(mineral, year):
        found = concentration_of(output)
        share = found.largest_share
        largest = f"{found.largest} {share:.4f}" if isinstance(share, float) else found.largest
        left = f"; withheld {', '.join(found.withheld)}" if found.withheld else ""
        rows.append(
            Measure(
                mineral,
                "stage_concentration",
                f"{found.stage}: {found.product}",
                WORLD,
                year,
                found.index,
                found.index,
                found.index_high,
                f"{largest}; {found.kind}; {', '.join(found.sources)}; grade {found.grade}{left}",
            )
        )
    return rows


def _risks(mineral: str, year: int, region: str) -> list[Measure]:
    rows = []
    if year in risk_table().years:
        risk = geopolrisk(mineral, region, year)
        rows = [
            Measure(mineral, "geopolrisk", name, region, year, value, value, value, detail)
            for name, value, detail in (
                (SCORE, risk.score, _told("import risk {}", risk.import_risk)),
                (FACTOR, risk.factor, _told("price {} USD/kg", risk.price)),
            )
        ]
    else:
        gap = Unknown(f"no trade data are shipped for {year}")
        rows.append(Measure(mineral, "geopolrisk", SCORE, region, year, gap, gap, gap, ""))
    if region == UNION:
        found = european_supply_risk(mineral, year)
        rows.append(
            Measure(
                mineral,
                "eu_supply_risk",
                "t = 1, SI = 1",
                region,
                year,
                found.risk,
                found.risk,
                found.risk,
                "; ".join(
                    told
                    for name in ("world", "sourcing", "import_reliance", "recycling")
                    if (told := _told(name.replace("_", " ") + " {}", getattr(found, name)))
                ),
            )
        )
    return rows


def _told(sentence: str, value: Value) -> str:
    """Fill in a number; nothing where there is none, as the value itself says why."""
    return sentence.format(f"{value:.4g}") if isinstance(value, float) else ""
