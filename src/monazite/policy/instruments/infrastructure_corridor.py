"""Infrastructure corridor: railway, port and power for minerals.

Reading one: none in the present market. Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.amounts import Money
from monazite.policy.places import Places


class Terms(Definition):
    """Which route, for what, with which money?"""

    route: Label
    economies: Places
    amounts: Annotated[tuple[Money, ...], Field(max_length=40)] = ()
