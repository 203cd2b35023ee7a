"""What is to be shipped: exactly the fields that a reader may fill in.

Everything but the date and the destination may be missing, and missing means unknown; so does the
word `unknown`. Digits may be full-width. What contradicts itself is refused, with every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Day
from typing import Any, Literal, Self, TypeVar

from monazite.errors import Fault, MonaziteError
from monazite.light_definition import LightDefinition, field
from monazite.policy.scope import ALL_END_USES, EndUse
from monazite.policy.transaction_fields import (
    codes,
    contents,
    day,
    economy,
    one_alphabet,
    parameters_given,
    without_unknown,
)

MOST_PARTS = 500
DEEPEST_PARTS = 5
LONGEST_TEXT = 2000
_SUM_TOLERANCE = 1e-6
_LARGEST_EXACT = 2**53


Kind = TypeVar("Kind", bound=LightDefinition)


class Part(LightDefinition):
    """What is contained in a good, with which share of its value?

    value_share : fraction of the value of the whole good; missing: unknown
    """

    good: str | None = None
    hs: tuple[str, ...] | None = None
    elements: dict[str, float | None] | None = None
    origin: str | None = None
    value_share: float | None = None
    made_with_chinese_technology: bool | None = None
    quantity_kg: float | None = None
    contains: tuple[Part, ...] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)


class Transaction(LightDefinition, written_as={"from_": "from"}):
    """Which goods go from where to where, to whom, for what, and when?

    In Python `from_` stands for `from`. All faults come at once: as DefinitionError where read from
    a file or a mapping, as pydantic's ValidationError where the record is built directly.

    date   : day of export or delivery
    good   : free text in Chinese or English, or the id of a good
    hs     : customs codes, 4, 6, 8 or 10 digits, as text
    elements : symbols of what it contains, or symbol -> per cent by mass; taken as complete
    origin : where it was made; from, to : where it leaves and where it goes (ISO3)
    contains : parts with their share of the value; taken as complete
    parameters : what thresholds and conditions ask (:mod:`monazite.policy.parameters`)
    """

    date: Day
    good: str | None = None
    hs: tuple[str, ...] | None = None
    elements: dict[str, float | None] | None = None
    origin: str | None = None
    from_: str | None = None
    to: str
    exporter: str | None = None
    end_user: str | None = None
    end_user_country: str | None = None
    end_use: Literal[EndUse, "unknown"] | None = None
    chinese_content_value_share: float | None = None
    made_with_chinese_technology: bool | None = None
    value_usd: float | None = None
    quantity_kg: float | None = None
    contains: tuple[Part, ...] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)

    def __init__(self, **given: Any) -> None:
        written = {self.written_as.get(name, name): value for name, value in given.items()}
        found = plain_transaction(written) if len(written) == len(given) else None
        if found is None:
            from monazite.policy.written_transaction import WrittenTransaction

            found = as_read(WrittenTransaction(**given))
        self.__dict__.update(found.__dict__)

    def changed(self, **values: Any) -> Self:
        """Return a copy with other values, which are not looked at again."""
        return _built(type(self), {**self.as_mapping(), **values})

    @property
    def crosses(self) -> bool | None:
        """Does it cross a border? None if the place it leaves is not known."""
        return None if self.from_ is None else self.from_ != self.to


def as_read(written: Any) -> Transaction:
    """Return the transaction that a checked WrittenTransaction describes."""
    found: Transaction = _built_from(Transaction, written)
    return found


def _built_from(kind: type[Any], written: Any) -> Any:
    values = {name: getattr(written, name) for name in kind.field_names()}
    if values["contains"] is not None:
        values["contains"] = tuple(_built_from(Part, part) for part in values["contains"])
    return _built(kind, values)


def _built(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    made = object.__new__(kind)
    made.__dict__.update(values)
    return made


def plain_transaction(content: Mapping[str, Any]) -> Transaction | None:
    """Which transaction do plain values describe, where all of them are plainly right?

    None for anything else: whether it is a fault, and which, says
    :class:`~monazite.policy.written_transaction.WrittenTransaction`. A test holds the two together.
    """
    try:
        values = _read(content, _OF_A_TRANSACTION)
    except (_LeftAside, MonaziteError, ArithmeticError, TypeError, ValueError):
        return None
    if "date" not in values or "to" not in values or depth_of(values["contains"]) > DEEPEST_PARTS:
        return None
    return _built(Transaction, {**dict.fromkeys(Transaction.field_names()), **values})


_Readers = Mapping[str, Callable[[Any], Any]]


class _LeftAside(Exception):
    """A value that is not plainly right."""


def _read(content: Mapping[str, Any], readers: _Readers) -> dict[str, Any]:
    values: dict[str, Any] = {"contains": None, "parameters": {}}
    for key, value in without_unknown(content).items():
        if key not in readers:
            raise _LeftAside
        values[key] = readers[key](value)
    if share_faults(values["contains"]):
        raise _LeftAside
    if "from" in values:
        values["from_"] = values.pop("from")
    return values


def _text(value: Any) -> str:
    if type(value) is not str or not 0 < len(value) <= LONGEST_TEXT:
        raise _LeftAside
    value.encode()  # half of a character pair is no text
    return str(one_alphabet(value))


def _day(value: Any) -> Day:
    if type(value) is str:
        value = day(value)
    if type(value) is not Day:
        raise _LeftAside
    return value


def _codes(value: Any) -> tuple[str, ...] | None:
    found: tuple[str, ...] | None = codes(value)
    return found


def _contents(value: Any) -> dict[str, float | None]:
    found = contents(value)
    if type(found) is not dict:
        raise _LeftAside
    return {symbol: None if one is None else _number(one) for symbol, one in found.items()}


def _place(value: Any) -> str:
    if type(value) is not str:
        raise _LeftAside
    return str(economy(value))


def _end_use(value: Any) -> str:
    if type(value) is not str or value not in ALL_END_USES:
        raise _LeftAside
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= _LARGEST_EXACT:
        raise _LeftAside
    return float(value)


def _share(value: Any) -> float:
    found = _number(value)
    if found > 1:
        raise _LeftAside
    return found


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise _LeftAside
    return value


def _parameters(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise _LeftAside
    for name, one in value.items():
        if type(name) is not str or not _plain(one):
            raise _LeftAside
    return parameters_given(dict(value))


def _plain(value: Any) -> bool:
    if type(value) is float or type(value) is int:
        return -_LARGEST_EXACT <= value <= _LARGEST_EXACT
    if type(value) is str:
        value.encode()
        return True
    return value is None or type(value) is bool


def _parts(value: Any) -> tuple[Part, ...]:
    if type(value) not in (list, tuple) or len(value) > MOST_PARTS:
        raise _LeftAside
    return tuple(_part(one) for one in value)


def _part(value: Any) -> Part:
    if isinstance(value, Part):
        value = value.as_mapping()
    if type(value) is not dict:
        raise _LeftAside
    return _built(Part, {**dict.fromkeys(Part.field_names()), **_read(value, _OF_A_PART)})


_OF_A_PART: _Readers = {
    "good": _text,
    "hs": _codes,
    "elements": _contents,
    "origin": _place,
    "value_share": _share,
    "made_with_chinese_technology": _truth,
    "quantity_kg": _number,
    "contains": _parts,
    "parameters": _parameters,
}

_OF_A_TRANSACTION: _Readers = {
    "date": _day,
    "good": _text,
    "hs": _codes,
    "elements": _contents,
    "origin": _place,
    "from": _place,
    "to": _place,
    "exporter": _text,
    "end_user": _text,
    "end_user_country": _place,
    "end_use": _end_use,
    "chinese_content_value_share": _share,
    "made_with_chinese_technology": _truth,
    "value_usd": _number,
    "quantity_kg": _number,
    "contains": _parts,
    "parameters": _parameters,
}
"""Key as a file writes it -> what reads its value."""

FIELDS: tuple[str, ...] = tuple(_OF_A_TRANSACTION)
"""The input fields, in the order of the manual."""


def share_faults(parts: Iterable[Any] | None) -> list[Fault]:
    """Which fault have the value shares of parts together?"""
    total = sum(part.value_share or 0.0 for part in parts or ())
    if total > 1 + _SUM_TOLERANCE:
        return [
            Fault(
                "contains",
                f"value shares that add up to {total:g}",
                "at most 1",
                because="parts cannot be worth more than the whole",
            )
        ]
    return []


def depth_of(parts: Iterable[Any] | None) -> int:
    """How many levels of parts stand inside one another?"""
    return 0 if not parts else 1 + max(depth_of(part.contains) for part in parts)
