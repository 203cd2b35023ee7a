"""Price band: a floor, and licensing of trade above a cap.

Reading one: where levels are known, a floor and a licence gate; most bands are ideas without
levels. Reading two: a note.
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

LABEL = Label("price band", "价格区间")
"""Name of the instrument."""


class Band(LightDefinition):
    """Which floor and cap for which product? USD per kg; `unknown` where not published."""

    product: Label
    floor_usd_per_kg: Stepped
    cap_usd_per_kg: Stepped


class Terms(LightDefinition):
    """What does the band say?

    bands     : per product
    mechanism : how it would be held (adjustable tariff, licence above the cap)
    """

    bands: Annotated[tuple[Band, ...], Bounds(min_length=1, max_length=40)]
    mechanism: Label


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """Which band is there on that day? A note."""
    notes = [rule.terms.mechanism]
    for band in rule.terms.bands:
        floor = band.floor_usd_per_kg.at(inquiry.day)
        cap = band.cap_usd_per_kg.at(inquiry.day)
        notes.append(
            Label(
                f"{band.product.en}: floor {_usd(floor)}, cap {_usd(cap)}.",
                f"{band.product.zh}：下限{_usd(floor, 'zh')}，上限{_usd(cap, 'zh')}。",
            )
        )
    return note(*notes)


def _usd(value: float | None, lang: str = "en") -> str:
    if value is None:
        return "not published" if lang == "en" else "未公布"
    return f"{value:g} USD/kg" if lang == "en" else f"{value:g}美元/公斤"


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
