"""Every dated change of every act has worked cases on both sides of it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monazite.definition import validator
from monazite.policy.boundary_days import boundary_days, uncovered_days
from monazite.policy.event import Event
from monazite.policy.library import Library, library
from monazite.policy.read import act_files, cases_file, read_cases

FILES = act_files()


@pytest.fixture(scope="module")
def shelf() -> Library:
    return library()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_side_of_each_dated_change_has_a_worked_case(path: Path, shelf: Library) -> None:
    act = shelf.acts[f"{path.parent.name}/{path.stem}"]
    assert [str(fault) for fault in uncovered_days(act, read_cases(cases_file(path)), shelf)] == []


def _event(kind: str, day: str, until: str | None = None) -> Event:
    content: dict[str, Any] = {"event": kind, "date": day, "citations": ["text"]}
    if until is not None:
        content["until"] = until
    return validator(Event).validate_json(json.dumps(content))


def test_first_days_look_back_and_last_days_look_on() -> None:
    events = (
        _event("announced", "2025-10-09"),
        _event("in_force", "2025-11-08"),
        _event("suspended", "2025-12-01", "2026-11-10"),
        _event("ended", "2027"),
    )
    assert boundary_days(events) == (
        date(2025, 11, 7),
        date(2025, 11, 8),
        date(2025, 11, 30),
        date(2025, 12, 1),
        date(2026, 11, 10),
        date(2026, 11, 11),
    )


def test_a_missing_day_is_told_with_the_rule(shelf: Library) -> None:
    act = shelf.acts["cn/mofcom-gacc-2025-18"]
    told = [str(fault) for fault in uncovered_days(act, (), shelf)]
    assert any("2025-04-03" in one for one in told) and any("2025-04-04" in one for one in told)
