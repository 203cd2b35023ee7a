"""Entity lists: control list, watch list, unreliable entities, white list.

The names stand in the act's `entities`. Reading one: usually none in a market of countries.
Reading two: prohibited, or stricter licensing, for shipments to the listed.
"""

from __future__ import annotations

from typing import Literal

from monazite.labels import Label
from monazite.policy.licensing import Licensing, RestrictiveVerdict


class Terms(Licensing):
    """What does being on the list mean?

    list        : `control`, `watch`, `unreliable`, `procurement_exclusion`, `white`
    consequence : verdict for a shipment to a listed party; left out: a note only
    effect      : what the list does, in own words
    """

    list: Literal["control", "watch", "unreliable", "procurement_exclusion", "white"]
    consequence: RestrictiveVerdict | None = None
    effect: Label
