"""How does a scenario's file say which law it takes?

policies:
include: ["cn/*"]
branch: revived
shift_months: {cn/mofcom-gacc-2025-57: 6}
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.months import Month
from monazite.scenario.law import Branch, LawChoice


class WrittenNumberStep(Definition):
    """From which month on does a number of a market block hold?"""

    start: Month = Field(alias="from")
    value: float


class WrittenPolicies(Definition):
    """Which acts of the library does the scenario take? Fields as in :class:`LawChoice`."""

    include: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    exclude: tuple[str, ...] = ()
    branch: Branch | None = None
    branches: dict[str, Branch] = Field(default_factory=dict)
    in_force_from: dict[str, Month] = Field(default_factory=dict)
    until: dict[str, Month] = Field(default_factory=dict)
    shift_months: dict[str, int] = Field(default_factory=dict)
    readings: dict[str, str] = Field(default_factory=dict)
    numbers: dict[str, float | tuple[WrittenNumberStep, ...]] = Field(default_factory=dict)

    def choice(self) -> LawChoice:
        """Return the choice that this text means; months begin with their first day."""
        return LawChoice(
            self.include,
            self.exclude,
            self.branch,
            self.branches,
            {name: date(month.year, month.month, 1) for name, month in self.in_force_from.items()},
            {name: date(month.year, month.month, 1) for name, month in self.until.items()},
            self.shift_months,
            self.readings,
            {name: _number(value) for name, value in self.numbers.items()},
        )


def _number(value: float | tuple[WrittenNumberStep, ...]) -> float | list[dict[str, object]]:
    if isinstance(value, tuple):
        return [{"from": str(step.start), "value": step.value} for step in value]
    return value
