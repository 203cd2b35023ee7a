"""The model's clock: calendar months.

Time in Monazite is the calendar month. A day never enters the market, only the law: a rule in
force on the 4th of April is seen by the market through its month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, overload

from monazite.errors import DefinitionError, quoted

if TYPE_CHECKING:
    from datetime import date

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_FORM = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """Which calendar month?

    year  : 0 to 9999, proleptic Gregorian
    month : 1 (January) to 12 (December)

    Ordered by time. `month + 3` is three months later; `later - earlier` counts months.
    Raises DefinitionError if year or month is out of range or not a whole number.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("year", self.year, 0, 9999),
            ("month", self.month, 1, 12),
        ):
            if type(value) is not int or not low <= value <= high:
                raise DefinitionError.one(
                    where="Month",
                    found=f"{name} {quoted(value)}",
                    expected=f"a whole number from {low} to {high}",
                )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Which month does a text of the form 2025-04 name? Raises DefinitionError otherwise."""
        match = _FORM.fullmatch(text) if isinstance(text, str) and text.isascii() else None
        if match is None or not 1 <= int(match[2]) <= 12:
            raise DefinitionError.one(
                where="month",
                found=quoted(text),
                expected="a month written as year-month, such as 2025-04",
                advice="write four digits, a hyphen and a month from 01 to 12, without a day",
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def at(cls, index: int) -> Self:
        """Which month has this index (months since 0000-01)?"""
        return cls(index // 12, index % 12 + 1)

    @classmethod
    def containing(cls, day: date) -> Self:
        """In which month does a day lie?"""
        return cls(day.year, day.month)

    @property
    def index(self) -> int:
        """How many months lie between 0000-01 and this month? Months, 0 for 0000-01."""
        return self.year * 12 + self.month - 1

    def __add__(self, months: int) -> Month:
        if type(months) is not int:
            return NotImplemented
        return Month.at(self.index + months)

    __radd__ = __add__

    @overload
    def __sub__(self, other: Month) -> int: ...
    @overload
    def __sub__(self, other: int) -> Month: ...
    def __sub__(self, other: Month | int) -> Month | int:
        if isinstance(other, Month):
            return self.index - other.index
        if type(other) is not int:
            return NotImplemented
        return Month.at(self.index - other)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        def read(value: Any) -> Month:
            return value if isinstance(value, Month) else cls.parse(value)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.to_string_ser_schema()
        )


def span(start: Month, count: int) -> tuple[Month, ...]:
    """Which months follow, beginning with `start`?

    count : how many months, 0 or more. Raises DefinitionError if it is negative.
    """
    if type(count) is not int or count < 0:
        raise DefinitionError.one(
            where=f"span from {start}",
            found=quoted(count),
            expected="a whole number of months, 0 or more",
        )
    return tuple(Month.at(start.index + step) for step in range(count))
