"""How large is a quantity, as far as it is known? A number, or a range with open or closed ends.

"99.99 % or more" is a range; whether it exceeds 99.999 % is then not known. Comparing gives yes, no
or unknown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from monazite.policy.answer import NO, UNKNOWN, YES, Answer


@dataclass(frozen=True, slots=True)
class Extent:
    """Between which numbers does a quantity lie?

    low, high : ends; infinite where open-ended
    low_out, high_out : the end itself is not included
    """

    low: float
    high: float
    low_out: bool = False
    high_out: bool = False

    @classmethod
    def exactly(cls, value: float) -> Extent:
        """Return a known number."""
        return cls(float(value), float(value))

    @classmethod
    def compared(cls, comparator: str, value: float) -> Extent:
        """Return the range that a comparator and a number name; exact for `=` and nothing."""
        if comparator == ">=":
            return cls(value, math.inf)
        if comparator == ">":
            return cls(value, math.inf, low_out=True)
        if comparator == "<=":
            return cls(-math.inf, value)
        if comparator == "<":
            return cls(-math.inf, value, high_out=True)
        return cls.exactly(value)

    def within(self, low: float | None, high: float | None) -> Extent:
        """Return the part of the range that a quantity with natural bounds can have."""
        bottom = -math.inf if low is None else low
        top = math.inf if high is None else high
        lower = max(self.low, bottom)
        upper = min(self.high, top)
        return Extent(
            lower,
            upper,
            self.low_out and lower == self.low,
            self.high_out and upper == self.high,
        )

    def compare(self, comparator: str, value: float) -> Answer:
        """Does the quantity stand in this relation (`>=`, `>`, `<=`, `<`, `=`, `!=`) to `value`?"""
        return _COMPARE[comparator](self, value)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:g}"
        if math.isinf(self.high):
            return f"{'>' if self.low_out else '>='} {self.low:g}"
        if math.isinf(self.low):
            return f"{'<' if self.high_out else '<='} {self.high:g}"
        return f"{self.low:g} to {self.high:g}"


def _at_least(extent: Extent, value: float) -> Answer:
    if extent.low >= value:
        return YES
    if extent.high < value or (extent.high == value and extent.high_out):
        return NO
    return UNKNOWN


def _more_than(extent: Extent, value: float) -> Answer:
    if extent.low > value or (extent.low == value and extent.low_out):
        return YES
    return NO if extent.high <= value else UNKNOWN


def _not(answer: Answer) -> Answer:
    return {YES: NO, NO: YES}.get(answer, UNKNOWN)  # type: ignore[return-value]


def _equal(extent: Extent, value: float) -> Answer:
    if extent.low == extent.high == value:
        return YES
    inside = _at_least(extent, value) != NO and _more_than(extent, value) != YES
    return UNKNOWN if inside else NO


_COMPARE: Final = {
    ">=": _at_least,
    ">": _more_than,
    "<": lambda extent, value: _not(_at_least(extent, value)),
    "<=": lambda extent, value: _not(_more_than(extent, value)),
    "=": _equal,
    "!=": lambda extent, value: _not(_equal(extent, value)),
}
