"""The clock: order, arithmetic, writing and refusal."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import DefinitionError
from monazite.months import Month, span

months = st.builds(Month, st.integers(100, 9000), st.integers(1, 12))
steps = st.integers(-1000, 1000)


@given(months)
def test_written_and_read_again(month):
    assert Month.parse(str(month)) == month
    assert Month.at(month.index) == month


@given(months, steps)
def test_steps_forward_and_back(month, count):
    assert (month + count) - month == count
    assert (month + count) - count == month
    assert count + month == month + count


@given(months, months)
def test_order_is_the_order_of_time(one, other):
    assert (one < other) == (one.index < other.index)
    assert (one == other) == (one - other == 0)
    assert (str(one) < str(other)) == (one < other)


@given(months, st.integers(0, 200))
def test_a_span_runs_without_gaps(start, count):
    run = span(start, count)
    assert len(run) == count
    assert all(later - earlier == 1 for earlier, later in pairwise(run))


def test_known_months():
    assert Month(0, 1).index == 0
    assert Month(2025, 12) + 1 == Month(2026, 1)
    assert Month(2024, 1) - 1 == Month(2023, 12)
    assert Month.containing(date(2025, 4, 4)) == Month(2025, 4)
    assert [str(month) for month in span(Month(2024, 11), 3)] == ["2024-11", "2024-12", "2025-01"]


@pytest.mark.parametrize(
    "text",
    ["2025-4", "2025-13", "2025-00", "2025-04-01", "25-04", " 2025-04", "2025-04\n", "２０２５-04"],
)
def test_other_writings_are_refused(text):
    with pytest.raises(DefinitionError, match="such as 2025-04"):
        Month.parse(text)


@pytest.mark.parametrize("text", [None, 202504, 2025.04])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(DefinitionError):
        Month.parse(text)


@pytest.mark.parametrize(
    ("year", "month"), [(2025, 0), (2025, 13), (-1, 1), (10000, 1), (2025.0, 1), (2025, True)]
)
def test_months_out_of_range_are_refused(year, month):
    with pytest.raises(DefinitionError):
        Month(year, month)


def test_months_do_not_mix_with_other_things():
    with pytest.raises(TypeError):
        Month(2025, 1) + 1.5
    with pytest.raises(TypeError):
        Month(2025, 1) + True
    with pytest.raises(TypeError):
        Month(2025, 1) - "2024-01"
    with pytest.raises(DefinitionError):
        Month(0, 1) - 1
    with pytest.raises(DefinitionError):
        span(Month(2025, 1), -1)
