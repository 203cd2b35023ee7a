"""Legal states on boundary days, with suspensions, terms, unknown dates and branches."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.definition import parse_definition
from monazite.errors import DefinitionError
from monazite.light_definition import LightDefinition
from monazite.policy.event import Event, calendar_faults
from monazite.policy.legal_calendar import LegalCalendar
from monazite.policy.when import When


def calendar(*events: str) -> LegalCalendar:
    return LegalCalendar(tuple(event(one) for one in events))


def event(text: str) -> Event:
    return parse_definition(f"{{{text}, citations: [x]}}", Event)


TRUCE = (
    "event: announced, date: 2025-10-09",
    "event: in_force, date: 2025-11-08",
    "event: suspended, date: 2025-11-07, until: 2026-11-10",
)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-10-08", "not_announced"),
        ("2025-10-09", "announced"),
        ("2025-11-06", "announced"),
        ("2025-11-07", "suspended"),
        ("2026-11-10", "suspended"),
        ("2026-11-11", "stated_end_passed"),
        ("2030-01-01", "stated_end_passed"),
    ],
)
def test_a_suspension_holds_its_first_and_last_day(day: str, state: str) -> None:
    assert calendar(*TRUCE).on(date.fromisoformat(day)).state == state


@pytest.mark.parametrize(
    ("branch", "state", "applies"),
    [
        ("revived", "in_force", "yes"),
        ("prolonged", "suspended", "no"),
        ("repealed", "ended", "no"),
        (None, "stated_end_passed", "unknown"),
    ],
)
def test_a_branch_settles_what_a_passed_end_leaves_open(
    branch: Any, state: str, applies: str
) -> None:
    status = calendar(*TRUCE).on(date(2026, 11, 11), branch)
    assert (status.state, status.applies, status.assumed) == (state, applies, branch)
    assert calendar(*TRUCE).on(date(2026, 11, 10), branch).state == "suspended"


def test_a_known_return_ends_a_suspension() -> None:
    days = calendar(*TRUCE, "event: resumed, date: 2026-03-01")
    assert days.on(date(2026, 2, 28)).state == "suspended"
    assert days.on(date(2026, 3, 1)).state == "in_force"
    assert days.on(date(2026, 12, 1)).state == "in_force"


def test_a_renewed_suspension_follows_without_a_gap() -> None:
    days = calendar(
        "event: in_force, date: 2025-04-04",
        "event: suspended, date: 2025-05-14, until: 2025-08-11",
        "event: suspended, date: 2025-08-12, until: 2025-11-09",
    )
    assert days.on(date(2025, 8, 11)).state == days.on(date(2025, 8, 12)).state == "suspended"
    assert days.on(date(2025, 11, 10)).state == "stated_end_passed"


def test_a_term_includes_its_last_day_and_then_is_open() -> None:
    days = calendar("event: in_force, date: 2026-02-24", "event: ends, date: 2026-07-23")
    assert days.on(date(2026, 7, 23)).state == "in_force"
    assert days.on(date(2026, 7, 24)).state == "stated_end_passed"
    assert days.on(date(2026, 7, 24), "prolonged").state == "in_force"
    assert days.on(date(2026, 7, 24), "repealed").state == "ended"


def test_an_end_that_is_known_beats_everything() -> None:
    days = calendar(*TRUCE, "event: ended, date: 2026-01-01")
    assert days.on(date(2026, 1, 1)).state == "ended"
    assert days.on(date(2027, 1, 1), "revived").state == "ended"


def test_a_month_is_not_rounded_to_its_first_day() -> None:
    days = calendar("event: announced, date: 2025-01-05", "event: in_force, date: 2025-03")
    assert days.on(date(2025, 2, 28)).state == "announced"
    assert days.on(date(2025, 3, 15)).state == "unknown"
    assert days.on(date(2025, 3, 15)).applies == "unknown"
    assert days.on(date(2025, 3, 31)).state == "in_force"


def test_an_unknown_announcement_is_no_doubt_about_force() -> None:
    days = calendar("event: announced, date: unknown", "event: in_force, date: 2025-03-01")
    assert (days.on(date(2024, 1, 1)).state, days.on(date(2024, 1, 1)).applies) == ("unknown", "no")


def test_a_plan_stays_announced() -> None:
    assert calendar("event: announced, date: 2025-06-10").on(date(2040, 1, 1)).state == "announced"


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_periods_and_days_agree(day: date) -> None:
    days = calendar(*TRUCE)
    before = [one for one in days.periods() if one.start is None or one.start <= day]
    assert before[-1].status == days.on(day)


@given(st.integers(0, 900))
def test_without_a_passed_end_branches_change_nothing(count: int) -> None:
    day = date(2024, 5, 1) + timedelta(days=count)
    days = calendar(*TRUCE)
    if days.on(day).state != "stated_end_passed":
        assert len({days.on(day, one).state for one in (None, "revived", "repealed")}) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (("event: suspended, date: 2025-05-01, until: 2025-04-01",), "last day not before"),
        (("event: in_force, date: 2025-05-01, until: 2025-06-01",), "at a suspension only"),
        (
            (
                "event: suspended, date: 2025-05-01, until: 2025-06-10",
                "event: suspended, date: 2025-06-01, until: 2025-08-01",
            ),
            "do not overlap",
        ),
        (("event: in_force, date: 2025-05-01", "event: ended, date: 2025-04-01"), "not before"),
        (("event: in_force, date: 2025-05-01", "event: in_force, date: 2025-06-01"), "one event"),
        (("event: milestone, date: 2025-05-01",), "a note"),
    ],
)
def test_contradictions_are_named(events: tuple[str, ...], words: str) -> None:
    found = list(calendar_faults(tuple(event(one) for one in events), "calendar"))
    assert any(words in fault.expected for fault in found)


@pytest.mark.parametrize(
    "text", ["2025-02-30", "25-01-01", "2025-13", "soon", "04.04.2025", "２０２５"]
)
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(DefinitionError):
        When.read(text)


def test_bounds_may_not_be_upside_down() -> None:
    with pytest.raises(DefinitionError):
        When.read({"earliest": "2025-03-01", "latest": "2025-02-01"})


assert issubclass(Event, LightDefinition)
