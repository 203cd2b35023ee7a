"""Tax credit per unit or per cent of cost.

Reading one: none in the present market unless facilities are named. Reading two: a note on
eligibility.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.stepped import Stepped


class Terms(Definition):
    """What does the credit say?

    kind     : of what the rate is taken: `share_of_cost` (a fraction), `per_kg`, `per_vehicle`,
               `per_kwh`
    rate     : by day; money in `currency`
    conditions : what has to be met, in own words
    """

    kind: Literal["share_of_cost", "per_kg", "per_vehicle", "per_kwh"]
    rate: Stepped
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    conditions: Label | None = None
