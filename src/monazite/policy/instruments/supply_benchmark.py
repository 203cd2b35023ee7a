"""Supply benchmark: shares a union or state aims at. An indicator, never a duty on a firm.

Reading one: none, by definition. Reading two: a note that nothing is required.
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

LABEL = Label("supply benchmark", "供应基准")
"""Name of the instrument."""


class Terms(LightDefinition):
    """Which shares are aimed at?"""

    targets: Annotated[tuple[Target, ...], Bounds(min_length=1, max_length=40)]


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which shares are aimed at? A note that nothing is required of a firm."""
    return note(rule.says, _NO_DUTY)


_NO_DUTY = Label(
    "A benchmark is an indicator for a union or state; it requires nothing of this shipment.",
    "基准是针对联盟或国家的指标，对本笔交易不构成任何义务。",
)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
