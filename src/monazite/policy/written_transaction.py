"""How a transaction is written, field by field, and what is refused, with every fault at once.

:func:`monazite.policy.transaction.plain_transaction` reads what is plainly right without pydantic;
whatever it leaves aside is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from monazite.definition import Definition
from monazite.errors import DefinitionError, Fault, quoted, suggestion
from monazite.policy.parameters import parameters
from monazite.policy.scope import EndUse
from monazite.policy.transaction import DEEPEST_PARTS, FIELDS, MOST_PARTS, depth_of, share_faults
from monazite.policy.transaction_fields import (
    codes,
    contents,
    day,
    economy,
    one_alphabet,
    parameters_given,
    without_unknown,
)
from monazite.schema_faults import expectation, nearest_allowed, raised_faults

Symbol = Annotated[str, Field(pattern=r"^[A-Z][a-z]?$")]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class _Written(Definition):
    """How are the fields read that a part and a transaction have alike?"""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, content: Any) -> Any:
        return without_unknown(content)

    @field_validator("hs", mode="before", check_fields=False)
    @classmethod
    def _hs(cls, value: Any) -> Any:
        return codes(value)

    @field_validator("elements", mode="before", check_fields=False)
    @classmethod
    def _elements(cls, value: Any) -> Any:
        return contents(value)

    @field_validator("contains", mode="before", check_fields=False)
    @classmethod
    def _parts(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("parameters", mode="after", check_fields=False)
    @classmethod
    def _parameters(cls, value: dict[str, Any]) -> dict[str, Any]:
        return parameters_given(value)


class WrittenPart(_Written):
    """How are the fields of a :class:`~monazite.policy.transaction.Part` written?"""

    model_config = ConfigDict(title="Part")

    good: Text | None = None
    hs: tuple[str, ...] | None = None
    elements: dict[Symbol, float | None] | None = None
    origin: str | None = None
    value_share: Share | None = None
    made_with_chinese_technology: bool | None = None
    quantity_kg: Annotated[float, Field(ge=0)] | None = None
    contains: Annotated[tuple[WrittenPart, ...], Field(max_length=MOST_PARTS)] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)

    @field_validator("good", mode="after")
    @classmethod
    def _words(cls, value: str | None) -> str | None:
        return one_alphabet(value)

    @field_validator("origin", mode="after")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        return economy(value)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = share_faults(self.contains)
        if faults:
            raise DefinitionError(faults)
        return self


class WrittenTransaction(_Written):
    """How are the fields of a :class:`~monazite.policy.transaction.Transaction` written?"""

    model_config = ConfigDict(title="Transaction", validate_by_name=True, validate_by_alias=True)

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
    end_use: Literal[EndUse, "unknown"] | None = None
    chinese_content_value_share: Share | None = None
    made_with_chinese_technology: bool | None = None
    value_usd: Annotated[float, Field(ge=0)] | None = None
    quantity_kg: Annotated[float, Field(ge=0)] | None = None
    contains: Annotated[tuple[WrittenPart, ...], Field(max_length=MOST_PARTS)] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)

    @field_validator("date", mode="before")
    @classmethod
    def _date(cls, value: Any) -> Any:
        return day(value)

    @field_validator("good", "exporter", "end_user", mode="after")
    @classmethod
    def _words(cls, value: str | None) -> str | None:
        return one_alphabet(value)

    @field_validator("origin", "from_", "to", "end_user_country", mode="after")
    @classmethod
    def _places(cls, value: str | None) -> str | None:
        return economy(value)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = share_faults(self.contains)
        depth = depth_of(self.contains)
        if depth > DEEPEST_PARTS:
            faults.append(Fault("contains", f"{depth} levels", f"at most {DEEPEST_PARTS} levels"))
        if faults:
            raise DefinitionError(faults)
        return self


def complaints_as_faults(
    error: ValidationError, content: Mapping[str, Any], where: str
) -> list[Fault]:
    """Which faults has a mapping that pydantic refused? `where` names its place."""
    found: list[Fault] = []
    for complaint in error.errors(include_url=False):
        path, value = _written(complaint, content)
        at = f"{where}, {'.'.join(str(part) for part in path)}" if path else where
        raised = raised_faults(complaint)
        if raised is not None:
            for one in raised:
                sign = "." if path else ", "
                place = f"{at}{sign}{one.where}" if one.where else at
                found.append(
                    Fault(
                        place,
                        one.found or quoted(value),
                        one.expected,
                        one.because,
                        one.advice,
                    )
                )
        elif complaint["type"] == "extra_forbidden":
            name = str(path[-1])
            found.append(
                Fault(
                    at,
                    f"the unknown field {quoted(name)}",
                    f"one of {', '.join(FIELDS)}",
                    because="a misspelt field would be dropped without a word",
                    advice=suggestion(name, FIELDS) or _as_parameter(name),
                )
            )
        elif complaint["type"] == "missing":
            found.append(
                Fault(
                    where,
                    f"no field `{path[-1]}`",
                    f"the field `{path[-1]}`",
                    because="without day and destination no rule can be looked up",
                )
            )
        else:
            wanted = expectation(complaint)
            advice = nearest_allowed(complaint, str(value))
            same = next(
                (one for one in found if (one.where, one.found) == (at, quoted(value))), None
            )
            if same is not None and same.because is None:
                found.remove(same)
                wanted, advice = f"{same.expected} or {wanted}", same.advice or advice
            found.append(Fault(at, quoted(value), wanted, advice=advice))
    return found


def _written(
    complaint: Mapping[str, Any], content: Mapping[str, Any]
) -> tuple[list[str | int], Any]:
    """Return the path and the value that a complaint is about.

    Names that the validator gives to the alternatives of a field are no part of the path.
    """
    path: list[str | int] = []
    value: Any = content
    for part in complaint["loc"]:
        named = isinstance(value, Mapping) and part in value
        counted = isinstance(value, list | tuple) and isinstance(part, int) and part < len(value)
        if named or counted:
            value = value[part]
        elif complaint["type"] == "missing" and part == complaint["loc"][-1]:
            value = None
        else:
            continue
        path.append(part)
    return path, value


def _as_parameter(name: str) -> str | None:
    near = suggestion(name, parameters())
    return None if near is None else f"under `parameters`: {near}"
