"""Import tariff: entering costs more. Also surcharges, anti-dumping duties, minimum import prices.

Reading one: an ad-valorem charge on the routes. Reading two: a note with the rate of the day.
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

LABEL = Label("import tariff", "进口关税")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What does the tariff say?

    kind  : `ad_valorem`, `minimum_import_price`, `surcharge`, `anti_dumping`, `none_yet`
            (finding or threat without a duty)
    rate  : fraction of the base, by day
    base  : `customs_value`, or `content_value` of the element named
    content_element : for `content_value`
    stacking : how it adds to other duties
    """

    kind: Literal["ad_valorem", "minimum_import_price", "surcharge", "anti_dumping", "none_yet"]
    rate: Stepped
    base: Literal["customs_value", "content_value"] = "customs_value"
    content_element: Annotated[str, Bounds(pattern=r"^[A-Z][a-z]?$")] | None = None
    stacking: Label | None = None


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does entering cost on that day? A note, never a verdict."""
    terms = rule.terms
    rate = terms.rate.at(inquiry.day)
    if terms.kind == "none_yet":
        return note(Label("No duty is charged so far.", "目前尚未加征关税。"))
    if rate is None:
        en, zh = "rate not known", "税率未知"
    else:
        en, zh = f"{100 * rate:g} %", f"{100 * rate:g}%"
    if terms.base == "content_value":
        element = terms.content_element or "?"
        en += f" of the value of the {element} content"
        zh += f"（按{element}成分价值计征）"
    else:
        en += " of the customs value"
        zh += "（按完税价格计征）"
    notes = [Label(f"Import charge: {en}.", f"进口税费：{zh}。")]
    if terms.stacking is not None:
        notes.append(terms.stacking)
    return note(*notes)


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """Charge the routes: the law's own rate, or the practice numbers."""
    from monazite.policy.block_effects import duty_effects

    return duty_effects(reading)
