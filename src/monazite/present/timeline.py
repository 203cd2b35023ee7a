"""Which acts stand when in which state, on one axis of time?

The West above, resource states between, China below. Each row is one act, or the part of it that
has a calendar of its own. A state is what the text of the law says on each day; after ``today`` it
is only what the text says now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monazite.present.biting_instruments import BITING
from monazite.present.catalogue import Language

LANES = ("west", "resource_states", "china", "other")
"""From top to bottom; the same order everywhere."""

MAIN = BITING | {"technology_export_control", "supply_benchmark", "price_band"}
"""Instruments of main acts: they bar, limit, charge, buy, guarantee a price or set a benchmark."""
ALIVE = ("announced", "in_force", "suspended", "stated_end_passed")

SHOWN = ("announced", "in_force", "suspended", "stated_end_passed", "unknown", "ended")
"""States that are drawn; before the announcement there is nothing to draw."""


@dataclass(frozen=True)
class StateSpan:
    """From which day to which (both included) does a row stand in a state? None: open."""

    state: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class TimelineRow:
    """One act, or the part of it with a calendar of its own, through time.

    part      : articles of the part, empty where the row is the whole act
    spans     : in order of time, each with one state; only states that are drawn
    stated_end: the last day that the text names for the running suspension or term
    market    : a rule of the row is read for the market
    """

    act: str
    lane: str
    number: str
    title: str
    part: str
    instruments: tuple[str, ...]
    elements: tuple[str, ...]
    grade: str
    source: str
    spans: tuple[StateSpan, ...]
    stated_end: date | None
    market: bool = False

    @property
    def issuer(self) -> str:
        """Under whom is the act filed? The first part of its id: us, eu, cn, alliances."""
        return self.act.partition("/")[0]

    def state_on(self, day: date) -> str:
        """In which state is the row on ``day``? "not_announced" before its first span."""
        for span in self.spans:
            if (span.start is None or span.start <= day) and (span.end is None or day <= span.end):
                return span.state
        return "not_announced"


def _spans(calendar: Any) -> tuple[StateSpan, ...]:
    """Which spans of constant state does a legal calendar have?"""
    periods = calendar.periods()
    spans: list[StateSpan] = []
    for position, period in enumerate(periods):
        following = periods[position + 1].start if position + 1 < len(periods) else None
        end = None if following is None else following - timedelta(days=1)
        state = period.status.state
        if state in SHOWN:
            if spans and spans[-1].state == state:
                spans[-1] = StateSpan(state, spans[-1].start, end)
            else:
                spans.append(StateSpan(state, period.start, end))
    return tuple(spans)


def _elements(act: Any) -> tuple[str, ...]:
    """Which minerals is an act about: those it names, or those of its goods?"""
    named = tuple(str(element) for element in act.elements)
    items = (
        str(element)
        for rule in act.rules
        for item in rule.scope.goods.items
        for element in item.elements
    )
    return tuple(dict.fromkeys([*named, *items]))


def rows_of(act: Any, lang: Language, today: date) -> Iterator[TimelineRow]:
    """Which rows does an act have on the timeline? One, and one more for each other calendar."""
    from monazite.policy.legal_calendar import LegalCalendar, with_inherited

    parts: dict[tuple[Any, ...], list[Any]] = {}
    for rule in act.rules:
        events = with_inherited(rule.calendar, act.calendar)
        parts.setdefault(tuple(repr(event) for event in events), []).append((rule, events))
    if not parts:
        parts[("act",)] = [(None, act.calendar)]
    for group in parts.values():
        rules = [rule for rule, _ in group if rule is not None]
        calendar = LegalCalendar(group[0][1])
        whole = len(parts) == 1
        yield TimelineRow(
            act=act.id,
            lane=act.lane,
            number=act.number or "",
            title=act.title.zh if lang == "zh" else act.title.en,
            part=""
            if whole
            else ", ".join(dict.fromkeys(rule.article_text(lang) for rule in rules)),
            instruments=tuple(dict.fromkeys(rule.instrument for rule in rules)),
            elements=_elements(act),
            grade=min((citation.grade for citation in act.citations), default="D"),
            source=act.citations[0].title,
            spans=_spans(calendar),
            stated_end=calendar.on(today).stated_end,
            market=any(rule.market for rule in rules),
        )


def _held(good: str) -> frozenset[str]:
    """Which elements are in goods that are more than a symbol? Symbols."""
    from monazite.policy.good_text import read_good

    return read_good(good).elements if len(good.strip()) > 2 else frozenset()


def _said(word: str, title: str) -> bool:
    """Does a title say a word? A symbol of one or two letters is sought among elements only."""
    return len(word.encode()) > 2 and word in title.lower()


def _first_day(row: TimelineRow) -> date:
    """By which day is a row placed? The first known one; what is only unknown before it waits."""
    return next((span.start for span in row.spans if span.start is not None), date.max)


def timeline(
    acts: Iterable[Any],
    lang: Language,
    today: date,
    first: date | None = None,
    last: date | None = None,
    goods: Sequence[str] = (),
    instrument: str | None = None,
    state: str | None = None,
) -> tuple[TimelineRow, ...]:
    """Which rows are on the timeline, by lane and then by first day?

    first, last : rows with nothing between these days are left out.
    goods       : element symbols, goods (id or description) or words; a row stays if any, or an
                  element of such goods, is among its elements, or if its title says it.
    instrument, state : keep rows with this instrument, or in this state on ``today``.
    """
    wanted = [good.strip().lower() for good in goods if good.strip()]
    held = {symbol.lower() for good in goods for symbol in _held(good)}

    def kept(row: TimelineRow) -> bool:
        if not row.spans:
            return False
        starts, ends = row.spans[0].start, row.spans[-1].end
        named = {element.lower() for element in row.elements}
        return (
            (last is None or starts is None or starts <= last)
            and (first is None or ends is None or ends >= first)
            and (instrument is None or instrument in row.instruments)
            and (state is None or row.state_on(today) == state)
            and (
                not wanted
                or not held.isdisjoint(named)
                or any(w in named or _said(w, row.title) for w in wanted)
            )
        )

    rows = [row for act in acts for row in rows_of(act, lang, today) if kept(row)]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                LANES.index(row.lane),
                _first_day(row),
                row.act,
            ),
        )
    )


def main_acts(rows: Iterable[TimelineRow], day: date) -> frozenset[str]:
    """Which acts matter most on a day? Ids.

    Those announced, in force, suspended or past their stated end that bar, limit, charge, buy,
    guarantee or set a benchmark, or that are read for the market.
    """
    return frozenset(
        row.act
        for row in rows
        if row.state_on(day) in ALIVE and (row.market or not MAIN.isdisjoint(row.instruments))
    )


def by_issuer(rows: Sequence[TimelineRow]) -> tuple[TimelineRow, ...]:
    """How are rows ordered so that each issuer's stand together? Within lanes, most acts first."""
    count = Counter((row.lane, row.issuer) for row in rows)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                LANES.index(row.lane),
                -count[row.lane, row.issuer],
                row.issuer,
                _first_day(row),
                row.act,
            ),
        )
    )


def table_rows(rows: Sequence[TimelineRow]) -> Iterator[dict[str, str]]:
    """Which lines has the table of a timeline? One for each span; empty dates are open."""
    for row in rows:
        for span in row.spans:
            yield {
                "act": row.act,
                "lane": row.lane,
                "number": row.number,
                "title": row.title,
                "part": row.part,
                "state": span.state,
                "from": "" if span.start is None else span.start.isoformat(),
                "to": "" if span.end is None else span.end.isoformat(),
                "instruments": " ".join(row.instruments),
                "elements": " ".join(row.elements),
                "grade": row.grade,
                "source": row.source,
            }
