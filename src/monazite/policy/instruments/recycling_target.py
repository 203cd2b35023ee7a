"""Recycling target, recovery target, recycled content.

Reading one: none in the present market unless a market block says so. Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.amounts import Target


class Terms(Definition):
    """Which shares are demanded, of whom?

    targets : content, recovery and collection shares
    binds   : who has to meet them
    """

    targets: Annotated[tuple[Target, ...], Field(min_length=1, max_length=60)]
    binds: Label
