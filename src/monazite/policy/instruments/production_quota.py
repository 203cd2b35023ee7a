"""Production, separation or mining quota at home.

Reading one: capacity at home is multiplied. Reading two: a note, or a prohibition for those who
hold no quota.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.amounts import Volume


class Terms(Definition):
    """What may be produced, by whom?

    stage     : `mining`, `separation`, `smelting`, `all`
    volumes   : per year and series
    operators : who may produce
    covers_imports : material from abroad counts too
    """

    stage: Literal["mining", "separation", "smelting", "all"]
    volumes: Annotated[tuple[Volume, ...], Field(max_length=200)] = ()
    operators: Label | None = None
    covers_imports: bool = False
