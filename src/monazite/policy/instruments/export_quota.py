"""Export quota and state-trading list: a limited amount leaves, or only named firms may export.

Reading one: exports limited to a share of normal. Reading two: an allotment (or a place on the
list) is needed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.labels import Label
from monazite.policy.amounts import Volume
from monazite.policy.licensing import Licensing, RestrictiveVerdict
from monazite.policy.scope import ActId


class Terms(Licensing):
    """What does the quota say?

    kind      : `quota` (an amount), `state_trading_list` (named exporters), or both
    volumes   : per period
    allocation : who gets a share, by which rule
    holders   : act with the list of firms that hold a share or a place
    usual_verdict : for those who may hold one; without allotment goods cannot leave
    """

    kind: Literal["quota", "state_trading_list", "quota_and_list"]
    volumes: Annotated[tuple[Volume, ...], Field(max_length=200)] = ()
    allocation: Label | None = None
    holders: ActId | None = None
    usual_verdict: RestrictiveVerdict = "licence_required"
