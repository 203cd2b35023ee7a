"""Today: how does the law stand on a day, what ends or begins soon, and what does the model say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from monazite.present.act_names import joined_numbers, short_name
from monazite.present.catalogue import Language
from monazite.present.day_state import WINDOW, DayState, Turn, day_state, open_ends
from monazite.present.figure import Table
from monazite.present.timeline import LANES, TimelineRow, timeline
from monazite.web.rendering import page
from monazite.web.routes import Routes
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of

router = Routes()

SHOWN = 10
"""Most exposed minerals shown before the rest is unfolded."""
GROUPED_FROM = 3
"""This many acts of one lane that turn on the same day are one row of the calendar."""


@lru_cache(maxsize=64)
def rows_on(language: Language, day: date) -> tuple[TimelineRow, ...]:
    """Which rows has the timeline on a day, in one language?"""
    from monazite.policy.library import library

    return timeline(library().acts.values(), language, day)


@lru_cache(maxsize=64)
def state_on(language: Language, day: date) -> DayState:
    """How does the law stand on a day?"""
    return day_state(rows_on(language, day), day)


@dataclass(frozen=True)
class CalendarRow:
    """One row of the calendar: one act, or several of one lane that turn on the same day."""

    turn: Turn
    name: str
    rest: str
    acts: tuple[str, ...]
    far: str


def calendar_rows(visit: Visit, turns: tuple[Turn, ...]) -> list[CalendarRow]:
    """Which rows does the calendar show? Acts of one lane that turn alike on one day share one."""
    groups: dict[tuple[Any, ...], list[Turn]] = {}
    for turn in turns:
        groups.setdefault((turn.on, turn.change, turn.row.lane), []).append(turn)
    found: list[CalendarRow] = []
    for members in groups.values():
        acts = tuple(dict.fromkeys(turn.row.act for turn in members))
        far = _far(visit, members[0])
        if len(acts) < GROUPED_FROM:
            for act in acts:
                turn = next(one for one in members if one.row.act == act)
                name, rest = short_name(turn.row, visit.language)
                found.append(CalendarRow(turn, name, rest, (act,), far))
            continue
        numbers, others = joined_numbers([turn.row for turn in members], visit.language)
        rest = visit.say("today.and_others", count=others) if others and numbers else ""
        name = numbers or visit.say("today.acts", count=len(acts))
        found.append(CalendarRow(members[0], name, rest, acts, far))
    return found


def _far(visit: Visit, turn: Turn) -> str:
    if turn.days == 0:
        return visit.say("today.is_today")
    key = "today.days_ago" if turn.days < 0 else "today.in_days"
    if abs(turn.days) == 1:
        key += "_one"
    return visit.say(key, days=abs(turn.days))


def headline(visit: Visit, found: DayState) -> tuple[str, str]:
    """Which headline and lede say how the law stands? Every number is counted from the rows."""
    passed = open_ends(found)
    acts = len({turn.row.act for turn in passed})
    if acts:
        title = visit.say(
            "today.headline_open",
            count=acts if visit.language == "zh" or acts > 12 else visit.say(f"count.{acts}"),
        )
        days: dict[date, list[Turn]] = {}
        for turn in passed:
            days.setdefault(turn.on, []).append(turn)
        told = []
        for on, members in days.items():
            numbers, others = joined_numbers([turn.row for turn in members], visit.language)
            key = "today.lede_day" if numbers and not others else "today.lede_day_others"
            if not numbers:
                key = "today.lede_day_unnumbered"
            told.append(visit.say(key, day=_long_day(visit, on), numbers=numbers, count=others))
        joined = visit.say("today.join").join(told)
        return title, visit.say("today.lede_open", told=joined)
    force = sum(states.get("in_force", 0) for states in found.counts.values())
    nxt = next((turn for turn in found.turns if turn.days >= 0), None)
    title = visit.say("today.headline_calm", count=force)
    if nxt is None:
        return title, visit.say("today.lede_calm_none")
    name, _ = short_name(nxt.row, visit.language)
    return title, visit.say("today.lede_calm", day=_long_day(visit, nxt.on), name=name)


def _long_day(visit: Visit, day: date) -> str:
    month = visit.say(f"date.{day.month:02d}")
    return visit.say("today.long_day", day=day.day, month=month, year=day.year)


@router.get("/", response_class=HTMLResponse)
def today(request: Request) -> Response:
    """Show the state of the contest on the chosen day."""
    from monazite.web.pages.outlook import outlook

    visit = visit_of(request)
    found = state_on(visit.language, visit.day)
    rows = calendar_rows(visit, found.turns)
    title, lede = headline(visit, found)
    months = [visit.say(f"month.{number}") for number in range(1, 13)]
    settings = {
        "first": (visit.day + timedelta(days=WINDOW[0])).isoformat(),
        "last": (visit.day + timedelta(days=WINDOW[1])).isoformat(),
        "today": visit.day.isoformat(),
        "months": months,
        "now": visit.say("today.now"),
    }
    return page(
        request,
        "today.html.j2",
        title=title,
        lede=lede,
        weekday=visit.say(f"weekday.{visit.day.isoweekday()}", day=_long_day(visit, visit.day)),
        rows=rows,
        found=found,
        lanes=[lane for lane in LANES if found.marks[lane]],
        latest=[(on, row, *short_name(row, visit.language)) for on, row in found.latest],
        settings=settings,
        spans=[spans_of(row.turn.row) for row in rows],
        unknowns=_unknowns(visit, found),
        **outlook(visit, SHOWN),
    )


def spans_of(row: TimelineRow) -> list[list[str | None]]:
    """Which spans are drawn for a row: state, first day, last day; None is open?"""
    return [
        [
            span.state,
            None if span.start is None else span.start.isoformat(),
            None if span.end is None else span.end.isoformat(),
        ]
        for span in row.spans
    ]


def _unknowns(visit: Visit, found: DayState) -> list[tuple[str, str]]:
    """What is not known, with a link to where it matters? Open ends first, then open points."""
    from monazite.policy.library import library

    told: list[tuple[str, str]] = []
    acts = library().acts
    for row in calendar_rows(visit, open_ends(found)):
        name = row.name
        text = visit.say("today.unknown_end", day=row.turn.on.isoformat(), name=name)
        told.append((text, visit.link(f"/policies/{row.acts[0]}")))
    for turn in found.turns:
        for point in acts[turn.row.act].open_points[:1]:
            told.append((point.text(visit.language), visit.link(f"/policies/{turn.row.act}")))
    return list(dict.fromkeys(told))[:8]


@router.get("/today.{ending}")
def calendar_file(request: Request, ending: str) -> Response:
    """Hand over the calendar as CSV or Excel."""
    visit = visit_of(request)
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    found = state_on(visit.language, visit.day)
    rows = tuple(
        (
            turn.row.act,
            turn.row.number,
            turn.row.title,
            turn.row.part,
            turn.change,
            turn.on.isoformat(),
            turn.days,
            turn.row.grade,
            turn.row.source,
        )
        for turn in found.turns
    )
    headers = ("act", "number", "title", "part", "change", "on", "days", "grade", "source")
    stamp = (visit.say("today.calendar"), f"{visit.say('site.as_of')} {visit.day}")
    return table_answer(Table(headers, rows), f"monazite-calendar-{visit.day}", ending, stamp)
