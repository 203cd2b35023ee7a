"""An act as read from its file, with the alternative readings of its rules worked out."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monazite.errors import DefinitionError, Fault, MonaziteError
from monazite.policy.record import Act
from monazite.policy.rule import Rule

_INSIDE = 3
"""How deep a rule stands in an act: `rules`, its position, its instrument."""


@dataclass(frozen=True)
class ActFile:
    """Which act stands in which file, and how else may its rules be read?

    alternatives : rule id -> (reading id, the rule under that reading), base reading left out
    """

    act: Act
    path: Path
    alternatives: Mapping[str, tuple[tuple[str, Rule], ...]] = field(default_factory=dict)


def alternatives_of(
    act: Act, written: Mapping[str, Any], where: str
) -> dict[str, tuple[tuple[str, Rule], ...]]:
    """Which other rules do the readings of an act mean? Each is checked as the act's only rule.

    written : the act as the file writes it, plain values
    Raises DefinitionError where a reading's changes make no valid rule.
    """
    from pydantic_core import ValidationError

    from monazite.kept_validators import quick_validator

    found: dict[str, tuple[tuple[str, Rule], ...]] = {}
    faults: list[Fault] = []
    for rule, plain in zip(act.rules, written["rules"] if act.rules else (), strict=True):
        other = []
        for reading in rule.readings:
            if reading.base:
                continue
            place = f"{where}, key `rules.{rule.id}.readings.{reading.id}.changes`"
            try:
                changed = _changed(plain, dict(reading.changes.items()), place)
                whole = {**written, "rules": [changed]}
                other.append(
                    (reading.id, quick_validator(Act).validate_json(json.dumps(whole)).rules[0])
                )
            except ValidationError as error:
                for one in error.errors(include_url=False):
                    at = ".".join(str(part) for part in one["loc"][_INSIDE:])
                    faults.append(Fault(place, f"`{at}`: {one['msg']}", "a valid rule"))
            except MonaziteError as error:
                faults += error.faults
        if other:
            found[rule.id] = tuple(other)
    if faults:
        raise DefinitionError(faults)
    return found


def _changed(plain: Mapping[str, Any], changes: Mapping[str, Any], where: str) -> dict[str, Any]:
    rule = copy.deepcopy(dict(plain))
    rule.pop("readings", None)
    for key, value in changes.items():
        if key in ("terms", "scope"):
            rule[key] = {**rule.get(key, {}), **value}
        elif key == "items":
            _change_items(rule, value, where)
        else:
            rule[key] = value
    if "market" in changes:
        rule.pop("no_market_effect", None) if changes["market"] else None
    if "no_market_effect" in changes:
        rule.pop("market", None)
    return rule


def _change_items(rule: dict[str, Any], changes: Mapping[str, Any], where: str) -> None:
    items = {item["id"]: item for item in rule["scope"]["goods"].get("items", ())}
    for name, keys in changes.items():
        if name not in items:
            raise DefinitionError.one(
                where=where, found=f'item "{name}"', expected=f"one of {', '.join(items)}"
            )
        items[name].update(keys)
