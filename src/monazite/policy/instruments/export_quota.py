"""Export quota and state-trading list: a limited amount leaves, or only named firms may export.

Reading one: exports limited to a share of normal. Reading two: an allotment (or a place on the
list) is needed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds
from monazite.policy.amounts import Volume, volume_note, volumes_on
from monazite.policy.licensing import Licensing, RestrictiveVerdict
from monazite.policy.outcome import Outcome, licensing_outcome
from monazite.policy.scope import ActId

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("export quota or state-trading list", "出口配额或国营贸易名录")
"""Name of the instrument."""


class Terms(Licensing):
    """What does the quota say?

    kind      : `quota` (an amount), `state_trading_list` (named exporters), or both
    volumes   : per period
    allocation : who gets a share, by which rule
    holders   : act with the list of firms that hold a share or a place
    usual_verdict : for those who may hold one; without allotment goods cannot leave
    """

    kind: Literal["quota", "state_trading_list", "quota_and_list"]
    volumes: Annotated[tuple[Volume, ...], Bounds(max_length=200)] = ()
    allocation: Label | None = None
    holders: ActId | None = None
    usual_verdict: RestrictiveVerdict = "licence_required"


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the quota say? An allotment or a place on the list is needed."""
    found = licensing_outcome(rule, inquiry, rule.terms.usual_verdict)
    notes = list(found.notes)
    if rule.terms.allocation is not None:
        notes.append(rule.terms.allocation)
    notes += [volume_note(one) for one in volumes_on(rule.terms.volumes, inquiry.day)]
    return replace(found, notes=tuple(notes))


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
