"""Standards, lists and frame laws: what counts as critical, responsible or suspicious.

Reading one: none. Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label


class Terms(Definition):
    """What does the standard set?

    kind     : `market_access`, `critical_list`, `due_diligence`, `disclosure`, `framework`,
               `enforcement`
    requires : in own words
    binds    : who has to meet it; left out: nobody directly
    documents : what proves it
    """

    kind: Literal[
        "market_access", "critical_list", "due_diligence", "disclosure", "framework", "enforcement"
    ]
    requires: Label
    binds: Label | None = None
    documents: Annotated[tuple[Label, ...], Field(max_length=40)] = ()
