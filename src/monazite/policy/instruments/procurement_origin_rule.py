"""Procurement and content origin rules: DFARS, FEOC, domestic content.

Reading one: closed routes for uses that must buy clean material. Reading two: prohibited for the
buyer named, or a benefit lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.outcome import Outcome

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("procurement origin rule", "采购原产地规则")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What does the origin rule say? Covered steps and countries stand in the scope's conditions.

    buyer       : whose purchases it binds
    consequence : `prohibited`, or `loses_eligibility` (a note: the benefit is lost)
    benefit     : what is lost
    waiver      : who may waive it, on which ground
    flow_down   : it binds subcontractors too
    documents   : what proves compliance
    """

    buyer: Label
    consequence: Literal["prohibited", "loses_eligibility"]
    benefit: Label | None = None
    waiver: Label | None = None
    flow_down: bool = False
    documents: Annotated[tuple[Label, ...], Bounds(max_length=40)] = ()


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What follows for a purchase the rule reaches: it may not be made, or a benefit is lost."""
    terms = rule.terms
    notes = [] if terms.waiver is None else [_waiver(terms.waiver)]
    if terms.consequence == "loses_eligibility":
        lost = terms.benefit or terms.buyer
        notes.insert(0, Label(f"Not eligible: {lost.en}.", f"不符合资格：{lost.zh}。"))
        return Outcome(None, documents=terms.documents, notes=tuple(notes))
    return Outcome("prohibited", documents=terms.documents, notes=tuple(notes))


def _waiver(waiver: Label) -> Label:
    return Label(f"Waiver: {waiver.en}", f"豁免：{waiver.zh}")


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
