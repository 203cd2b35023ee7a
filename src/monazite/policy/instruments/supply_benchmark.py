"""Supply benchmark: shares a union or state aims at. An indicator, never a duty on a firm.

Reading one: none, by definition. Reading two: a note that nothing is required.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.policy.amounts import Target


class Terms(Definition):
    """Which shares are aimed at?"""

    targets: Annotated[tuple[Target, ...], Field(min_length=1, max_length=40)]
