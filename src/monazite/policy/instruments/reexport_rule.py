"""Re-export rule: goods made or held abroad need permission because of what is in them.

Reading one: a release rule on bound material outside the jurisdiction. Reading two: licence
required of the foreign exporter once the trigger is pulled.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.definition import Definition
from monazite.policy.citation import Name
from monazite.policy.licensing import Licensing, RestrictiveVerdict
from monazite.policy.places import Places


class ValueShare(Definition):
    """Which value share of foreign content pulls the trigger?

    content_items : items (of this act's goods) whose value counts
    origins       : where the content was made
    comparator, share : such as `>=` 0.001; a fraction of the value of the item
    """

    content_items: Annotated[tuple[Name, ...], Field(min_length=1, max_length=200)]
    origins: Places
    comparator: Literal[">=", ">"]
    share: Annotated[float, Field(ge=0, le=1)]


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
