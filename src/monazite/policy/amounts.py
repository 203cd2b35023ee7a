"""Money and tonnes that laws and plans name: amount, unit, span, and how firm it is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.citation import Name, Sentence
from monazite.policy.when import When

Commitment = Literal["paid", "signed", "conditional", "letter_of_intent", "announced", "requested"]
"""How firm is a sum of money, firmest first?"""


class Money(Definition):
    """Which sum, in which currency, how firm?

    value    : in units of the currency (not millions); left out: not published
    currency : ISO 4217
    """

    value: Annotated[float, Field(gt=0)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    commitment: Commitment
    for_: Label | None = Field(alias="for", default=None)
    date: When | None = None
    citations: Annotated[tuple[Name, ...], Field(max_length=20)] = ()


class Volume(Definition):
    """How much in which period?

    start, until : first and last day, written `from` and `until`
    value    : left out: not published
    unit     : tonnes with basis, such as `t REO`, `t gross`, `t metal`
    series   : tells two published series apart that must not be mixed
    """

    start: When = Field(alias="from")
    until: When | None = None
    value: Annotated[float, Field(ge=0)] | None = None
    unit: Annotated[str, Field(min_length=1, max_length=60)]
    for_: Label | None = Field(alias="for", default=None)
    series: Name | None = None
    note: Sentence | None = None
    citations: Annotated[tuple[Name, ...], Field(max_length=20)] = ()


class Target(Definition):
    """Which number is aimed at or demanded, by when?

    measure  : what is measured, in own words
    comparator, share : such as `at_least` 0.4; a share is a fraction, never a percentage
    value, unit : for numbers that are no shares
    by       : from this day on
    elements : for which elements; left out: for all together
    """

    id: Name
    measure: Label
    comparator: Literal["at_least", "at_most", "equal_to"]
    share: Annotated[float, Field(ge=0)] | None = None
    value: float | None = None
    unit: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    by: When
    elements: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    note: Sentence | None = None
