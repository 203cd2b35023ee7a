"""How is a scenario written out, so that reading it again gives the same scenario?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monazite import effects
from monazite.months import Month

if TYPE_CHECKING:
    from monazite.scenario.scenario import Scenario

KINDS: dict[type[Any], str] = {
    effects.ExportLicence: "export_licence",
    effects.ExportLimit: "export_limit",
    effects.TradeCost: "trade_cost",
    effects.RouteLimit: "route_limit",
    effects.ProducerFloor: "producer_floor",
    effects.ProductionCredit: "production_credit",
    effects.CapacityChange: "capacity_change",
    effects.DemandChange: "demand_change",
    effects.ReleaseRule: "release_rule",
    effects.CoverShift: "cover_shift",
    effects.StrategicStock: "strategic_purchase",
    effects.ProjectOutlook: "project_outlook",
}
"""Record of :mod:`monazite.effects` -> its ``kind`` in YAML."""


def scenario_text(scenario: Scenario) -> str:
    """Return the canonical YAML of a scenario: reading it gives an equal scenario."""
    import yaml

    content = {field.name: _plain(getattr(scenario, field.name)) for field in fields(scenario)}
    content["effects"] = [
        {"kind": KINDS[type(effect)], **_plain(effect)} for effect in scenario.effects
    ]
    if scenario.policies is None:
        del content["policies"]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


def _plain(value: Any) -> Any:
    """Return texts, numbers, lists and maps for a record of a scenario."""
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, effects.Path):
        return {
            "before": value.before,
            "steps": [{"from": str(step.month), "value": step.value} for step in value.steps],
        }
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):
        return f"{value.year:04d}-{value.month:02d}"
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
