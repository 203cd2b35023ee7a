"""Which economies a rule names: single ones, dated groups, members of an agreement, or all.

Written as `["*"]`, as a list such as `[CHN, EU27]`, or with exceptions:
`{in: ["*"], except: [CHN]}`. A name is an ISO3 code, the id of a group of the vocabulary
(`EU27`, `G7`, ...), or the id of an act whose members are meant (`us/critical-minerals-club`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monazite.errors import DefinitionError, Fault, quoted, suggestion
from monazite.months import Month
from monazite.policy.answer import NO, UNKNOWN, YES, Answer, every, opposite, some
from monazite.regions import economies, groups, membership

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

ALL = "*"
"""Every economy of the world."""

Members = Callable[[str, str, date], Answer]
"""(act id, iso3, day) -> did the economy belong to the act's area on that day?"""


@dataclass(frozen=True)
class Places:
    """Which economies are meant?

    names  : ISO3 codes, group ids, act ids, or "*" alone
    except_ : the same, taken out again
    """

    names: tuple[str, ...]
    except_: tuple[str, ...] = ()

    @classmethod
    def read(cls, value: Any) -> Places:
        """Return what a file writes as places; raise DefinitionError with every unknown name."""
        if isinstance(value, Places):
            return value
        if isinstance(value, str):
            value = [value]
        if isinstance(value, dict):
            if not value or not set(value) <= {"in", "except"} or "in" not in value:
                raise DefinitionError.one(
                    where="", found=quoted(sorted(value)), expected="the keys `in` and `except`"
                )
            places = cls(_names(value["in"]), _names(value.get("except", [])))
        else:
            places = cls(_names(value))
        faults = [
            fault for name in (*places.names, *places.except_) for fault in _name_faults(name)
        ]
        if ALL in places.names and len(places.names) > 1:
            faults.append(Fault("", quoted(places.names), '"*" alone, or names without it'))
        if not places.names:
            faults.append(Fault("", "an empty list", 'at least one name, or ["*"] for all'))
        if faults:
            raise DefinitionError(faults)
        return places

    @property
    def everywhere(self) -> bool:
        """Are all economies meant, without exception?"""
        return self.names == (ALL,) and not self.except_

    @property
    def acts(self) -> tuple[str, ...]:
        """Return the ids of acts whose members are meant."""
        return tuple(name for name in (*self.names, *self.except_) if "/" in name)

    @property
    def fixed(self) -> bool:
        """Are only single economies meant, or all, so that nothing about them changes in time?"""
        names = (*self.names, *self.except_)
        return not any("/" in name or name in _group_ids() for name in names)

    def hold(self, iso3: str | None, day: date, members: Members) -> Answer:
        """Is an economy among them on a day? None is an economy not known."""
        if self.everywhere:
            return YES
        if iso3 is None:
            return UNKNOWN
        inside = some(_holds(name, iso3, day, members) for name in self.names)
        outside = some(_holds(name, iso3, day, members) for name in self.except_)
        return every((inside, opposite(outside)))

    def written(self) -> str:
        """Return the places as a file writes them."""
        front = ", ".join(self.names)
        return f"{front} except {', '.join(self.except_)}" if self.except_ else front

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        names = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {
            "anyOf": [
                {"type": "string"},
                names,
                {
                    "type": "object",
                    "required": ["in"],
                    "additionalProperties": False,
                    "properties": {"in": names, "except": names},
                },
            ]
        }


EVERYWHERE = Places((ALL,))
"""All economies."""


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise DefinitionError.one(where="", found=quoted(value), expected="a list of names")
    return tuple(value)


def _name_faults(name: str) -> list[Fault]:
    if name == ALL or "/" in name or name in _known():
        return []
    return [
        Fault(
            "",
            quoted(name),
            "an ISO3 code, a group id, the id of an act with members, or *",
            because="a rule for a place that does not exist would catch nothing, without a word",
            advice=suggestion(name, _known()),
        )
    ]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(each.iso3 for each in economies()) | frozenset(each.id for each in groups())


@lru_cache(maxsize=1)
def _group_ids() -> frozenset[str]:
    return frozenset(each.id for each in groups())


def _holds(name: str, iso3: str, day: date, members: Members) -> Answer:
    if name in (ALL, iso3):
        return YES
    if "/" in name:
        return members(name, iso3, day)
    if name not in _group_ids():
        return NO
    return _in_group(name, iso3, day.year, day.month)


@lru_cache(maxsize=65536)
def _in_group(name: str, iso3: str, year: int, month: int) -> Answer:
    found = membership(name, iso3, Month(year, month))
    if found is True:
        return YES
    return NO if found is False else UNKNOWN
