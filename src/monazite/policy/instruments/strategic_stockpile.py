"""Strategic stockpile: a state, or firms for it, buy and hold.

Reading one: tonnes bought or released each month (:class:`monazite.effects.StrategicStock`).
Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.amounts import Money, Volume
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("strategic stockpile", "战略储备")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What is stocked, with which money, and when is it released?

    holder        : who holds it
    budget        : sums
    purchases     : known amounts
    trigger, release_rule : when it buys and releases; left out: not published
    """

    holder: Label
    budget: Annotated[tuple[Money, ...], Bounds(max_length=40)] = ()
    purchases: Annotated[tuple[Volume, ...], Bounds(max_length=100)] = ()
    trigger: Label | None = None
    release_rule: Label | None = None


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which stock may buy or release goods like these? A note."""
    return note(
        Label(
            f"Stock of {rule.terms.holder.en}: {rule.says.en}",
            f"{rule.terms.holder.zh}的储备：{rule.says.zh}",
        )
    )


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
