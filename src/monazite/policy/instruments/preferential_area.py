"""Preferential area: membership that changes other rules' scope.

The members stand in the act's `members`; other rules name the act among their places. Reading one:
through those rules. Reading two: a note on what membership gives.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.citation import Name


class Commitment(Definition):
    """What did the members promise?"""

    id: Name
    says: Label


class Terms(Definition):
    """What does membership give?

    binding     : the text binds in law
    commitments : promises, in own words
    """

    binding: bool
    commitments: Annotated[tuple[Commitment, ...], Field(max_length=60)] = ()
