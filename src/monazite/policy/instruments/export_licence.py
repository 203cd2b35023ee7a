"""Export licence: goods may leave with a licence only.

Reading one: a queue at the exporter's gate, with the delay and approval seen in practice.
Reading two: licence required, case by case or presumed denied where the act says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monazite.labels import Label
from monazite.policy.licensing import Licensing, RestrictiveVerdict
from monazite.policy.outcome import Outcome, licensing_outcome

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("export licence", "出口许可")
"""Name of the instrument."""


class Terms(Licensing):
    """What does the licence duty say?

    usual_verdict : what holds where no review case does
    """

    usual_verdict: RestrictiveVerdict = "licence_required"


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the rule say of a shipment that it reaches?"""
    return licensing_outcome(rule, inquiry, rule.terms.usual_verdict)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
