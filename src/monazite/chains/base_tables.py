"""In which columns do a chain's tables come?

Each class is one row of one CSV in the folder that the chain names. Every row carries grade,
source, licence and vintage; quantities are tonnes a year of the good's basis.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Row(Definition):
    """On what does a row rest?"""

    grade: str
    source: Text
    licence: Text
    vintage: Text


class RegionRow(Row):
    """Which economies are one region?"""

    region: Text
    name_en: Text
    name_zh: Text
    members: Text


class GoodRow(Row):
    """Which goods are traded, and on which basis?"""

    good: Text
    stage: Text
    basis: Text
    statuses: Text
    name_en: Text
    name_zh: Text


class CompositionRow(Row):
    """How much of an element (REO for rare earths) does a tonne of the good contain, t?"""

    good: Text
    element: Text
    content_per_tonne: Positive


class RecipeRow(Row):
    """How much of a good goes into (negative) or comes out of one unit of a recipe?"""

    recipe: Text
    stage: Text
    good: Text
    coefficient: Annotated[float, Field(allow_inf_nan=False)]


class RecoveryRow(Row):
    """Which share of an element does a recipe recover?"""

    recipe: Text
    element: Text
    recovery: Share


class FacilityRow(Row):
    """Which mine or plant runs what, how large, from when?"""

    id: Text
    name: Text
    region: Text
    recipe: Text
    operator: Text
    owner_country: Text
    capacity: Positive
    start: Text
    ramp_months: int
    probability: Share
    status: Text
    note: str | None


class MineRow(Row):
    """How much was mined?"""

    region: Text
    good: Text
    tonnes: NotNegative


class ProcessRow(Row):
    """At which level did a recipe run?"""

    region: Text
    recipe: Text
    level: NotNegative


class ShipmentRow(Row):
    """How much was shipped from one region to another?"""

    exporter: Text
    importer: Text
    good: Text
    tonnes: NotNegative


class UseRow(Row):
    """How much did a use take?"""

    region: Text
    use: Text
    good: Text
    tonnes: NotNegative


class OldScrapRow(MineRow):
    """How much end-of-life material was collected?"""


class DiscardRow(MineRow):
    """How much was discarded, or went where no data say?"""


class PriceRow(Row):
    """What did a good cost in the base year?"""

    good: Text
    price_fob_usd_t: Positive
    price_domestic_usd_t: Positive


class HostRow(Row):
    """What can be recovered from the stream of a host in a region?"""

    region: Text
    recipe: Text
    host: Text
    output: Positive
    potential: Positive
    floor: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
    path: Text


class DemandPathRow(Row):
    """How large is a use in a year, as a multiple of the base year, in a demand scenario?"""

    scenario: Text
    path: Text
    year: int
    index: Positive
