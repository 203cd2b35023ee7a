"""Numbers that a law changes on stated days: a duty of 10 %, from March 20 %.

Written as one number, or as a list of steps:

    rate: 0.5
    rate: [{from: 2025-02-04, value: 0.1}, {from: 2025-03-04, value: 0.2}]

A value nobody has published is written `unknown`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from monazite.errors import DefinitionError, quoted
from monazite.policy.when import When

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class DatedValue:
    """From which day on does which value hold? None: the value is not known."""

    start: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Stepped:
    """Which value does the law set on which day?

    always : the value before the first step (the only one if there are none); None if unknown, or
             if there are steps
    steps  : in order of time
    """

    always: float | None
    steps: tuple[DatedValue, ...] = ()

    @classmethod
    def read(cls, value: Any) -> Stepped:
        """Return what a file writes as a number or as steps; raise DefinitionError if neither."""
        if isinstance(value, Stepped):
            return value
        if isinstance(value, list | tuple):
            steps = tuple(_step(entry) for entry in value)
            if not steps:
                raise _fault("an empty list", "at least one step")
            if any(later.start <= earlier.start for earlier, later in pairwise(steps)):
                raise _fault("steps out of order", "steps in order of time, each day once")
            return cls(None, steps)
        return cls(_number(value))

    def at(self, day: date) -> float | None:
        """Which value holds on `day`? None if it is not known or no step has come yet."""
        value = self.always
        for step in self.steps:
            if step.start > day:
                break
            value = step.value
        return value

    @property
    def values(self) -> tuple[float, ...]:
        """Return all known values, in order of time."""
        return tuple(
            value for value in (self.always, *(s.value for s in self.steps)) if value is not None
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number = {"anyOf": [{"type": "number"}, {"const": "unknown"}]}
        step = {
            "type": "object",
            "required": ["from", "value"],
            "additionalProperties": False,
            "properties": {"from": {"type": "string"}, "value": number},
        }
        return {"anyOf": [*number["anyOf"], {"type": "array", "items": step, "minItems": 1}]}


def _step(entry: Any) -> DatedValue:
    if not isinstance(entry, dict) or set(entry) != {"from", "value"}:
        raise _fault(quoted(entry), "a step {from: DAY, value: NUMBER}")
    start = When.read(entry["from"])
    if start.earliest is None:
        raise _fault(f"from {quoted(entry['from'])}", "a day, month or year")
    return DatedValue(start.earliest, _number(entry["value"]))


def _number(value: Any) -> float | None:
    if value == "unknown":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _fault(quoted(value), "a number, unknown, or a list of steps {from, value}")
    return float(value)


def _fault(found: str, expected: str) -> DefinitionError:
    return DefinitionError.one(where="", found=found, expected=expected)
