"""Producer price floor or contract for difference, with sharing of the upside.

Reading one: a top-up for covered facilities (:class:`monazite.effects.ProducerFloor`); the market
price to others is unchanged. Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.stepped import Stepped


class Terms(Definition):
    """What does the floor guarantee?

    payer, beneficiary : who pays, who receives
    floor_usd_per_kg   : guaranteed price by day; `unknown` if not published
    product            : what is priced, with purity and basis
    index              : benchmark that the floor is compared with; left out: not seen
    volume_t_per_year  : covered amount; left out: all, or not published
    upside_share       : share of what exceeds `upside_above_usd_per_kg` that goes to the payer
    upside_cap_usd_per_year : most the payer gets
    """

    payer: Label
    beneficiary: Label
    floor_usd_per_kg: Stepped
    product: Label
    index: Label | None = None
    volume_t_per_year: Annotated[float, Field(gt=0)] | None = None
    upside_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    upside_above_usd_per_kg: Annotated[float, Field(gt=0)] | None = None
    upside_cap_usd_per_year: Annotated[float, Field(gt=0)] | None = None
    settlement: Label | None = None
