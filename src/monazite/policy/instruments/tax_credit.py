"""Tax credit per unit or per cent of cost.

Reading one: none in the present market unless facilities are named. Reading two: a note on
eligibility.
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

LABEL = Label("tax credit", "税收抵免")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What does the credit say?

    kind     : of what the rate is taken: `share_of_cost` (a fraction), `per_kg`, `per_vehicle`,
               `per_kwh`
    rate     : by day; money in `currency`
    conditions : what has to be met, in own words
    """

    kind: Literal["share_of_cost", "per_kg", "per_vehicle", "per_kwh"]
    rate: Stepped
    currency: Annotated[str, Bounds(pattern=r"^[A-Z]{3}$")] | None = None
    conditions: Label | None = None


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which credit may there be? A note."""
    terms = rule.terms
    rate = terms.rate.at(inquiry.day)
    if rate is None:
        en, zh = "rate not known", "抵免率未知"
    elif terms.kind == "share_of_cost":
        en, zh = f"{100 * rate:g} % of cost", f"成本的{100 * rate:g}%"
    else:
        per_en, per_zh = _PER[terms.kind]
        currency = terms.currency or "USD"
        en, zh = f"{rate:g} {currency} {per_en}", f"{per_zh}{rate:g} {currency}"
    notes = [Label(f"Tax credit: {en}.", f"税收抵免：{zh}。")]
    if terms.conditions is not None:
        notes.append(terms.conditions)
    return note(*notes)


_PER = {
    "per_kg": ("per kg", "每公斤"),
    "per_vehicle": ("per vehicle", "每辆车"),
    "per_kwh": ("per kWh", "每千瓦时"),
}


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
