"""Standards, lists and frame laws: what counts as critical, responsible or suspicious.

Reading one: none. Reading two: a note.
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

LABEL = Label("standard or frame law", "标准或框架性规定")
"""Name of the instrument."""


class Terms(LightDefinition):
    """What does the standard set?

    kind     : `market_access`, `critical_list`, `due_diligence`, `disclosure`, `framework`,
               `enforcement`
    requires : in own words
    binds    : who has to meet it; left out: nobody directly
    documents : what proves it
    """

    kind: Literal[
        "market_access", "critical_list", "due_diligence", "disclosure", "framework", "enforcement"
    ]
    requires: Label
    binds: Label | None = None
    documents: Annotated[tuple[Label, ...], Bounds(max_length=40)] = ()


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the standard ask? A note, with what proves it."""
    return Outcome(None, documents=rule.terms.documents, notes=(rule.terms.requires,))


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
