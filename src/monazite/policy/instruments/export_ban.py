"""Export ban: goods may not leave, for anybody or for some.

Reading one: exports over the gate fall to a share of normal (0 unless practice says otherwise).
Reading two: prohibited, or presumed denied where the act refuses in principle only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from monazite.labels import Label
from monazite.policy.licensing import Licensing
from monazite.policy.outcome import Outcome, refused

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("export ban", "出口禁令")
"""Name of the instrument."""


class Terms(Licensing):
    """What does the ban say?

    refusal : `prohibited`; `presumed_denied` where permission is refused in principle
    """

    refusal: Literal["prohibited", "presumed_denied"] = "prohibited"


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the ban say of a shipment that it reaches?"""
    return refused(rule, inquiry)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """Hold exports to what practice lets through, nothing if no number is given."""
    from monazite.policy.block_effects import refusal_effects

    return refusal_effects(reading)
