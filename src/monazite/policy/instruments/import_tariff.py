"""Import tariff: entering costs more. Also surcharges, anti-dumping duties, minimum import prices.

Reading one: an ad-valorem charge on the routes. Reading two: a note with the rate of the day.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.stepped import Stepped


class Terms(Definition):
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
    content_element: Annotated[str, Field(pattern=r"^[A-Z][a-z]?$")] | None = None
    stacking: Label | None = None
