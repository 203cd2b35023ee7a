"""Investment screening and divestment.

Reading one: none in the present market. Reading two: a verdict on acquisitions only, a note
otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.answer import NO, YES
from monazite.policy.licensing import RestrictiveVerdict
from monazite.policy.outcome import Outcome
from monazite.policy.question import Finding
from monazite.policy.when import When

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.library import ReadyRule
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("investment screening", "投资审查")
"""Name of the instrument."""


class Divestment(LightDefinition):
    """Who had to leave which firm, when?"""

    investor: Label
    target: Label
    date: When


class Terms(LightDefinition):
    """What is screened?

    test        : the legal test, in own words
    consequence : verdict for a transaction that is an acquisition (parameter
                  `acquisition_value_usd` or `acquired_share_pct` given); left out: a note only
    divestments : orders made
    """

    test: Label
    consequence: RestrictiveVerdict | None = None
    divestments: Annotated[tuple[Divestment, ...], Bounds(max_length=40)] = ()


def asks(rule: Rule, inquiry: Inquiry, ready: ReadyRule) -> Finding:
    """Is it an acquisition at all? Only those are screened; a sale of goods is none."""
    given = inquiry.transaction.parameters
    if any(given.get(name) not in (None, "unknown") for name in _ACQUISITION):
        return Finding(YES, "applies")
    return Finding(NO, "condition_not_met", (), (("acquired_share_pct", "given"),))


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the screening say of an acquisition?"""
    terms = rule.terms
    return Outcome(terms.consequence, notes=(terms.test,))


_ACQUISITION = ("acquired_share_pct", "investor_state_owned")


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
