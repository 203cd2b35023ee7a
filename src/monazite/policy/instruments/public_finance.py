"""Public finance: grants, loans, guarantees, equity.

Reading one: capacity of the facilities named in the market block. Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.amounts import Money
from monazite.policy.outcome import Outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("public finance", "公共资金支持")
"""Name of the instrument."""


class Terms(LightDefinition):
    """Who finances what, with how much, how firmly?

    forms      : `grant`, `loan`, `guarantee`, `equity`, `fund`, `capital_subsidy`,
                 `sales_incentive`
    amounts    : sums with how firm they are
    provider, recipients : who gives, who receives
    conditions : what has to be met
    """

    forms: Annotated[
        tuple[
            Literal[
                "grant", "loan", "guarantee", "equity", "fund", "capital_subsidy", "sales_incentive"
            ],
            ...,
        ],
        Bounds(min_length=1, max_length=8),
    ]
    amounts: Annotated[tuple[Money, ...], Bounds(max_length=100)] = ()
    provider: Label
    recipients: Annotated[tuple[Label, ...], Bounds(max_length=100)] = ()
    conditions: Label | None = None


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which public money stands behind the party? A note."""
    return note(
        Label(
            f"Public finance by {rule.terms.provider.en}: {rule.says.en}",
            f"{rule.terms.provider.zh}提供公共资金支持：{rule.says.zh}",
        )
    )


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
