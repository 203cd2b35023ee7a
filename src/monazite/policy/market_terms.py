"""How a rule bites in practice: the numbers of its market effects, apart from the law itself.

One class per record of :mod:`monazite.effects`. The span is not written: it follows from the
calendar. Goods, exporters and places are those of the rule's scope unless written here. A number
over time is one number, or steps: `from` a calendar month, or `after` so many months in force.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from monazite.errors import DefinitionError, quoted
from monazite.evidence_grade import Grade
from monazite.light_definition import Bounds, LightDefinition, ToldApartBy
from monazite.months import Month
from monazite.policy.citation import Name, Sentence
from monazite.policy.scope import ChainGood

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

Share = Annotated[float, Bounds(ge=0, le=1)]
NotNegative = Annotated[float, Bounds(ge=0)]
Ids = Annotated[tuple[str, ...], Bounds(min_length=1, max_length=200)]

SUM_TOLERANCE = 1e-9

Ranges = dict[str, tuple[float | None, float | None]]
"""Field that holds a path -> lowest and highest value allowed."""


class MonthSteps:
    """Which number holds in which month of the rule?

    always : one number for all months; None where there are steps
    steps  : (month or months in force, value), in order of time, of one kind only
    """

    __slots__ = ("always", "steps")

    def __init__(
        self, always: float | None, steps: tuple[tuple[Month | int, float], ...] = ()
    ) -> None:
        self.always = always
        self.steps = steps

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MonthSteps)
            and self.always == other.always
            and self.steps == other.steps
        )

    def __hash__(self) -> int:
        return hash((self.always, self.steps))

    def __repr__(self) -> str:
        return f"MonthSteps({self.always!r}, {self.steps!r})"

    @property
    def values(self) -> tuple[float, ...]:
        """Return all values, in order of time."""
        return (self.always,) if self.always is not None else tuple(v for _, v in self.steps)

    @classmethod
    def read(cls, value: Any) -> MonthSteps:
        """Return what a file writes as a number or as steps; raise DefinitionError if neither."""
        if isinstance(value, MonthSteps):
            return value
        if isinstance(value, list | tuple) and value:
            steps = tuple(_step(entry) for entry in value)
            starts = [start for start, _ in steps]
            months = [start for start in starts if isinstance(start, Month)]
            counts = [start for start in starts if isinstance(start, int)]
            ordered = all(a < b for a, b in pairwise(months)) and all(
                a < b for a, b in pairwise(counts)
            )
            if (months and counts) or not ordered or (counts and counts[0] != 0):
                raise DefinitionError.one(
                    where="",
                    found=quoted(value),
                    expected="steps in order of time, all with `from` or all with `after`, "
                    "the first `after` being 0",
                )
            return cls(None, steps)
        return cls(_number(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number = {"type": "number"}
        step = {
            "type": "object",
            "required": ["value"],
            "additionalProperties": False,
            "properties": {
                "from": {"type": "string"},
                "after": {"type": "integer"},
                "value": number,
            },
        }
        return {"anyOf": [number, {"type": "array", "items": step, "minItems": 1}]}


def _step(entry: Any) -> tuple[Month | int, float]:
    keys = set(entry) if isinstance(entry, dict) else set()
    if keys == {"from", "value"}:
        return Month.parse(entry["from"]), _number(entry["value"])
    if keys == {"after", "value"} and type(entry["after"]) is int and entry["after"] >= 0:
        return entry["after"], _number(entry["value"])
    raise DefinitionError.one(
        where="",
        found=quoted(entry),
        expected="a step {from: MONTH, value: NUMBER} or {after: MONTHS IN FORCE, value: NUMBER}",
    )


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DefinitionError.one(where="", found=quoted(value), expected="a number or steps")
    return float(value)


class WrittenEvidence(LightDefinition):
    """On what do the numbers rest?

    grade : A official text or statistic seen, B derived or reported, C estimate, D assumption
    fitted_on : year or episode whose record was looked at when the number was chosen
    """

    source: Sentence
    grade: Grade
    note: str = ""
    fitted_on: str = ""


class MarketTerms(LightDefinition, written_as={"while_": "while"}):
    """What every block of market numbers has.

    id    : name, unique in the rule
    while_ : `in_force` (usual) or `announced`: from announcement until entry into force
    goods : goods of the chain with the share reached; left out: those of the rule's scope
    """

    id: Name
    while_: Literal["in_force", "announced"] = "in_force"
    goods: Annotated[tuple[ChainGood, ...], Bounds(min_length=1, max_length=200)] | None = None
    evidence: WrittenEvidence
    ranges: ClassVar[Ranges] = {}

    def __post_init__(self) -> None:
        for name, (low, high) in self.ranges.items():
            path = getattr(self, name)
            for value in path.values if path is not None else ():
                if (low is not None and value < low) or (high is not None and value > high):
                    bounds = f"at least {low:g}" if high is None else f"from {low:g} to {high:g}"
                    raise DefinitionError.one(where=name, found=f"{value:g}", expected=bounds)


class LicencePractice(MarketTerms):
    """How are licences handled? As :class:`monazite.effects.ExportLicence`."""

    kind: Literal["export_licence"]
    decided_after: Annotated[tuple[Share, ...], Bounds(min_length=1, max_length=24)]
    approval_share: MonthSteps
    application_rate: MonthSteps
    reapplication_share: Share
    ungated_share: MonthSteps
    first_month_share: Share | None = None
    expiry_share: Share

    ranges: ClassVar[Ranges] = {
        "approval_share": (0, 1),
        "application_rate": (0, None),
        "ungated_share": (0, 1),
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        if abs(sum(self.decided_after) - 1) > SUM_TOLERANCE:
            raise DefinitionError.one(
                where="decided_after",
                found=f"shares that add up to {sum(self.decided_after):g}",
                expected="shares that add up to 1",
            )


class FlowShare(MarketTerms):
    """Which share of normal exports may leave? As :class:`monazite.effects.ExportLimit`."""

    kind: Literal["export_limit"]
    share_of_normal: MonthSteps

    ranges: ClassVar[Ranges] = {"share_of_normal": (0, None)}


class Charge(MarketTerms):
    """Which ad-valorem charge do shipments bear? As :class:`monazite.effects.TradeCost`.

    rate : fraction of the price at the exporter's side; left out: the rate the law sets
    """

    kind: Literal["trade_cost"]
    rate: MonthSteps | None = None
    exporters: Ids | None = None
    importers: Ids | None = None


class RouteShare(MarketTerms):
    """Which share of its usual trade may pass a route? As :class:`monazite.effects.RouteLimit`."""

    kind: Literal["route_limit"]
    share: MonthSteps
    exporters: Ids | None = None
    importers: Ids | None = None

    ranges: ClassVar[Ranges] = {"share": (0, None)}


class FloorPayment(MarketTerms):
    """Which facilities receive a floor? As :class:`monazite.effects.ProducerFloor`.

    floor_usd_per_tonne : left out: what the law or contract sets, per kg times 1000
    """

    kind: Literal["producer_floor"]
    facilities: Ids
    payer: str
    floor_usd_per_tonne: MonthSteps | None = None
    upside_share: Share | None = None

    ranges: ClassVar[Ranges] = {"floor_usd_per_tonne": (0, None)}


class CostCredit(MarketTerms):
    """Which share of their own cost are facilities refunded? As
    :class:`monazite.effects.ProductionCredit`.

    rate : left out: what the law sets, where it is a share of cost
    """

    kind: Literal["production_credit"]
    regions: Ids
    recipes: Ids
    rate: MonthSteps | None = None

    ranges: ClassVar[Ranges] = {"rate": (0, 1)}


class CapacityFactor(MarketTerms):
    """By what is capacity multiplied? As :class:`monazite.effects.CapacityChange`."""

    kind: Literal["capacity_change"]
    regions: Ids
    recipes: Ids
    factor: MonthSteps

    ranges: ClassVar[Ranges] = {"factor": (0, None)}


class DemandFactor(MarketTerms):
    """By what is multiplied what uses want? As :class:`monazite.effects.DemandChange`."""

    kind: Literal["demand_change"]
    regions: Ids
    uses: Ids
    factor: MonthSteps

    ranges: ClassVar[Ranges] = {"factor": (0, None)}


class ReleaseShare(MarketTerms):
    """Which share of bound material still comes free? As :class:`monazite.effects.ReleaseRule`."""

    kind: Literal["release_rule"]
    regions: Ids | None = None
    evasion_share: Share


class CoverMultiple(MarketTerms):
    """Which multiple of normal cover do holders want? As :class:`monazite.effects.CoverShift`."""

    kind: Literal["cover_shift"]
    regions: Ids | None = None
    factor: MonthSteps

    ranges: ClassVar[Ranges] = {"factor": (0, None)}


class StockPurchase(MarketTerms):
    """What does a state buy or release? As :class:`monazite.effects.StrategicStock`."""

    kind: Literal["strategic_stock"]
    region: str
    purchase_tonnes: MonthSteps


AnyMarketTerms = Annotated[
    LicencePractice
    | FlowShare
    | Charge
    | RouteShare
    | FloorPayment
    | CostCredit
    | CapacityFactor
    | DemandFactor
    | ReleaseShare
    | CoverMultiple
    | StockPurchase,
    ToldApartBy("kind"),
]
"""Any block of market numbers."""
