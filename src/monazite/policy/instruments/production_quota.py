"""Production, separation or mining quota at home.

Reading one: capacity at home is multiplied. Reading two: a note, or a prohibition for those who
hold no quota.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.amounts import Volume, volume_note, volumes_on
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("production quota", "生产总量控制")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What may be produced, by whom?

    stage     : `mining`, `separation`, `smelting`, `all`
    volumes   : per year and series
    operators : who may produce
    covers_imports : material from abroad counts too
    """

    stage: Literal["mining", "separation", "smelting", "all"]
    volumes: Annotated[tuple[Volume, ...], Bounds(max_length=200)] = ()
    operators: Label | None = None
    covers_imports: bool = False


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which quota at home limits the supply of goods like these? A note."""
    notes = [rule.says]
    notes += [volume_note(one) for one in volumes_on(rule.terms.volumes, inquiry.day)]
    return note(*notes)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
