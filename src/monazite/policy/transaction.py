"""What is to be shipped: exactly the fields that a reader may fill in.

Everything but the date and the destination may be missing, and missing means unknown; so does the
word `unknown`. Digits may be full-width. What contradicts itself is refused, with every fault.
"""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from monazite.definition import Definition
from monazite.errors import DefinitionError, Fault
from monazite.policy.scope import EndUse
from monazite.policy.transaction_fields import (
    codes,
    contents,
    day,
    economy,
    one_alphabet,
    parameters_given,
    without_unknown,
)

Symbol = Annotated[str, Field(pattern=r"^[A-Z][a-z]?$")]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]

MOST_PARTS = 500
DEEPEST_PARTS = 5
_SUM_TOLERANCE = 1e-6


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
        return without_unknown(content)

    @field_validator("hs", mode="before")
    @classmethod
    def _hs(cls, value: Any) -> Any:
        return codes(value)

    @field_validator("elements", mode="before")
    @classmethod
    def _elements(cls, value: Any) -> Any:
        return contents(value)

    @field_validator("contains", mode="before")
    @classmethod
    def _parts(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("good", mode="after")
    @classmethod
    def _words(cls, value: str | None) -> str | None:
        return one_alphabet(value)

    @field_validator("origin", mode="after")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        return economy(value)

    @field_validator("parameters", mode="after")
    @classmethod
    def _parameters(cls, value: dict[str, Any]) -> dict[str, Any]:
        return parameters_given(value)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = _share_faults(self.contains)
        if faults:
            raise DefinitionError(faults)
        return self


class Transaction(Definition):
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

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

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
    contains: Annotated[tuple[Part, ...], Field(max_length=MOST_PARTS)] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, content: Any) -> Any:
        return without_unknown(content)

    @field_validator("date", mode="before")
    @classmethod
    def _date(cls, value: Any) -> Any:
        return day(value)

    @field_validator("hs", mode="before")
    @classmethod
    def _hs(cls, value: Any) -> Any:
        return codes(value)

    @field_validator("elements", mode="before")
    @classmethod
    def _elements(cls, value: Any) -> Any:
        return contents(value)

    @field_validator("contains", mode="before")
    @classmethod
    def _parts(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("good", "exporter", "end_user", mode="after")
    @classmethod
    def _words(cls, value: str | None) -> str | None:
        return one_alphabet(value)

    @field_validator("origin", "from_", "to", "end_user_country", mode="after")
    @classmethod
    def _places(cls, value: str | None) -> str | None:
        return economy(value)

    @field_validator("parameters", mode="after")
    @classmethod
    def _parameters(cls, value: dict[str, Any]) -> dict[str, Any]:
        return parameters_given(value)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = _share_faults(self.contains)
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
