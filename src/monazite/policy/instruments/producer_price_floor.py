"""Producer price floor or contract for difference, with sharing of the upside.

Reading one: a top-up for covered facilities (:class:`monazite.effects.ProducerFloor`); the market
price to others is unchanged. Reading two: a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.outcome import Outcome, note
from monazite.policy.stepped import Stepped

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("producer price floor", "生产者价格下限")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What does the floor guarantee?

    payer, beneficiary : who pays, who receives
    floor_usd_per_kg   : guaranteed price by day; `unknown` if not published
    product            : what is priced, with purity and basis
    index              : benchmark that the floor is compared with; left out: not seen
    volume_t_per_year  : covered amount; left out: all, or not published
    upside_share       : share of what exceeds `upside_above_usd_per_kg` that goes to the payer
    upside_cap_usd_per_year : most the payer gets
    """

    payer: Label
    beneficiary: Label
    floor_usd_per_kg: Stepped
    product: Label
    index: Label | None = None
    volume_t_per_year: Annotated[float, Bounds(gt=0)] | None = None
    upside_share: Annotated[float, Bounds(ge=0, le=1)] = 0.0
    upside_above_usd_per_kg: Annotated[float, Bounds(gt=0)] | None = None
    upside_cap_usd_per_year: Annotated[float, Bounds(gt=0)] | None = None
    settlement: Label | None = None


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which price is guaranteed to the seller on that day? A note."""
    terms = rule.terms
    floor = terms.floor_usd_per_kg.at(inquiry.day)
    en = "a price not published" if floor is None else f"{floor:g} USD/kg"
    zh = "未公布的价格" if floor is None else f"每公斤{floor:g}美元"
    return note(
        Label(
            f"{terms.beneficiary.en} is guaranteed {en} by {terms.payer.en} "
            f"({terms.product.en}); what others pay is unchanged.",
            f"{terms.payer.zh}向{terms.beneficiary.zh}保证{zh}（{terms.product.zh}）；"
            "其他买家支付的价格不变。",
        )
    )


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
