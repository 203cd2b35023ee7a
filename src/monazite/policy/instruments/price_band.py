"""Price band: a floor, and licensing of trade above a cap.

Reading one: where levels are known, a floor and a licence gate; most bands are ideas without
levels. Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.stepped import Stepped


class Band(Definition):
    """Which floor and cap for which product? USD per kg; `unknown` where not published."""

    product: Label
    floor_usd_per_kg: Stepped
    cap_usd_per_kg: Stepped


class Terms(Definition):
    """What does the band say?

    bands     : per product
    mechanism : how it would be held (adjustable tariff, licence above the cap)
    """

    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=40)]
    mechanism: Label
