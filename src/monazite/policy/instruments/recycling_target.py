"""Recycling target, recovery target, recycled content.

Reading one: none in the present market unless a market block says so. Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.amounts import Target
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("recycling target", "回收目标")
"""Name of the instrument."""


class Terms(LightDefinition):
    """Which shares are demanded, of whom?

    targets : content, recovery and collection shares
    binds   : who has to meet them
    """

    targets: Annotated[tuple[Target, ...], Bounds(min_length=1, max_length=60)]
    binds: Label


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which shares are demanded, of whom? A note."""
    return note(rule.says, rule.terms.binds)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
