"""Offtake: a buyer takes an agreed amount at agreed terms.

Reading one: a floor for the covered facility, or a stock purchase, where numbers are known.
Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.outcome import Outcome, note
from monazite.policy.stepped import Stepped

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("offtake", "承购协议")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What was agreed?

    buyer, seller, product : parties and goods
    volume_t_per_year      : left out: not published
    share_of_output        : of the seller's output
    pricing                : `floor`, `fixed`, `cost_plus`, `market`, `unpublished`
    floor_usd_per_kg       : for `floor`
    upside_share, upside_above_usd_per_kg, upside_cap_usd_per_year : what goes back to the buyer
    """

    buyer: Label
    seller: Label
    product: Label
    volume_t_per_year: Annotated[float, Bounds(gt=0)] | None = None
    share_of_output: Annotated[float, Bounds(gt=0, le=1)] | None = None
    pricing: Literal["floor", "fixed", "cost_plus", "market", "unpublished"]
    floor_usd_per_kg: Stepped | None = None
    upside_share: Annotated[float, Bounds(ge=0, le=1)] = 0.0
    upside_above_usd_per_kg: Annotated[float, Bounds(gt=0)] | None = None
    upside_cap_usd_per_year: Annotated[float, Bounds(gt=0)] | None = None
    binding: bool = True


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which offtake touches the sale? A note."""
    terms = rule.terms
    return note(
        Label(
            f"Offtake: {terms.buyer.en} takes {terms.product.en} from {terms.seller.en}.",
            f"承购：{terms.buyer.zh}承购{terms.seller.zh}的{terms.product.zh}。",
        )
    )


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
