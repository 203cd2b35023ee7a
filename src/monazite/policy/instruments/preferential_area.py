"""Preferential area: membership that changes other rules' scope.

The members stand in the act's `members`; other rules name the act among their places. Reading one:
through those rules. Reading two: a note on what membership gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.citation import Name
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("preferential area", "优惠区域")
"""Name of the instrument."""


class Commitment(LightDefinition):
    """What did the members promise?"""

    id: Name
    says: Label


class Terms(LightDefinition):
    """What does membership give?

    binding     : the text binds in law
    commitments : promises, in own words
    """

    binding: bool
    commitments: Annotated[tuple[Commitment, ...], Bounds(max_length=60)] = ()


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does membership give? A note; other rules take it into their scope."""
    return note(rule.says)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
