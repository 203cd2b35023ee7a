"""Tests on what is asked of a transaction: thresholds and conditions, with and, or, none.

A test names a parameter of the register (`monazite screen --parameters`), a comparator and a value:

    {parameter: purity_pct, comparator: ">=", value: 99.99}
    {parameter: steps.melting, comparator: in, value: [CHN, RUS, IRN, PRK]}
    {all_of: [...]}   {any_of: [...]}   {none_of: [...]}

A threshold whose figure was not seen is written `value: unknown`; it can never be decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from monazite.errors import DefinitionError
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.citation import Sentence

Comparator = Literal[">=", ">", "<=", "<", "=", "!=", "in", "not_in"]
ORDERING = (">=", ">", "<=", "<")
"""Comparators that need numbers."""

MOST_TESTS = 60
"""How many tests one list may hold."""

Value = (
    bool
    | float
    | Annotated[str, Bounds(min_length=1, max_length=200)]
    | Annotated[tuple[str, ...], Bounds(min_length=1, max_length=200)]
)


Conditions = Annotated["tuple[Condition, ...]", Bounds(min_length=1, max_length=MOST_TESTS)]


class Condition(LightDefinition):
    """What must hold: one test, or several joined?

    parameter, comparator, value : one test; `in` and `not_in` take a list of texts, which may be
                                   ISO3 codes or group ids where the parameter is an economy
    all_of, any_of, none_of      : joined tests; exactly one of the four forms is used
    says                         : the test in the words of the act (optional)
    """

    parameter: Annotated[str, Bounds(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)?$")] | None = None
    comparator: Comparator | None = None
    value: Value | None = None
    all_of: Conditions | None = None
    any_of: Conditions | None = None
    none_of: Conditions | None = None
    says: Sentence | None = None

    def __post_init__(self) -> None:
        joined = [
            name for name in ("all_of", "any_of", "none_of") if getattr(self, name) is not None
        ]
        test = [
            name for name in ("parameter", "comparator", "value") if getattr(self, name) is not None
        ]
        if (len(joined) == 1 and test) or len(joined) > 1 or (not joined and len(test) != 3):
            raise DefinitionError.one(
                where="",
                found=f"the keys {', '.join(test + joined) or 'of nothing'}",
                expected="parameter, comparator and value; or one of all_of, any_of, none_of",
            )
        if test:
            self._check_value()

    def _check_value(self) -> None:
        number = isinstance(self.value, float | int) and not isinstance(self.value, bool)
        listed = isinstance(self.value, tuple)
        if self.value == "unknown":
            return
        if self.comparator in ORDERING and not number:
            raise DefinitionError.one(
                where="value", found=repr(self.value), expected="a number, or unknown"
            )
        if (self.comparator in ("in", "not_in")) != listed:
            raise DefinitionError.one(
                where="value",
                found=repr(self.value),
                expected="a list for `in` and `not_in`, one value for other comparators",
            )

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Return the joined tests, none for a single test."""
        return self.all_of or self.any_of or self.none_of or ()

    def parameters(self) -> Iterator[str]:
        """Which parameters does it ask for?"""
        if self.parameter is not None:
            yield self.parameter
        for part in self.parts:
            yield from part.parameters()
