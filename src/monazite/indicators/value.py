"""What can an indicator say: a number, or in words why there is none?"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError

Value: TypeAlias = float | Unknown | NotApplicable
"""A finite number, or the reason why it is unknown or cannot exist."""

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
TextArray: TypeAlias = npt.NDArray[np.str_]


T = TypeVar("T")


def unless(gap: Unknown | None, value: T) -> T | Unknown:
    """Which value holds: `value`, or the stated gap if there is one?"""
    return value if gap is None else gap


def share_of(part: float, whole: float, nothing: str) -> Value:
    """Which share of `whole` is `part`?

    part, whole : same unit and basis, finite; whole not negative
    nothing     : why there is no share if `whole` is zero, as a sentence
    returns     : part / whole, or NotApplicable(nothing) where whole is 0

    The result is not forced between 0 and 1. Raises DataError if either number is not finite or
    `whole` is negative.
    """
    require_quantity(whole, "whole of a share")
    if not np.isfinite(part):
        raise DataError.one(where="part of a share", found=f"{part}", expected="a finite number")
    if whole == 0:
        return NotApplicable(nothing)
    return float(part) / float(whole)


def require_quantity(value: float, where: str) -> float:
    """Which quantity is it? Raises DataError if it is negative or not finite."""
    if not np.isfinite(value) or value < 0:
        raise DataError.one(
            where=where,
            found=f"{value}",
            expected="a finite number, not negative",
            because="a missing quantity is stated as unknown, and tonnes are never negative",
        )
    return float(value)


def require_quantities(values: npt.ArrayLike, where: str) -> FloatArray:
    """Which quantities are they? Raises DataError naming the first negative or not finite one."""
    array = np.asarray(values, dtype=np.float64)
    wrong = ~np.isfinite(array) | (array < 0)
    if wrong.any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise DataError.one(
            where=f"{where}, position {first}",
            found=f"{array[first]}",
            expected="finite numbers, none negative",
            because="a missing quantity is stated as unknown, and tonnes are never negative",
        )
    return array
