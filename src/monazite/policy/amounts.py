"""Money and tonnes that laws and plans name: amount, unit, span, and how firm it is."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Literal

from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.answer import NO, YES
from monazite.policy.citation import Name, Sentence
from monazite.policy.when import When

Commitment = Literal["paid", "signed", "conditional", "letter_of_intent", "announced", "requested"]
"""How firm is a sum of money, firmest first?"""


class Money(LightDefinition, written_as={"for_": "for"}):
    """Which sum, in which currency, how firm?

    value    : in units of the currency (not millions); left out: not published
    currency : ISO 4217
    """

    value: Annotated[float, Bounds(gt=0)] | None = None
    currency: Annotated[str, Bounds(pattern=r"^[A-Z]{3}$")]
    commitment: Commitment
    for_: Label | None = None
    date: When | None = None
    citations: Annotated[tuple[Name, ...], Bounds(max_length=20)] = ()


class Volume(LightDefinition, written_as={"start": "from", "for_": "for"}):
    """How much in which period?

    start, until : first and last day, written `from` and `until`
    value    : left out: not published
    unit     : tonnes with basis, such as `t REO`, `t gross`, `t metal`
    series   : tells two published series apart that must not be mixed
    """

    start: When
    until: When | None = None
    value: Annotated[float, Bounds(ge=0)] | None = None
    unit: Annotated[str, Bounds(min_length=1, max_length=60)]
    for_: Label | None = None
    series: Name | None = None
    note: Sentence | None = None
    citations: Annotated[tuple[Name, ...], Bounds(max_length=20)] = ()


class Target(LightDefinition):
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
    share: Annotated[float, Bounds(ge=0)] | None = None
    value: float | None = None
    unit: Annotated[str, Bounds(min_length=1, max_length=60)] | None = None
    by: When
    elements: Annotated[tuple[str, ...], Bounds(max_length=100)] = ()
    note: Sentence | None = None


def volumes_on(volumes: tuple[Volume, ...], day: Day) -> tuple[Volume, ...]:
    """Which volumes hold on a day? Those whose period surely or perhaps covers it."""
    return tuple(
        one
        for one in volumes
        if one.start.reached(day) != NO and (one.until is None or one.until.passed(day) != YES)
    )


def volume_note(volume: Volume) -> Label:
    """Say a volume with its period in both languages."""
    en = (
        "an amount not published" if volume.value is None else f"{volume.value:,.10g} {volume.unit}"
    )
    zh = "数量未公布" if volume.value is None else f"{volume.value:,.10g} {volume.unit}"
    until_en = f" to {volume.until}" if volume.until is not None else ""
    until_zh = f"至{volume.until}" if volume.until is not None else "起"
    about_en = f" for {volume.for_.en}" if volume.for_ is not None else ""
    about_zh = f"（{volume.for_.zh}）" if volume.for_ is not None else ""
    return Label(
        f"Volume from {volume.start}{until_en}{about_en}: {en}.",
        f"{volume.start}{until_zh}的数量{about_zh}：{zh}。",
    )
