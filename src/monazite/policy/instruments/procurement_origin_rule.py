"""Procurement and content origin rules: DFARS, FEOC, domestic content.

Reading one: closed routes for uses that must buy clean material. Reading two: prohibited for the
buyer named, or a benefit lost.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.labels import Label
from monazite.definition import Definition


class Terms(Definition):
    """What does the origin rule say? Covered steps and countries stand in the scope's conditions.

    buyer       : whose purchases it binds
    consequence : `prohibited`, or `loses_eligibility` (a note: the benefit is lost)
    benefit     : what is lost
    waiver      : who may waive it, on which ground
    flow_down   : it binds subcontractors too
    documents   : what proves compliance
    """

    buyer: Label
    consequence: Literal["prohibited", "loses_eligibility"]
    benefit: Label | None = None
    waiver: Label | None = None
    flow_down: bool = False
    documents: Annotated[tuple[Label, ...], Field(max_length=40)] = ()
