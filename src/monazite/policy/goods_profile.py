"""What is known about the goods of one transaction: words, elements, forms, numbers, parts.

Text, the field `elements`, the parameters and the parts are put together here. Where two of them
contradict each other, that is a fault of the transaction, never silently settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from monazite.errors import Fault
from monazite.policy.answer import NO, Answer
from monazite.policy.extent import Extent
from monazite.policy.form import forms
from monazite.policy.good_text import GoodText, read_good
from monazite.policy.transaction import Part, Transaction


@dataclass(frozen=True)
class Substance:
    """What is one good made of, and what is it, as far as it was said?

    good     : text as given, None if none
    text     : its reading, None if there is none
    elements : surely in it; absent: surely not
    groups   : at least one of each set is in it
    closed   : nothing else that matters is in it
    matter, shape : forms named
    holds    : it is a thing that may hold other goods as parts; None if not even the form is known
    answers  : memory of questions about items already answered (same goods, same answer)
    """

    good: str | None
    text: GoodText | None
    elements: frozenset[str]
    absent: frozenset[str]
    groups: tuple[frozenset[str], ...]
    closed: bool
    matter: frozenset[str]
    shape: frozenset[str]
    hs: tuple[str, ...]
    holds: bool | None
    answers: dict[int, tuple[Answer, str]] = field(
        default_factory=dict, compare=False, repr=False, hash=False
    )

    @property
    def recognised(self) -> bool:
        """Is anything known of what it is?"""
        return bool(self.elements or self.groups or self.matter or self.shape)


@dataclass(frozen=True)
class GoodsProfile:
    """The goods of a transaction, or one of its parts.

    substance   : what it is
    numbers     : parameter -> extent, from text and parameters
    parts       : what is inside; None if not known
    parts_known : the list of parts is complete
    origin, made_with_chinese_technology, value_share : of a part
    """

    substance: Substance
    numbers: Mapping[str, Extent]
    parts: tuple[GoodsProfile, ...] | None
    parts_known: bool
    origin: str | None = None
    made_with_chinese_technology: bool | None = None
    value_share: float | None = None


def profile(goods: Transaction | Part) -> GoodsProfile:
    """What is known about the goods of a transaction? See also :func:`contradictions`."""
    contents = None if goods.elements is None else tuple(goods.elements.items())
    substance = _substance(goods.good, contents, goods.hs or ())
    numbers = _numbers(substance, contents, goods.parameters)
    text = substance.text
    if goods.contains is not None:
        parts: tuple[GoodsProfile, ...] | None = tuple(profile(part) for part in goods.contains)
        complete = True
    elif text is not None and text.inside is not None:
        parts, complete = (_implied(text.inside),), False
    else:
        parts, complete = None, False
    if isinstance(goods, Part):
        return GoodsProfile(
            substance,
            numbers,
            parts,
            complete,
            goods.origin,
            goods.made_with_chinese_technology,
            goods.value_share,
        )
    return GoodsProfile(substance, numbers, parts, complete)


def contradictions(goods: Transaction | Part, where: str = "") -> list[Fault]:
    """What in the description of goods contradicts itself? Parts included."""
    faults: list[Fault] = []
    text = None if goods.good is None else read_good(goods.good)
    front = f"{where}." if where else ""
    if text is not None and goods.elements is not None:
        present = {symbol for symbol, content in goods.elements.items() if content != 0}
        left_out = sorted(text.spelled - present)
        if left_out:
            faults.append(
                Fault(
                    f"{front}elements",
                    f"{', '.join(goods.elements)}, without {', '.join(left_out)}",
                    f"all elements that `good` names: {', '.join(sorted(text.spelled))}",
                    because="the list of elements is taken as complete",
                )
            )
        denied = sorted(text.absent & present)
        if denied:
            faults.append(
                Fault(
                    f"{front}elements",
                    f"{', '.join(denied)}, which the words of `good` say is not in it",
                    "one of both",
                )
            )
    if text is not None:
        for name, extent in text.numbers.items():
            given = goods.parameters.get(name)
            number = isinstance(given, int | float) and not isinstance(given, bool)
            if number and extent.compare("=", float(str(given))) == NO:
                faults.append(
                    Fault(
                        f"{front}parameters.{name}",
                        f"{given:g}, while the words of `good` say {extent}",
                        "one of both",
                    )
                )
    for position, part in enumerate(goods.contains or ()):
        faults += contradictions(part, f"{front}contains[{position}]")
    return faults


@lru_cache(maxsize=4096)
def _substance(
    good: str | None, contents: tuple[tuple[str, float | None], ...] | None, hs: tuple[str, ...]
) -> Substance:
    text = None if good is None else read_good(good)
    elements = frozenset[str]() if text is None else text.elements
    absent = frozenset[str]() if text is None else text.absent
    groups = () if text is None else text.groups
    closed = False if text is None else text.closed
    if contents is not None:
        elements |= frozenset(symbol for symbol, content in contents if content != 0)
        elements -= frozenset(symbol for symbol, content in contents if content == 0)
        groups, closed = (), True
        absent = absent - elements
    matter = frozenset[str]() if text is None else text.matter
    shape = frozenset[str]() if text is None else text.shape
    table = forms()
    holds: bool | None = None
    if matter:
        holds = any(table[name].contains for name in matter)
    return Substance(good, text, elements, absent, groups, closed, matter, shape, hs, holds)


def _numbers(
    substance: Substance,
    contents: tuple[tuple[str, float | None], ...] | None,
    given: Mapping[str, Any],
) -> Mapping[str, Extent]:
    found = {} if substance.text is None else dict(substance.text.numbers)
    for symbol, content in contents or ():
        if content is not None:
            found[f"{symbol.lower()}_pct"] = Extent.exactly(content)
    for name, value in given.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[name] = Extent.exactly(value)
    return found


def _implied(inside: GoodText) -> GoodsProfile:
    """Return the part that a description names as being inside."""
    table = forms()
    substance = Substance(
        None,
        inside,
        inside.elements,
        inside.absent,
        inside.groups,
        inside.closed,
        inside.matter,
        inside.shape,
        (),
        any(table[name].contains for name in inside.matter) if inside.matter else None,
    )
    return GoodsProfile(substance, inside.numbers, None, False)
