"""How is a path over time written in YAML?

As a number (the same in every month), as a list of steps, or with what holds before them:

    approval_share: 0.9
    approval_share: [{from: "2025-04", value: 0.2}, {from: "2025-07", value: 0.6}]
    approval_share: {before: 0, steps: [{from: "2025-04", value: 0.2}]}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from monazite import effects
from monazite.definition import Definition
from monazite.errors import DefinitionError, Fault
from monazite.months import Month


class WrittenStep(Definition):
    """From which month on does which value hold?"""

    start: Month = Field(alias="from")
    value: float


class WrittenPath(Definition):
    """Which value holds before the first step, and which from each step on?"""

    before: float
    steps: tuple[WrittenStep, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        faults = order_faults(self.steps, "steps")
        if faults:
            raise DefinitionError(faults)
        return self


PathText = float | tuple[WrittenStep, ...] | WrittenPath
"""A path over time as written."""


def path_of(written: PathText) -> effects.Path:
    """Which path does the text mean? Before the first step of a plain list its value holds."""
    if isinstance(written, WrittenPath):
        before, steps = written.before, written.steps
    elif isinstance(written, tuple):
        before, steps = written[0].value, written
    else:
        return effects.Path(float(written))
    return effects.Path(
        float(before), tuple(effects.Step(step.start, float(step.value)) for step in steps)
    )


def values_of(path: PathText) -> Iterator[float]:
    """Which values does a path as written name, in order of time?"""
    if isinstance(path, WrittenPath):
        yield path.before
        yield from (step.value for step in path.steps)
    elif isinstance(path, tuple):
        yield from (step.value for step in path)
    else:
        yield path


def order_faults(steps: tuple[WrittenStep, ...], where: str) -> list[Fault]:
    """Which steps do not come after the one before them?"""
    return [
        Fault(where, f"{second.start} after {first.start}", "steps in order of time")
        for first, second in pairwise(steps)
        if second.start <= first.start
    ]
