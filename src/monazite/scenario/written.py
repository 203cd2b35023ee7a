"""How is a scenario written in YAML, field by field, and what may each field hold?

One class per record of :mod:`monazite.effects`, with the same fields; paths over time as in
:mod:`monazite.scenario.written_path`. A list must begin no later than
its effect, so that every month has a written value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from monazite import effects
from monazite.definition import Definition
from monazite.errors import DefinitionError, Fault
from monazite.labels import Label
from monazite.months import Month
from monazite.scenario.repeated import repeated
from monazite.scenario.scenario import Scenario
from monazite.scenario.written_law import WrittenPolicies
from monazite.scenario.written_path import (
    PathText,
    order_faults,
    path_of,
    values_of,
)

Share = Annotated[float, Field(ge=0, le=1)]
"""A fraction between 0 and 1."""

NotNegative = Annotated[float, Field(ge=0)]

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z][a-z0-9_]*$")]
"""An id: small letters, digits and underscores."""

EffectName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[a-z][a-z0-9_]*$")]
"""Longer than other names: an effect compiled from an act is called by act, rule and block."""

Names = Annotated[tuple[str, ...], Field(min_length=1)]
"""One or more ids of the chain, or "*" alone for all."""

Ranges = Mapping[str, tuple[float | None, float | None]]
"""Field that holds a path -> lowest and highest value allowed (None: no bound)."""

SUM_TOLERANCE = 1e-9


class WrittenSpan(Definition):
    """In which months is the effect in force? ``end`` is the first month without it.

    ``announced`` is the month from which holders of stocks reckon with it, if they do.
    """

    start: Month
    end: Month | None = None
    announced: Month | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.announced is not None and self.announced > self.start:
            raise DefinitionError.one(
                where="announced",
                found=str(self.announced),
                expected=f"a month no later than the start, {self.start}",
                because="what holds already is no news",
            )
        if self.end is not None and self.end <= self.start:
            raise DefinitionError.one(
                where="end", found=str(self.end), expected=f"a month after the start, {self.start}"
            )
        return self


class WrittenEvidence(Definition):
    """On what do the numbers rest?"""

    source: Annotated[str, Field(min_length=1)]
    grade: effects.Grade
    note: str = ""
    note_zh: str = ""
    fitted_on: str = ""


class WrittenGatedGood(Definition):
    """Which good, and which share of its exports does the rule reach?"""

    good: str
    share: Share = 1.0


class WrittenEffect(Definition):
    """What every written effect has: an id, a span, its evidence."""

    id: EffectName
    span: WrittenSpan
    evidence: WrittenEvidence

    record: ClassVar[type[Any]]
    ranges: ClassVar[Ranges] = {}

    @model_validator(mode="after")
    def _paths_are_whole(self) -> Self:
        faults: list[Fault] = []
        for name, (low, high) in self.ranges.items():
            path = getattr(self, name)
            if isinstance(path, tuple):
                faults.extend(order_faults(path, name))
                if not path or path[0].start > self.span.start:
                    faults.append(
                        Fault(
                            where=name,
                            found=f"a first step in {path[0].start}" if path else "no step",
                            expected=f"a value from {self.span.start} on, when the effect begins",
                            because="a month without a written value would get a made-up one",
                        )
                    )
            for value in values_of(path):
                if (low is not None and value < low) or (high is not None and value > high):
                    faults.append(Fault(name, f"{value:g}", _between(low, high)))
        if faults:
            raise DefinitionError(faults)
        return self

    def effect(self) -> effects.Effect:
        """Return the record of :mod:`monazite.effects` that this text means."""
        values = {field.name: getattr(self, field.name) for field in fields(self.record)}
        for name in self.ranges:
            values[name] = path_of(values[name])
        values["span"] = effects.Span(self.span.start, self.span.end, self.span.announced)
        values["evidence"] = effects.Evidence(**self.evidence.model_dump())
        if "goods" in values and hasattr(self, "gated"):
            values["goods"] = self.gated()
        return self.record(**values)


class _Gated(WrittenEffect):
    """An effect on the gate of one exporter."""

    exporter: str
    goods: Annotated[tuple[str | WrittenGatedGood, ...], Field(min_length=1)]
    destinations: Names

    def gated(self) -> tuple[effects.GatedGood, ...]:
        """Return the goods with the share of their exports that the rule reaches."""
        return tuple(
            effects.GatedGood(good)
            if isinstance(good, str)
            else effects.GatedGood(good.good, good.share)
            for good in self.goods
        )


class WrittenExportLicence(_Gated):
    """Exports wait for a licence."""

    record = effects.ExportLicence
    ranges: ClassVar[Ranges] = {
        "approval_share": (0.0, 1.0),
        "application_rate": (0.0, None),
        "ungated_share": (0.0, 1.0),
    }

    kind: Literal["export_licence"]
    decided_after: Annotated[tuple[NotNegative, ...], Field(min_length=1)]
    approval_share: PathText
    application_rate: PathText
    reapplication_share: Share
    ungated_share: PathText
    first_month_share: Share
    expiry_share: Share

    @model_validator(mode="after")
    def _decisions_are_shares(self) -> Self:
        total = sum(self.decided_after)
        if abs(total - 1) > SUM_TOLERANCE:
            raise DefinitionError.one(
                where="decided_after",
                found=f"shares that add up to {total:.6g}",
                expected="shares that add up to 1",
                because="what is never decided would wait for ever",
            )
        return self


class WrittenExportLimit(_Gated):
    """Exports may not exceed a share of the normal flow."""

    record = effects.ExportLimit
    ranges: ClassVar[Ranges] = {"share_of_normal": (0.0, None)}

    kind: Literal["export_limit"]
    share_of_normal: PathText


class WrittenTradeCost(WrittenEffect):
    """Shipments bear an ad-valorem charge."""

    record = effects.TradeCost
    ranges: ClassVar[Ranges] = {"rate": (-1.0, None)}

    kind: Literal["trade_cost"]
    exporters: Names
    importers: Names
    goods: Names
    rate: PathText


class WrittenRouteLimit(WrittenEffect):
    """Shipments on routes cannot exceed a share of their normal capacity."""

    record = effects.RouteLimit
    ranges: ClassVar[Ranges] = {"share": (0.0, None)}

    kind: Literal["route_limit"]
    exporters: Names
    importers: Names
    goods: Names
    share: PathText


class WrittenProducerFloor(WrittenEffect):
    """Covered facilities receive at least a floor."""

    record = effects.ProducerFloor
    ranges: ClassVar[Ranges] = {"floor_usd_per_tonne": (0.0, None)}

    kind: Literal["producer_floor"]
    facilities: Names
    good: str
    payer: str
    floor_usd_per_tonne: PathText
    upside_share: Share


class WrittenProductionCredit(WrittenEffect):
    """Facilities are refunded a share of their own cost."""

    record = effects.ProductionCredit
    ranges: ClassVar[Ranges] = {"rate": (-1.0, 1.0)}

    kind: Literal["production_credit"]
    regions: Names
    recipes: Names
    rate: PathText


class WrittenCapacityChange(WrittenEffect):
    """Capacity is multiplied."""

    record = effects.CapacityChange
    ranges: ClassVar[Ranges] = {"factor": (0.0, None)}

    kind: Literal["capacity_change"]
    regions: Names
    recipes: Names
    factor: PathText


class WrittenDemandChange(WrittenEffect):
    """What uses want is multiplied."""

    record = effects.DemandChange
    ranges: ClassVar[Ranges] = {"factor": (0.0, None)}

    kind: Literal["demand_change"]
    regions: Names
    uses: Names
    factor: PathText


class WrittenProjectOutlook(WrittenEffect):
    """Projects become likelier, later, certain or impossible."""

    record = effects.ProjectOutlook

    kind: Literal["project_outlook"]
    facilities: Names
    outcome: Literal["odds", "comes", "fails"]
    odds_ratio: Annotated[float, Field(ge=0)]
    delay_months: Annotated[int, Field(ge=-120, le=480)]


class WrittenReleaseRule(WrittenEffect):
    """Bound material may not be released."""

    record = effects.ReleaseRule

    kind: Literal["release_rule"]
    regions: Names
    goods: Names
    evasion_share: Share


class WrittenCoverShift(WrittenEffect):
    """Holders want a multiple of their normal cover."""

    record = effects.CoverShift
    ranges: ClassVar[Ranges] = {"factor": (0.0, None)}

    kind: Literal["cover_shift"]
    regions: Names
    goods: Names
    factor: PathText


class WrittenStrategicPurchase(WrittenEffect):
    """A state buys or releases tonnes for its own stock."""

    record = effects.StrategicStock
    ranges: ClassVar[Ranges] = {"purchase_tonnes": (None, None)}

    kind: Literal["strategic_purchase"]
    region: str
    good: str
    purchase_tonnes: PathText


AnyWrittenEffect = Annotated[
    WrittenExportLicence
    | WrittenExportLimit
    | WrittenTradeCost
    | WrittenRouteLimit
    | WrittenProducerFloor
    | WrittenProductionCredit
    | WrittenCapacityChange
    | WrittenDemandChange
    | WrittenReleaseRule
    | WrittenProjectOutlook
    | WrittenCoverShift
    | WrittenStrategicPurchase,
    Field(discriminator="kind"),
]


def effect_models() -> dict[str, type[WrittenEffect]]:
    """Which class checks which kind of effect? ``kind`` in YAML -> class."""
    union, _ = get_args(AnyWrittenEffect)
    return {get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(union)}


class WrittenScenario(Definition):
    """What stands in the file of a scenario?"""

    id: Name
    label: Label
    description: Label
    chain: Name
    as_known: Month
    start: Month
    months: Annotated[int, Field(ge=1, le=480)]
    demand: Name
    seed: Annotated[int, Field(ge=0)]
    sources: tuple[str, ...]
    policies: WrittenPolicies | None = None
    effects: tuple[AnyWrittenEffect, ...]

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [effect.id for effect in self.effects]
        twice = dict.fromkeys(name for name in ids if ids.count(name) > 1)
        faults = [
            Fault("effects", f"the id {name} {ids.count(name)} times", "each effect's id once")
            for name in twice
        ]
        faults += [
            Fault(
                f"effects[{place}]",
                f"{self.effects[place].id}, the same as {first}",
                "each effect once",
                because="its effect would count twice",
                advice="take one of the two out",
            )
            for place, first in repeated(self.effects).items()
        ]
        if faults:
            raise DefinitionError(faults)
        return self

    def scenario(self) -> Scenario:
        """Return the scenario that this text means."""
        return Scenario(
            id=self.id,
            label=self.label,
            description=self.description,
            chain=self.chain,
            as_known=self.as_known,
            start=self.start,
            months=self.months,
            demand=self.demand,
            effects=tuple(effect.effect() for effect in self.effects),
            seed=self.seed,
            sources=self.sources,
            policies=self.policies.choice() if self.policies is not None else None,
        )


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"not below {low:g}" if low is not None else "as a number"
    return f"between {low:g} and {high:g}"
