"""Export duty, royalty on exports, and change of VAT rebate: leaving costs more.

Reading one: an ad-valorem charge at the exporter's side. Reading two: a note on cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from monazite.labels import Label
from monazite.light_definition import LightDefinition
from monazite.policy.outcome import Outcome, note
from monazite.policy.stepped import Stepped

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("export duty, royalty or VAT rebate", "出口税、权利金或出口退税")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What does the charge say?

    kind  : `export_duty`, `vat_rebate` (rate: share of value refunded), `royalty` or `other_charge`
    rate  : fraction of the base, by day
    base  : what the rate is taken of
    lost_rebate : for `vat_rebate`: rebate that was granted before, by which exports now cost more
    """

    kind: Literal["export_duty", "vat_rebate", "royalty", "other_charge"]
    rate: Stepped
    lost_rebate: Stepped | None = None
    base: Label


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does leaving cost on that day? A note, never a verdict."""
    terms = rule.terms
    rate = terms.rate.at(inquiry.day)
    if terms.kind == "vat_rebate":
        return note(_rebate(rate, terms))
    percent = "unknown" if rate is None else f"{100 * rate:g} %"
    zh = "税率未知" if rate is None else f"税率{100 * rate:g}%"
    return note(
        Label(
            f"{LABEL_OF[terms.kind].en}: {percent} of {terms.base.en}.",
            f"{LABEL_OF[terms.kind].zh}：{zh}，计征基础：{terms.base.zh}。",
        )
    )


def _rebate(rate: float | None, terms: Terms) -> Label:
    en = "not known" if rate is None else f"{100 * rate:g} %"
    zh = "未知" if rate is None else f"{100 * rate:g}%"
    return Label(
        f"VAT rebate on export: {en} of {terms.base.en}.",
        f"出口退税率：{zh}，基础：{terms.base.zh}。",
    )


LABEL_OF = {
    "export_duty": Label("Export duty", "出口税"),
    "royalty": Label("Royalty", "权利金"),
    "other_charge": Label("Charge on export", "出口收费"),
}


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """Charge the routes: the law's own rate, or the practice numbers."""
    from monazite.policy.block_effects import duty_effects

    return duty_effects(reading)
