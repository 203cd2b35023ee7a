"""Written numbers are roundings of the numbers, and can be read back."""

from __future__ import annotations

import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.present import number_text
from monazite.present.number_text import (
    ABSENT,
    agrees,
    fixed,
    multiple,
    percent,
    read,
    scientific,
    share,
    signed_percent,
    significant,
    span,
    tidy,
)

amounts = st.floats(-1e8, 1e8, allow_nan=False).map(lambda x: 0.0 if abs(x) < 1e-6 else x)


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(number_text).failed == 0


@given(amounts)
def test_significant_digits_agree_with_the_number(value: float) -> None:
    assert agrees(significant(value), value)
    assert math.isclose(read(significant(value)), value, rel_tol=6e-3, abs_tol=1e-12)


@given(amounts, st.integers(0, 4))
def test_fixed_decimals_agree_with_the_number(value: float, decimals: int) -> None:
    assert abs(read(fixed(value, decimals)) - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9)


@given(st.floats(-5, 50, allow_nan=False))
def test_shares_and_changes_agree_with_the_number(value: float) -> None:
    for text in (percent(value), percent(value, 1), share(value), signed_percent(value)):
        assert agrees(text, value)


@given(st.floats(0.01, 1000))
def test_multiples_agree_and_tidying_keeps_the_value(value: float) -> None:
    assert agrees(multiple(value), value)
    assert read(tidy(multiple(value))) == read(multiple(value))


@given(st.floats(1.0, 1e6))
def test_a_number_further_away_than_half_a_unit_does_not_agree(value: float) -> None:
    assert not agrees(significant(value * 1.02), value)


def test_typography() -> None:
    assert fixed(1450) == "1\u202f450"
    assert fixed(-3.2, 1) == "\u22123.2"
    assert signed_percent(0.004) == "0\u202f%"
    assert span("1", "1") == "1"
    assert scientific(0.0) == "0"
    assert fixed(math.nan) == significant(math.inf) == scientific(math.nan) == ABSENT


def test_what_is_no_number_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="n/a"):
        read("n/a")
