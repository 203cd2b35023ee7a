"""Entity lists: control list, watch list, unreliable entities, white list.

The names stand in the act's `entities`. Reading one: usually none in a market of countries.
Reading two: prohibited, or stricter licensing, for shipments to the listed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from monazite.labels import Label
from monazite.policy.licensing import Licensing, RestrictiveVerdict
from monazite.policy.outcome import Outcome, licensing_outcome, note

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("entity list", "实体名单")
"""Name of the instrument."""


class Terms(Licensing):
    """What does being on the list mean?

    list        : `control`, `watch`, `unreliable`, `procurement_exclusion`, `white`
    consequence : verdict for a shipment to a listed party; left out: a note only
    effect      : what the list does, in own words
    """

    list: Literal["control", "watch", "unreliable", "procurement_exclusion", "white"]
    consequence: RestrictiveVerdict | None = None
    effect: Label


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the list mean for a shipment to a listed party?"""
    terms = rule.terms
    if terms.consequence is None:
        return note(terms.effect)
    found = licensing_outcome(rule, inquiry, terms.consequence)
    return replace(found, notes=(*found.notes, terms.effect))


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
