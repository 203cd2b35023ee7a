"""What may a policy do to a market, and in which numbers?

This file is the only contract between ``policy`` (what states decide) and ``market`` (prices and
quantities). A policy is compiled into the records below; the market reads nothing else of it.
All of them are frozen, name regions, goods and facilities by their ids in the chain, carry the
months in which they hold, and say on what evidence their numbers rest.

Quantities are tonnes per calendar month of the good's own basis, prices constant USD per tonne,
shares fractions between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monazite.evidence_grade import Grade
from monazite.months import Month

EVERYWHERE: tuple[str, ...] = ("*",)
"""All regions, facilities or goods that the chain has."""


@dataclass(frozen=True)
class Evidence:
    """On what do the numbers of an effect rest?

    ``grade`` follows the data grades: A official text or statistic seen, B derived or reported,
    C estimate, D assumption. ``fitted_on`` names the year or episode whose record was looked at
    when the number was chosen, or is empty; a comparison with that record is then no hindcast.
    """

    source: str
    grade: Grade
    note: str = ""
    note_zh: str = ""
    fitted_on: str = ""

    def noted(self, lang: str) -> str:
        """What is there to say about the numbers? In English where there is no Chinese."""
        return (self.note_zh if lang == "zh" else "") or self.note


@dataclass(frozen=True)
class Step:
    """From which month on does a parameter have which value?"""

    month: Month
    value: float


@dataclass(frozen=True)
class Path:
    """Which value does a parameter have in each month?

    A step function: ``before`` until the first step, then the value of the latest step that has
    come. Steps are in order of time. Unit and range belong to the field that holds the path.
    """

    before: float
    steps: tuple[Step, ...] = ()

    def at(self, month: Month) -> float:
        """Which value holds in ``month``?"""
        value = self.before
        for step in self.steps:
            if step.month <= month:
                value = step.value
        return value


@dataclass(frozen=True)
class Span:
    """In which months is a rule in force? ``end`` is the first month without it; None is open.

    ``announced`` is the month from which holders of stocks reckon with the rule and its numbers,
    no later than ``start``; None: they do not, and meet it when it comes.
    """

    start: Month
    end: Month | None = None
    announced: Month | None = None

    def covers(self, month: Month) -> bool:
        """Is the rule in force in ``month``?"""
        return self.start <= month and (self.end is None or month < self.end)


@dataclass(frozen=True)
class GatedGood:
    """Which share of a good's normal exports does a rule reach?

    ``share`` is 1 where the rule names the whole good, less where the chain's good is wider than
    the law's (lutetium inside the other heavy oxides).
    """

    good: str
    share: float = 1.0


@dataclass(frozen=True)
class ExportLicence:
    """Exports of these goods wait for a licence: a queue, not a tax.

    Each month applications for ``application_rate`` times the normal gated flow are filed.
    ``decided_after[k]`` of them are decided k months later, ``approval_share`` of the decided are
    approved and become gate capacity, ``reapplication_share`` of the refused apply again the next
    month. ``ungated_share`` of the normal flow leaves without a licence (out of scope in practice,
    general licences), ``first_month_share`` of the first month's flow left before the rule.
    Licences not used in their month stay valid; ``expiry_share`` of the unused lapse each month.
    """

    id: str
    exporter: str
    goods: tuple[GatedGood, ...]
    destinations: tuple[str, ...]
    span: Span
    decided_after: tuple[float, ...]
    approval_share: Path
    application_rate: Path
    reapplication_share: float
    ungated_share: Path
    first_month_share: float
    expiry_share: float
    evidence: Evidence


@dataclass(frozen=True)
class ExportLimit:
    """Exports may not exceed a share of the normal flow: a quota, or a ban where the share is 0."""

    id: str
    exporter: str
    goods: tuple[GatedGood, ...]
    destinations: tuple[str, ...]
    span: Span
    share_of_normal: Path
    evidence: Evidence


@dataclass(frozen=True)
class TradeCost:
    """Shipments on these routes bear an ad-valorem charge: tariff, export tax, unrefunded VAT.

    ``rate`` is a fraction of the price at the exporter's side.
    """

    id: str
    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    goods: tuple[str, ...]
    span: Span
    rate: Path
    evidence: Evidence


@dataclass(frozen=True)
class RouteLimit:
    """Shipments on these routes cannot exceed a share of their usual trade.

    Usual trade is a route's flow of the base year, grown with the demand for the good. 0 closes a
    route and 1 is no limit; a share above 1 widens its capacity by as much. Where the base year had
    no trade any share below 1 closes it. The tightest of several holds; what is true of each route
    is true of the sum over a group of destinations.
    """

    id: str
    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    goods: tuple[str, ...]
    span: Span
    share: Path
    evidence: Evidence


@dataclass(frozen=True)
class ProducerFloor:
    """Covered facilities receive at least a floor for one good: a top-up, not a market price.

    The payer adds ``max(0, floor - price)`` per tonne of the good made by a covered facility and
    takes ``upside_share`` of what the price exceeds the floor. The bill is an output.
    """

    id: str
    facilities: tuple[str, ...]
    good: str
    payer: str
    span: Span
    floor_usd_per_tonne: Path
    upside_share: float
    evidence: Evidence


@dataclass(frozen=True)
class ProductionCredit:
    """Facilities are refunded a share of their own cost: a tax credit on production.

    ``rate`` is the fraction of the cost of a unit of output beside its inputs; it lowers what the
    facility has to earn. It counts beside what the base year gave: negative where a credit of that
    year ends. The bill is an output, borne by the region of the facility.
    """

    id: str
    regions: tuple[str, ...]
    recipes: tuple[str, ...]
    span: Span
    rate: Path
    evidence: Evidence


@dataclass(frozen=True)
class CapacityChange:
    """The capacity of these facilities is multiplied: quota at home, accident, closed border."""

    id: str
    regions: tuple[str, ...]
    recipes: tuple[str, ...]
    span: Span
    factor: Path
    evidence: Evidence


@dataclass(frozen=True)
class DemandChange:
    """What these uses want is multiplied: a product standard, a subsidy, a ban of a use.

    ``factor`` multiplies the quantity wanted at the reference price, on top of the demand scenario.
    """

    id: str
    regions: tuple[str, ...]
    uses: tuple[str, ...]
    span: Span
    factor: Path
    evidence: Evidence


@dataclass(frozen=True)
class ReleaseRule:
    """Bound material may not be released from its rule, but for ``evasion_share`` of normal."""

    id: str
    regions: tuple[str, ...]
    goods: tuple[str, ...]
    span: Span
    evasion_share: float
    evidence: Evidence


@dataclass(frozen=True)
class CoverShift:
    """Holders of stocks want a multiple of their normal cover: hoarding and front-loading.

    This is how an announced rule acts before it is in force, and how an announced risk acts after.
    """

    id: str
    regions: tuple[str, ...]
    goods: tuple[str, ...]
    span: Span
    factor: Path
    evidence: Evidence


@dataclass(frozen=True)
class StrategicStock:
    """A state buys (positive) or releases (negative) tonnes a month for its own stock."""

    id: str
    region: str
    good: str
    span: Span
    purchase_tonnes: Path
    evidence: Evidence


@dataclass(frozen=True)
class ProjectOutlook:
    """Projects become likelier, later, certain or impossible.

    Reaches listed facilities whose start lies in ``span``: policy cannot change what has begun.
    ``outcome`` "odds" multiplies the odds of coming by ``odds_ratio`` (1 changes nothing); "comes"
    and "fails" settle it, as a draw does. All start ``delay_months`` later (negative: earlier, but
    not before the span). Several on one facility multiply their ratios and add their months.
    """

    id: str
    facilities: tuple[str, ...]
    span: Span
    outcome: Literal["odds", "comes", "fails"]
    odds_ratio: float
    delay_months: int
    evidence: Evidence


Effect = (
    ExportLicence
    | ExportLimit
    | TradeCost
    | RouteLimit
    | ProducerFloor
    | ProductionCredit
    | CapacityChange
    | DemandChange
    | ReleaseRule
    | CoverShift
    | StrategicStock
    | ProjectOutlook
)
"""Any of the things a policy may do to a market."""
