"""Permitting rule: time limits, single window, fast lanes.

Reading one: none in the present market (projects carry their own dates). Reading two: a note.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label


class Limit(Definition):
    """How long may which permit take, in months?"""

    project: Label
    months: Annotated[int, Field(ge=1, le=600)]


class Terms(Definition):
    """What does the rule promise?

    limits        : time limits
    single_window : one office answers for all
    effect        : in own words
    """

    limits: Annotated[tuple[Limit, ...], Field(max_length=20)] = ()
    single_window: bool = False
    effect: Label
