"""Research support for substitutes and processes.

Reading one: none. Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.amounts import Money


class Terms(Definition):
    """What is searched for, with which money?"""

    subject: Label
    amounts: Annotated[tuple[Money, ...], Field(max_length=40)] = ()
