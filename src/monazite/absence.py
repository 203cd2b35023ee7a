"""Known, unknown, not applicable: the three states of every value.

Missing is never a number. A value nobody has found is :class:`Unknown`, a value that cannot exist
is :class:`NotApplicable`; both carry the reason. Neither can be added, compared or used as a truth
value, so a gap cannot slip into a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeGuard, TypeVar

from monazite.errors import DataError, DefinitionError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

UNKNOWN_CELL = "unknown"
"""How an unknown value is written in CSV and YAML."""

NOT_APPLICABLE_CELL = "n/a"
"""How a value that cannot exist is written in CSV and YAML."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Gap:
    reason: str

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise DataError.one(
                where=type(self).__name__,
                found="no reason",
                expected="a sentence that says why the value is absent",
            )

    def __bool__(self) -> NoReturn:
        raise DataError.one(
            where=str(self),
            found="an absent value used as true or false",
            expected="a known value",
            because="absence is neither yes nor no",
            advice="ask is_known(value) first",
        )


class Unknown(_Gap):
    """Which value exists but has not been found, and why not?

    reason : a sentence, not empty. Used as a truth value it raises DataError.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return f"unknown ({self.reason})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _schema(cls, UNKNOWN_CELL)


class NotApplicable(_Gap):
    """Which value cannot exist, and why not?

    reason : a sentence, not empty. Used as a truth value it raises DataError.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return f"not applicable ({self.reason})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _schema(cls, NOT_APPLICABLE_CELL)


Absent: TypeAlias = Unknown | NotApplicable
"""A value that is not there: unknown or not applicable."""


def is_known(value: T | Unknown | NotApplicable) -> TypeGuard[T]:
    """Is there a value, rather than a stated absence?

    None is neither and raises TypeError.
    """
    if value is None:
        raise TypeError("None says nothing: absence is Unknown(reason) or NotApplicable(reason)")
    return not isinstance(value, _Gap)


def first_absent(*values: object) -> Unknown | NotApplicable | None:
    """Which absence decides a result made from all `values`? None if all are known.

    Unknown goes before NotApplicable: as long as one part is not known, it is not known either
    whether the result applies.
    """
    for kind in (Unknown, NotApplicable):
        for value in values:
            if isinstance(value, kind):
                return value
    return None


def require_known(value: T | Unknown | NotApplicable, where: str) -> T:
    """What is the value, if it is known? Raises DataError with the stated reason if not."""
    if is_known(value):
        return value
    raise DataError.one(
        where=where,
        found=str(value),
        expected="a known value",
        because="an absent value cannot be calculated with",
    )


def _schema(kind: type[_Gap], cell: str) -> CoreSchema:
    """In definitions an absence is written as its cell text, or {cell text: reason}."""
    from pydantic_core import core_schema

    def read(value: Any) -> _Gap:
        if isinstance(value, kind):
            return value
        if value == cell:
            return kind("stated without a reason")
        if isinstance(value, dict) and list(value) == [cell]:
            reason = value[cell]
            if isinstance(reason, str) and reason.strip():
                return kind(reason)
        raise DefinitionError.one(
            where="", found="", expected=f"the text {cell} (or a mapping {{{cell}: reason}})"
        )

    def write(gap: _Gap) -> dict[str, str]:
        return {cell: gap.reason}

    return core_schema.no_info_plain_validator_function(
        read, serialization=core_schema.plain_serializer_function_ser_schema(write)
    )
