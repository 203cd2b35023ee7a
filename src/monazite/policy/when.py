"""Days of the law: exact, known to the month or year, between two days, or not known.

A date is written as `2025-04-04`, `2025-04`, `2025`, `{earliest: 2025-02-01, latest: 2025-02-28}`
(either may be left out) or `unknown`. What is not known exactly stays a span of days; nobody
rounds it to the first of the month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from monazite.errors import DefinitionError, quoted
from monazite.policy.answer import NO, UNKNOWN, YES, Answer

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

_DAY = timedelta(days=1)
_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EXPECTED = "a day (2025-04-04), a month (2025-04), a year (2025), {earliest, latest} or unknown"


@dataclass(frozen=True)
class When:
    """On which day, as far as that is known?

    earliest : not before this day; None if nothing is known
    latest   : surely by this day; None if nothing is known, or if it may not have happened
    written  : how the file writes it
    """

    earliest: date | None
    latest: date | None
    written: str

    @classmethod
    def on(cls, day: date) -> When:
        """Return an exact day."""
        return cls(day, day, day.isoformat())

    @classmethod
    def read(cls, value: Any) -> When:
        """Return what a file writes as a date; raise DefinitionError if it is none."""
        if isinstance(value, When):
            return value
        if isinstance(value, date):
            return cls.on(value)
        if isinstance(value, str):
            return cls._from_text(value)
        if type(value) is int and 1000 <= value <= 9999:
            return cls._from_text(str(value))
        if isinstance(value, dict) and value and set(value) <= {"earliest", "latest"}:
            parts = {key: cls._from_text(str(text)) for key, text in value.items()}
            earliest = parts["earliest"].earliest if "earliest" in parts else None
            latest = parts["latest"].latest if "latest" in parts else None
            if earliest and latest and latest < earliest:
                raise _fault(f"{earliest} to {latest}", "an earliest day not after the latest")
            shown = f"{earliest or '?'} to {latest or '?'}"
            return cls(earliest, latest, shown)
        if isinstance(value, dict) and list(value) == ["unknown"]:
            return cls(None, None, "unknown")
        raise _fault(quoted(value), _EXPECTED)

    @classmethod
    def _from_text(cls, text: str) -> When:
        if text == "unknown":
            return cls(None, None, text)
        match = _FORM.fullmatch(text) if text.isascii() else None
        if match is None:
            raise _fault(quoted(text), _EXPECTED)
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            assert year is not None
            first = date(year, month or 1, day or 1)
            last_month = month or 12
            last = date(year, last_month, day or monthrange(year, last_month)[1])
        except ValueError:
            raise _fault(quoted(text), "a day that exists in the calendar") from None
        return cls(first, last, text)

    @property
    def day(self) -> date | None:
        """Return the day if it is known exactly, else None."""
        return self.earliest if self.earliest == self.latest else None

    @property
    def known(self) -> bool:
        """Is anything known about the day?"""
        return self.earliest is not None or self.latest is not None

    def reached(self, day: date) -> Answer:
        """Has the day come by the end of `day`?"""
        if self.latest is not None and self.latest <= day:
            return YES
        if self.earliest is not None and day < self.earliest:
            return NO
        return UNKNOWN

    def passed(self, day: date) -> Answer:
        """Does `day` lie after it?"""
        if self.latest is not None and self.latest < day:
            return YES
        if self.earliest is not None and day <= self.earliest:
            return NO
        return UNKNOWN

    @property
    def turns(self) -> tuple[date, ...]:
        """Return the days from which on :meth:`reached` or :meth:`passed` may answer otherwise."""
        known = (day for day in (self.earliest, self.latest) if day is not None)
        return tuple(
            turn for day in known for turn in ((day, day + _DAY) if day < date.max else (day,))
        )

    def __str__(self) -> str:
        return self.written

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        day = {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$|^unknown$"}
        bounds = {"type": "object", "additionalProperties": False}
        bounds["properties"] = {"earliest": day, "latest": day}
        return {"anyOf": [day, {"type": "integer"}, bounds]}


def _fault(found: str, expected: str) -> DefinitionError:
    return DefinitionError.one(
        where="",
        found=found,
        expected=expected,
        because="the law is read day by day",
    )
