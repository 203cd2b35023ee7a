"""Permitting rule: time limits, single window, fast lanes.

Reading one: none in the present market (projects carry their own dates). Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("permitting rule", "审批规则")
"""Name of the instrument."""


class Limit(LightDefinition):
    """How long may which permit take, in months?"""

    project: Label
    months: Annotated[int, Bounds(ge=1, le=600)]


class Terms(LightDefinition):
    """What does the rule promise?

    limits        : time limits
    single_window : one office answers for all
    effect        : in own words
    """

    limits: Annotated[tuple[Limit, ...], Bounds(max_length=20)] = ()
    single_window: bool = False
    effect: Label


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which time limits hold for permits? A note."""
    return note(rule.terms.effect)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
