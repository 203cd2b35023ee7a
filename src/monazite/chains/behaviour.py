"""How do producers, traders, holders of stocks and users respond?

Every number here is a `Parameter`: a value with its range, unit, grade and source. They are read
from the chain's YAML; none has a default in code, so that none is ever used unsaid.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from monazite.definition import Definition


class Parameter(Definition):
    """What is the value of a behavioural parameter, and how well is it known?

    ``low`` and ``high`` enclose the plausible range; grade A to D as for data; ``fitted_on`` names
    the episode whose record was looked at when the value was chosen, or is absent.
    """

    value: float
    low: float
    high: float
    unit: str = Field(min_length=1)
    grade: Literal["A", "B", "C", "D"]
    source: str = Field(min_length=1)
    fitted_on: str | None = None

    @model_validator(mode="after")
    def _value_lies_in_range(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value} lies outside its range {self.low} to {self.high}")
        return self


class Behaviour(Definition):
    """Which parameters does a chain's market need?

    Mappings are keyed by stage (mine, separation, metal, magnet, recycling) or, where the name
    says so, by good. Shares are fractions, elasticities are positive numbers.
    """

    utilisation: dict[str, Parameter]
    """Level over capacity at reference prices, by stage and for ``ship``; between 0 and 1."""
    supply_elasticity: dict[str, Parameter]
    """Response of the level to the output value at reference prices, by stage and ``ship``."""
    new_plant_premium: dict[str, Parameter]
    """Cost of plants outside the base year over those in it, share of output value, by stage."""
    segregation: Parameter
    """Cost of making a product from free inputs only, share of output value."""
    freight: Parameter
    """Cost of shipping, USD/t."""
    gate_dispersion: Parameter
    """Dispersion of an export gate, share of the reference price."""
    latent_dispersion: Parameter
    """Dispersion of routes not used in the base year, share of the reference price."""
    latent_threshold: Parameter
    """Price gap, share of the reference price, at which half of an unused route opens."""
    surplus_dispersion: Parameter
    """Dispersion of discarding where there is a surplus in the base year, share of price."""
    backstop_dispersion: Parameter
    """Dispersion of the substitute, share of the ceiling price."""
    ceiling: dict[str, Parameter]
    """Price at which a substitute or doing without takes over, multiple of reference, by good."""
    demand_elasticity_short: dict[str, Parameter]
    """Demand elasticity within the month, by use or ``other``."""
    demand_elasticity_long: dict[str, Parameter]
    """Demand elasticity once intensity has adjusted, by use or ``other``."""
    intensity_speed: Parameter
    """Share of the gap to long-run intensity closed each month."""
    intensity_fall: Parameter
    """Largest fall of intensity in a year, share."""
    cover: dict[str, Parameter]
    """Private stock wanted in calm times, months of throughput, by stage of the good."""
    stock_available: Parameter
    """Share of last month's stock that holders put on the market each month."""
    holding_curvature: Parameter
    """kappa: holders want cover times (price over expected price) to the power of -1/kappa."""
    expectation_speed: Parameter
    """Share of the gap between price and expected price closed each month."""
    export_expectation: Parameter
    """Weight of a higher price abroad in what holders behind a narrowed gate expect, multiple
    of the share of their tonnes that usually leaves times the share that the rule lets through."""
    unsure_cover: Parameter
    """Stock wanted for each tonne that known rules may withhold over the months of the cover."""
    foresight: Parameter
    """Share of the demand growth foreseen over the lead time that builders provide for."""
    entry_hurdle: Parameter
    """Gain in margin over the base year before anyone builds, share of output value."""
    entry_speed: Parameter
    """Capacity wanted for each unit of gain above the hurdle, share of what is there."""
    entry_limit: Parameter
    """Most capacity started in a year, share of capacity."""
    lead_time: dict[str, Parameter]
    """Months from decision to production, by stage, outside the countries named below."""
    lead_time_at_home: dict[str, Parameter]
    """The same in ``fast_builders``."""
    fast_builders: tuple[str, ...]
    """Regions whose expansions take ``lead_time_at_home``."""
    closure_utilisation: Parameter
    """Twelve-month utilisation below which capacity is closed."""
    closure_speed: Parameter
    """Share of capacity closed a month when idle altogether."""
    switching_elasticity: Parameter
    """Response of the share still taking a good to its price over that of its lesser grade."""
    collection_limit: Parameter
    """Largest share of end-of-life material that can be collected."""
    collection_elasticity: Parameter
    """Response of collection to the price of scrap."""
    past_growth: Parameter
    """Growth of use before the base year, a year; sizes the in-use stock."""


class Use(Definition):
    """Who uses a good in the end, on which path, and what becomes of it?

    ``demand_path`` names a path of the table demand_paths; ``accepts`` is the status the use may
    take (``free`` uses must avoid bound material); ``lifetime_years`` and ``scrap`` say when and as
    which good it comes back, or are absent where nothing comes back; ``switches`` names, for a
    good, the lesser grade that the use can slowly turn to.
    """

    id: str
    goods: tuple[str, ...]
    en: str
    zh: str
    accepts: Literal["free", "bound"]
    demand_path: str
    lifetime_years: Parameter | None = None
    scrap: dict[str, str] | None = None
    switches: dict[str, str] | None = None
