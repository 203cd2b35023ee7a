"""Technology export control: prohibited and restricted technologies, assistance, services.

Reading one: none in the present market (capacity abroad comes later or not; say so in a block).
Reading two: prohibited, or licence required, for technology and services.
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

LABEL = Label("technology export control", "技术出口管制")
"""Name of the instrument."""


class Terms(Licensing):
    """What does the control say?

    usual_verdict : `prohibited` for prohibited entries, `licence_required` for restricted ones
    deemed_export : transfer at home to foreigners counts too
    """

    usual_verdict: RestrictiveVerdict
    deemed_export: bool = False


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the rule say of a shipment that it reaches?"""
    return licensing_outcome(rule, inquiry, rule.terms.usual_verdict)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
