"""Re-export rule: goods made or held abroad need permission because of what is in them.

Reading one: a release rule on bound material outside the jurisdiction. Reading two: licence
required of the foreign exporter once the trigger is pulled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.answer import NO, UNKNOWN, YES, every, some
from monazite.policy.citation import Name
from monazite.policy.extent import Extent
from monazite.policy.licensing import Licensing, RestrictiveVerdict
from monazite.policy.outcome import Outcome, licensing_outcome
from monazite.policy.places import Places
from monazite.policy.question import Finding

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.library import ReadyRule
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("re-export rule", "再出口规则")
"""Name of the instrument."""


class ValueShare(LightDefinition):
    """Which value share of foreign content pulls the trigger?

    content_items : items (of this act's goods) whose value counts
    origins       : where the content was made
    comparator, share : such as `>=` 0.001; a fraction of the value of the item
    """

    content_items: Annotated[tuple[Name, ...], Bounds(min_length=1, max_length=200)]
    origins: Places
    comparator: Literal[">=", ">"]
    share: Annotated[float, Bounds(ge=0, le=1)]


class Terms(Licensing):
    """What does the re-export rule say?

    trigger     : `origin` (the goods come from the jurisdiction), `value_share` (they contain its
                  goods), or `technology` (they were made with its technology)
    value_share : for the trigger of that name
    technology_origins : for the trigger `technology`
    """

    trigger: Literal["origin", "value_share", "technology"]
    value_share: ValueShare | None = None
    technology_origins: Places | None = None
    usual_verdict: RestrictiveVerdict = "licence_required"


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the rule say of a shipment that it reaches?"""
    return licensing_outcome(rule, inquiry, rule.terms.usual_verdict)


def asks(rule: Rule, inquiry: Inquiry, ready: ReadyRule) -> Finding:
    """Is the trigger pulled: foreign origin, value share, or technology?

    The share is the field of the transaction where given, else it is added up over the parts; parts
    of unknown value leave a range. Origin and technology stand in the scope.
    """
    terms = rule.terms
    if terms.trigger != "value_share" or terms.value_share is None:
        return Finding(YES, "applies")
    told = inquiry.values.fields.get("chinese_content_value_share")
    limit = terms.value_share
    if told is not None:
        extent = Extent.exactly(float(told))
    elif inquiry.goods.parts_known:
        extent = _added_up(limit, inquiry, ready)
    else:
        ask = ("chinese_content_value_share", "contains")
        return Finding(UNKNOWN, "condition_unclear", ask, _fact(limit))
    answer = extent.compare(limit.comparator, limit.share)
    if answer == YES:
        return Finding(YES, "applies", (), (*_fact(limit), ("share", str(extent))))
    if answer == NO:
        return Finding(NO, "condition_not_met", (), (*_fact(limit), ("share", str(extent))))
    return Finding(UNKNOWN, "condition_unclear", ("chinese_content_value_share",), _fact(limit))


def _fact(limit: ValueShare) -> tuple[tuple[str, str], ...]:
    return (("chinese_content_value_share", f"{limit.comparator} {limit.share:g}"),)


def _added_up(limit: ValueShare, inquiry: Inquiry, ready: ReadyRule) -> Extent:
    """Return the value share of content from the jurisdiction, over all parts that may be it."""
    lines = inquiry.library.lines(ready.act.id, limit.content_items)
    low = high = 0.0
    for part in inquiry.goods.parts or ():
        values = inquiry.values.of_part(part)
        listed = some(line.matches(part, values).answer for line in lines)  # type: ignore[misc]
        made = limit.origins.hold(part.origin, inquiry.day, inquiry.library.member)
        here = every((listed, made))
        if here == NO:
            continue
        share = part.value_share
        if here == YES and share is not None:
            low += share
        high += 1.0 if share is None else share
    return Extent(low, min(high, 1.0))


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """What the market blocks say; nothing without them (see `no_market_effect`)."""
    from monazite.policy.block_effects import block_effects

    return block_effects(reading)
