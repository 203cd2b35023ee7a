"""Research support for substitutes and processes.

Reading one: none. Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.amounts import Money
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("research support", "研发支持")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What is searched for, with which money?"""

    subject: Label
    amounts: Annotated[tuple[Money, ...], Bounds(max_length=40)] = ()


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which research is supported? A note."""
    return note(rule.terms.subject)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
