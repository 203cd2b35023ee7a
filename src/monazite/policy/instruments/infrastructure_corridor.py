"""Infrastructure corridor: railway, port and power for minerals.

Reading one: none in the present market. Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.amounts import Money
from monazite.policy.outcome import Outcome, note
from monazite.policy.places import Places

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("infrastructure corridor", "基础设施走廊")
"""Name of the instrument."""


class Terms(LightDefinition):
    """Which route, for what, with which money?"""

    route: Label
    economies: Places
    amounts: Annotated[tuple[Money, ...], Bounds(max_length=40)] = ()


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which corridor serves the route? A note."""
    return note(rule.terms.route)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
