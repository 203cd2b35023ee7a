"""What is to be shipped: exactly the fields that a reader may fill in.

Everything but the date and the destination may be missing, and missing means unknown; so does the
word `unknown`. Digits may be full-width. What contradicts itself is refused, with every fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date as Day
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from monazite.definition import Definition
from monazite.errors import DefinitionError, Fault, quoted, suggestion
from monazite.policy.parameters import Parameter, parameters
from monazite.policy.scope import EndUse
from monazite.regions import economies

Symbol = Annotated[str, Field(pattern=r"^[A-Z][a-z]?$")]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]

MOST_PARTS = 500
DEEPEST_PARTS = 5
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[0-9]+")
_SUM_TOLERANCE = 1e-6

ELEMENTS = frozenset(
    [
        "H",
        "He",
        "Li",
        "Be",
        "B",
        "C",
        "N",
        "O",
        "F",
        "Ne",
        "Na",
        "Mg",
        "Al",
        "Si",
        "P",
        "S",
        "Cl",
        "Ar",
        "K",
        "Ca",
        "Sc",
        "Ti",
        "V",
        "Cr",
        "Mn",
        "Fe",
        "Co",
        "Ni",
        "Cu",
        "Zn",
        "Ga",
        "Ge",
        "As",
        "Se",
        "Br",
        "Kr",
        "Rb",
        "Sr",
        "Y",
        "Zr",
        "Nb",
        "Mo",
        "Tc",
        "Ru",
        "Rh",
        "Pd",
        "Ag",
        "Cd",
        "In",
        "Sn",
        "Sb",
        "Te",
        "I",
        "Xe",
        "Cs",
        "Ba",
        "La",
        "Ce",
        "Pr",
        "Nd",
        "Pm",
        "Sm",
        "Eu",
        "Gd",
        "Tb",
        "Dy",
        "Ho",
        "Er",
        "Tm",
        "Yb",
        "Lu",
        "Hf",
        "Ta",
        "W",
        "Re",
        "Os",
        "Ir",
        "Pt",
        "Au",
        "Hg",
        "Tl",
        "Pb",
        "Bi",
        "Po",
        "At",
        "Rn",
        "Fr",
        "Ra",
        "Ac",
        "Th",
        "Pa",
        "U",
        "Np",
        "Pu",
    ]
)
"""Chemical symbols."""

_ISO3 = frozenset(each.iso3 for each in ())


class Part(Definition):
    """What is contained in a good, with which share of its value?

    value_share : fraction of the value of the whole good; missing: unknown
    """

    good: Text | None = None
    hs: tuple[str, ...] | None = None
    elements: dict[Symbol, float | None] | None = None
    origin: str | None = None
    value_share: Share | None = None
    made_with_chinese_technology: bool | None = None
    quantity_kg: Annotated[float, Field(ge=0)] | None = None
    contains: Annotated[tuple[Part, ...], Field(max_length=MOST_PARTS)] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, content: Any) -> Any:
        return _without_unknown(content)

    @field_validator("hs", mode="before")
    @classmethod
    def _hs(cls, value: Any) -> Any:
        return _codes(value)

    @field_validator("elements", mode="before")
    @classmethod
    def _elements(cls, value: Any) -> Any:
        return _contents(value)

    @field_validator("contains", mode="before")
    @classmethod
    def _parts(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("origin", mode="after")
    @classmethod
    def _origin(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _economy(value, str(info.field_name))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = [*_parameter_faults(self.parameters), *_share_faults(self.contains)]
        if faults:
            raise DefinitionError(faults)
        return self


class Transaction(Definition):
    """Which goods go from where to where, to whom, for what, and when?

    date   : day of export or delivery
    good   : free text in Chinese or English, or the id of a good
    hs     : customs codes, 4, 6, 8 or 10 digits, as text
    elements : symbols of what it contains, or symbol -> per cent by mass; taken as complete
    origin : where it was made; from, to : where it leaves and where it goes (ISO3)
    contains : parts with their share of the value; taken as complete
    parameters : what thresholds and conditions ask (:mod:`monazite.policy.parameters`)
    """

    date: Day
    good: Text | None = None
    hs: tuple[str, ...] | None = None
    elements: dict[Symbol, float | None] | None = None
    origin: str | None = None
    from_: str | None = Field(alias="from", default=None)
    to: str
    exporter: Text | None = None
    end_user: Text | None = None
    end_user_country: str | None = None
    end_use: EndUse | Literal["unknown"] | None = None
    chinese_content_value_share: Share | None = None
    made_with_chinese_technology: bool | None = None
    value_usd: Annotated[float, Field(ge=0)] | None = None
    quantity_kg: Annotated[float, Field(ge=0)] | None = None
    contains: Annotated[tuple[Part, ...], Field(max_length=MOST_PARTS)] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, content: Any) -> Any:
        return _without_unknown(content)

    @field_validator("date", mode="before")
    @classmethod
    def _date(cls, value: Any) -> Any:
        return _day(value)

    @field_validator("hs", mode="before")
    @classmethod
    def _hs(cls, value: Any) -> Any:
        return _codes(value)

    @field_validator("elements", mode="before")
    @classmethod
    def _elements(cls, value: Any) -> Any:
        return _contents(value)

    @field_validator("contains", mode="before")
    @classmethod
    def _parts(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("origin", "from_", "to", "end_user_country", mode="after")
    @classmethod
    def _places(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _economy(value, str(info.field_name).rstrip("_"))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = [*_parameter_faults(self.parameters), *_share_faults(self.contains)]
        depth = _depth(self.contains)
        if depth > DEEPEST_PARTS:
            faults.append(Fault("contains", f"{depth} levels", f"at most {DEEPEST_PARTS} levels"))
        if faults:
            raise DefinitionError(faults)
        return self

    @property
    def crosses(self) -> bool | None:
        """Does it cross a border? None if the place it leaves is not known."""
        return None if self.from_ is None else self.from_ != self.to


def _without_unknown(content: Any) -> Any:
    """Take out what is said to be unknown: it is the same as not said."""
    if not isinstance(content, Mapping):
        return content
    return {
        key: value for key, value in content.items() if value is not None and value != "unknown"
    }


def _day(value: Any) -> Any:
    """Read a day written as 2025-04-04, full-width digits put right."""
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value).strip()
    try:
        if not _DAY.fullmatch(plain):
            raise ValueError
        return Day.fromisoformat(plain)
    except ValueError:
        raise DefinitionError.one(
            where="",
            found=quoted(value),
            expected="a day that exists, written as 2025-04-04",
            because="rules change from one day to the next",
        ) from None


def _codes(value: Any) -> Any:
    """Read one customs code or a list of them; full-width digits and separators are put right."""
    if value is None:
        return None
    listed = [value] if isinstance(value, str | int | float) else value
    if not isinstance(listed, list | tuple):
        raise _code_fault(value)
    codes = []
    for one in listed:
        if not isinstance(one, str):
            raise _code_fault(one)
        plain = unicodedata.normalize("NFKC", one)
        plain = re.sub(r"[\s.\-]", "", plain)
        if not _CODE.fullmatch(plain) or len(plain) not in (4, 6, 8, 10):
            raise _code_fault(one)
        codes.append(plain)
    return tuple(codes) if codes else None


def _code_fault(value: object) -> DefinitionError:
    return DefinitionError.one(
        where="",
        found=quoted(value),
        expected="4, 6, 8 or 10 digits, as text in quotes",
        because="a code of another length names headings that nobody meant, and a number loses "
        "its leading zero",
    )


def _contents(value: Any) -> Any:
    """Read elements given as symbols, or as symbol -> per cent by mass."""
    if isinstance(value, str):
        value = [part for part in re.split(r"[,;/、，；\s]+", value) if part]
    if isinstance(value, list | tuple):
        value = dict.fromkeys(value)
    if not isinstance(value, Mapping):
        return value
    faults = []
    for symbol, content in value.items():
        if symbol not in ELEMENTS:
            faults.append(
                Fault(
                    "",
                    f"element {quoted(symbol)}",
                    "a chemical symbol, such as Dy",
                    advice=suggestion(str(symbol), ELEMENTS),
                )
            )
        elif content is not None and not (
            isinstance(content, int | float)
            and not isinstance(content, bool)
            and 0 <= content <= 100
        ):
            faults.append(Fault(str(symbol), quoted(content), "per cent by mass, 0 to 100"))
    total = sum(c for c in value.values() if isinstance(c, int | float))
    if total > 100 + _SUM_TOLERANCE:
        faults.append(Fault("", f"contents that add up to {total:g} %", "at most 100 %"))
    if faults:
        raise DefinitionError(faults)
    return dict(value)


def _economy(value: str | None, field: str) -> str | None:
    global _ISO3
    if value is None:
        return None
    if not _ISO3:
        _ISO3 = frozenset(each.iso3 for each in economies())
    if value not in _ISO3:
        from monazite.errors import UnknownNameError
        from monazite.regions import economy

        try:
            meant: str | None = f"write {economy(value).iso3}"
        except UnknownNameError as error:
            meant = error.faults[0].advice
        raise DefinitionError.one(
            where="", found=quoted(value), expected="a country as ISO3, such as DEU", advice=meant
        )
    return value


def _parameter_faults(given: Mapping[str, Any]) -> list[Fault]:
    faults = []
    known = parameters()
    for name, value in given.items():
        if value is None or value == "unknown":
            continue
        if name not in known:
            faults.append(
                Fault(
                    f"parameters.{name}",
                    f"the unknown parameter {quoted(name)}",
                    "a parameter of the register",
                    because="no rule asks for it; a misspelt name would leave a question open",
                    advice=suggestion(name, known) or "monazite screen --parameters lists them",
                )
            )
        elif known[name].field:
            faults.append(
                Fault(
                    f"parameters.{name}",
                    f"{name} among the parameters",
                    f"{name} as a field of the transaction itself",
                )
            )
        else:
            faults += _value_faults(known[name], value)
    return faults


def _value_faults(parameter: Parameter, value: Any) -> list[Fault]:
    where = f"parameters.{parameter.id}"
    if parameter.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [Fault(where, quoted(value), f"a number ({parameter.unit or 'without unit'})")]
        low, high = parameter.low, parameter.high
        if (low is not None and value < low) or (high is not None and value > high):
            shown = f"at least {low:g}" if high is None else f"from {low:g} to {high:g}"
            return [Fault(where, f"{value:g}", shown)]
        return []
    if parameter.kind == "boolean":
        return [] if isinstance(value, bool) else [Fault(where, quoted(value), "true or false")]
    if parameter.kind == "steps":
        return _step_faults(parameter, value, where)
    if not isinstance(value, str) or not value:
        return [Fault(where, quoted(value), "text")]
    if parameter.values and value not in parameter.values:
        return [
            Fault(
                where,
                quoted(value),
                f"one of {', '.join(parameter.values)}",
                advice=suggestion(value, parameter.values),
            )
        ]
    if parameter.kind == "economy":
        try:
            _economy(value, parameter.id)
        except DefinitionError as error:
            return [Fault(where, f.found, f.expected, f.because, f.advice) for f in error.faults]
    return []


def _step_faults(parameter: Parameter, value: Any, where: str) -> list[Fault]:
    if not isinstance(value, Mapping):
        return [Fault(where, quoted(value), "a mapping of production steps to countries")]
    faults = []
    for step, place in value.items():
        if step not in parameter.values:
            faults.append(
                Fault(
                    f"{where}.{step}",
                    f"step {quoted(step)}",
                    f"one of {', '.join(parameter.values)}",
                    advice=suggestion(str(step), parameter.values),
                )
            )
        elif place is not None and place != "unknown":
            try:
                _economy(str(place), step)
            except DefinitionError as error:
                faults += [
                    Fault(f"{where}.{step}", f.found, f.expected, f.because, f.advice)
                    for f in error.faults
                ]
    return faults


def _share_faults(parts: tuple[Part, ...] | None) -> list[Fault]:
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


def _depth(parts: tuple[Part, ...] | None) -> int:
    return 0 if not parts else 1 + max(_depth(part.contains) for part in parts)
