"""Units that carry their basis: what exactly is a tonne a tonne of?

A tonne of rare-earth oxide, of metal and of finished magnet are three different things, and so are
a yuan price with and without value-added tax. The list of units is closed, the basis is part of the
unit, and nothing is ever converted across a basis unless the caller hands over a
:class:`Conversion` with its source.

Units:

- mass: ``kg``, ``t`` or ``kt`` followed by a content basis, such as ``t REO``;
- mass per time: the same followed by ``/month`` or ``/year``, such as ``t metal/year``;
- price: ``USD`` per ``kg``, ``t``, ``lb`` or ``troy oz``, ``CNY`` per ``kg`` or ``t`` with
  ``excl. VAT`` or ``incl. VAT``; of the good as quoted, or of a content basis (``USD/kg REO``);
- money: ``USD``, ``million USD``; and ``share``, a fraction (percent is never stored).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from monazite.errors import BasisError, Fault, UnknownNameError, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Dimension: TypeAlias = Literal["mass", "mass per time", "price", "money", "share"]

CONTENT_BASES: Mapping[str, str] = MappingProxyType(
    {
        "REO": "rare-earth oxide contained",
        "oxide": "oxide, whatever the compound",
        "metal": "metal as traded",
        "contained metal": "metal contained in another material",
        "alloy": "alloy, scrap or swarf as weighed",
        "product": "finished product, such as a magnet",
        "gross": "gross weight, content not stated",
    }
)
"""What a tonne may be a tonne of: text of the basis -> what it means."""

_TONNES = {"kg": 1e-3, "t": 1.0, "kt": 1e3, "lb": 0.45359237e-3, "troy oz": 31.1034768e-6}
_MONTHS = {"month": 1.0, "year": 12.0}


@dataclass(frozen=True, slots=True)
class Unit:
    """In what is a number counted?

    text      : how the unit is written, such as ``t REO`` or ``CNY/kg excl. VAT``
    dimension : mass, mass per time, price, money or share
    basis     : what must agree before two numbers may meet: the content of a mass
                (``REO``), the currency, tax and content of a price (``CNY excl. VAT, as quoted``)
    factor    : one of this unit in the base unit of its dimension and basis: t, t/month,
                currency per t, USD; dimensionless, positive

    Take units from :func:`parse_unit`; there are no others.
    """

    text: str
    dimension: Dimension
    basis: str
    factor: float

    def __str__(self) -> str:
        return self.text

    def agrees_with(self, other: Unit) -> bool:
        """May numbers in the two units be added without any further knowledge?"""
        return self.dimension == other.dimension and self.basis == other.basis

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        def read(value: Any) -> Unit:
            return value if isinstance(value, Unit) else parse_unit(value)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.to_string_ser_schema()
        )


@lru_cache(maxsize=1)
def units() -> Mapping[str, Unit]:
    """Which units are there? Text -> unit, the whole closed list."""
    listed: list[Unit] = []
    for weight in ("kg", "t", "kt"):
        for basis in CONTENT_BASES:
            listed.append(Unit(f"{weight} {basis}", "mass", basis, _TONNES[weight]))
            for time, months in _MONTHS.items():
                factor = _TONNES[weight] / months
                listed.append(Unit(f"{weight} {basis}/{time}", "mass per time", basis, factor))
    for weight in ("kg", "t", "lb", "troy oz"):
        for content in ("", *CONTENT_BASES):
            of = content or "as quoted"
            text = f"USD/{weight} {content}".rstrip()
            listed.append(Unit(text, "price", f"USD, {of}", 1 / _TONNES[weight]))
            if weight in ("kg", "t"):
                for tax in ("excl. VAT", "incl. VAT"):
                    text = " ".join(f"CNY/{weight} {content} {tax}".split())
                    listed.append(Unit(text, "price", f"CNY {tax}, {of}", 1 / _TONNES[weight]))
    listed.append(Unit("USD", "money", "USD", 1.0))
    listed.append(Unit("million USD", "money", "USD", 1e6))
    listed.append(Unit("share", "share", "share", 1.0))
    return MappingProxyType({unit.text: unit for unit in listed})


def parse_unit(text: str) -> Unit:
    """Which unit does a text name?

    The text must be written exactly as in the closed list. Raises UnknownNameError, with what is
    missing (a basis, the tax) or the nearest units, for anything else.
    """
    unit = units().get(text) if isinstance(text, str) else None
    if unit is not None:
        return unit
    raise UnknownNameError.one(
        where="unit",
        found=quoted(text),
        expected="a unit with its basis, such as t REO, t metal/year, USD/t, CNY/kg excl. VAT",
        because="tonnes of ore, oxide, metal and magnet, or prices with and without tax, never mix",
        advice=_advice(text) if isinstance(text, str) else "write the unit as text",
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """By which stated factor does one basis become another?

    start, end : the units between which it leads; end = start x factor
    factor     : amount in `end` per one of `start`, positive (t metal per t REO; USD/kg per CNY/kg)
    source     : where the factor comes from, not empty

    A conversion is always explicit: Monazite holds no exchange rate and no oxide factor silently.
    """

    start: Unit
    end: Unit
    factor: float
    source: str

    def __post_init__(self) -> None:
        if not (_is_number(self.factor) and math.isfinite(self.factor) and self.factor > 0):
            raise BasisError.one(
                where=f"conversion from {self.start} to {self.end}",
                found=f"factor {quoted(self.factor)}",
                expected="a finite number greater than 0",
            )
        if not self.source.strip():
            raise BasisError.one(
                where=f"conversion from {self.start} to {self.end}",
                found="no source",
                expected="where the factor comes from",
                because="a converted number must be traceable to its factor",
            )


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much, of what?

    value : a finite number, in `unit`; negative allowed (a difference), NaN and infinity are not
    unit  : a unit of the closed list, or its text

    Adds, subtracts, compares and divides only within one basis; anything else raises BasisError
    that names the conversion needed. `==` compares value and unit as written: 1 t is not the same
    record as 1000 kg.
    """

    value: float
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", _as_unit(self.unit))
        if not (_is_number(self.value) and math.isfinite(self.value)):
            raise BasisError.one(
                where=f"quantity in {self.unit}",
                found=quoted(self.value),
                expected="a finite number",
                because="an absent value is Unknown(reason), never NaN",
            )
        object.__setattr__(self, "value", float(self.value))

    def to(self, unit: Unit | str) -> Quantity:
        """How much is this in another unit of the same basis? Raises BasisError otherwise."""
        other = _as_unit(unit)
        _require_agreement(self.unit, other, f"{self} to {other}")
        if other == self.unit:
            return self
        return Quantity(self.value * self.unit.factor / other.factor, other)

    def through(self, conversion: Conversion) -> Quantity:
        """How much is this on another basis, by a stated factor? In the conversion's end unit."""
        return Quantity(self.to(conversion.start).value * conversion.factor, conversion.end)

    def __add__(self, other: Quantity) -> Quantity:
        if not isinstance(other, Quantity):
            return NotImplemented
        _require_agreement(other.unit, self.unit, f"{self} + {other}")
        return Quantity(self.value + other.to(self.unit).value, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        if not isinstance(other, Quantity):
            return NotImplemented
        _require_agreement(other.unit, self.unit, f"{self} - {other}")
        return Quantity(self.value - other.to(self.unit).value, self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self.unit)

    def __mul__(self, number: float) -> Quantity:
        if not _is_number(number):
            return NotImplemented
        return Quantity(self.value * number, self.unit)

    __rmul__ = __mul__

    def ratio(self, other: Quantity) -> float:
        """How many times `other` is this? Dimensionless; the bases must agree.

        Raises BasisError if they do not, ZeroDivisionError if `other` is zero: nothing sensible
        can be said, and the caller decides what that means.
        """
        _require_agreement(other.unit, self.unit, f"{self} / {other}")
        return self.value / other.to(self.unit).value

    def __lt__(self, other: Quantity) -> bool:
        return self._compare(other, float.__lt__)

    def __le__(self, other: Quantity) -> bool:
        return self._compare(other, float.__le__)

    def __gt__(self, other: Quantity) -> bool:
        return self._compare(other, float.__gt__)

    def __ge__(self, other: Quantity) -> bool:
        return self._compare(other, float.__ge__)

    def __str__(self) -> str:
        return f"{self.value:.6g} {self.unit}"

    def _compare(self, other: Quantity, relation: Callable[[float, float], bool]) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        _require_agreement(other.unit, self.unit, f"{self} compared with {other}")
        return relation(self.value, other.to(self.unit).value)


def _as_unit(unit: Unit | str) -> Unit:
    return parse_unit(unit) if isinstance(unit, str) else unit


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _require_agreement(given: Unit, wanted: Unit, where: str) -> None:
    if given.agrees_with(wanted):
        return
    if given.dimension != wanted.dimension:
        raise BasisError.one(
            where=where,
            found=f"{given} ({given.dimension})",
            expected=f"a {wanted.dimension}, such as {wanted}",
            because="no factor turns one dimension into another",
        )
    raise BasisError(
        (
            Fault(
                where=where,
                found=f"{given} (basis {given.basis})",
                expected=f"{wanted} (basis {wanted.basis})",
                because=_reason(given, wanted),
                advice=f"state the conversion from {given} to {wanted} with its source: "
                f'quantity.through(Conversion(parse_unit("{given}"), parse_unit("{wanted}"), '
                f"factor, source)), factor in {wanted} per {given}",
            ),
        )
    )


def _reason(given: Unit, wanted: Unit) -> str:
    if given.dimension != "price":
        return f"a tonne of {given.basis} is not a tonne of {wanted.basis}"
    money, other = given.basis.split(", ")[0], wanted.basis.split(", ")[0]
    if money[:3] != other[:3]:
        return "Monazite holds no exchange rate: the rate and its month must be stated"
    if money != other:
        return "the rate of value-added tax differs by good and time and must be stated"
    return "a price per tonne of one content is not a price per tonne of another"


def _advice(text: str) -> str | None:
    bare = text.strip()
    if "%" in bare or "percent" in bare.casefold():
        return "percent is never stored: divide by 100 and use the unit share"
    if bare in ("kg", "t", "kt"):
        return "state the basis: " + ", ".join(f"{bare} {basis}" for basis in CONTENT_BASES)
    if bare.startswith("CNY/") and "VAT" not in bare:
        return f"state the tax: {bare} excl. VAT or {bare} incl. VAT"
    return suggestion(bare, units())
