"""The timeline: which acts stand when in which state, the West above, China below?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from monazite.present.act_names import short_name
from monazite.present.timeline import LANES, SHOWN, TimelineRow, by_issuer, main_acts
from monazite.present.timeline_files import FORMATS, content
from monazite.web.pages.today import rows_on, spans_of, state_on
from monazite.web.rendering import page
from monazite.web.tables import file_answer, table_answer
from monazite.web.timeline_filters import days_asked, known_filters_only
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

GROUPS: dict[str, tuple[str, ...]] = {
    "rare_earths": (
        *("Sc", "Y", "La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm"),
        *("Yb", "Lu"),
    ),
    "gallium_germanium_antimony": ("Ga", "Ge", "Sb"),
    "tungsten_and_kin": ("W", "Mo", "Te", "Bi", "In"),
    "battery_metals": ("Li", "Co", "Ni", "Mn", "graphite", "C"),
    "copper": ("Cu",),
}
"""Groups of minerals that can be chosen with one press."""

WINDOW = (date(2023, 1, 1), date(2028, 12, 31))
WHOLE = (date(2006, 1, 1), date(2030, 12, 31))
"""Days shown at first, and days that can be reached."""


def wanted_minerals(query: dict[str, str]) -> tuple[str, ...]:
    """Which minerals does an address ask for? Symbols of a group, or one; empty for all."""
    name = query.get("mineral") or query.get("minerals", "")
    return GROUPS.get(name, (name,) if name else ())


def chosen_rows(visit: Visit, query: dict[str, str]) -> tuple[TimelineRow, ...]:
    """Which rows fit the filters of an address: view, minerals, party, issuer, instrument, state?

    Acts that are named are shown whatever the view. Raises UnknownNameError for a filter that names
    something that is not, DefinitionError for a day that is none.
    """
    rows = by_issuer(rows_on(visit.language, visit.day))
    known_filters_only(visit, query, rows, GROUPS)
    minerals, acts = set(wanted_minerals(query)), set(query.get("acts", "").split())
    main = main_acts(rows, visit.day)
    every = query.get("view") == "all" or bool(acts)

    def kept(row: TimelineRow) -> bool:
        return (
            (every or row.act in main)
            and (not minerals or not minerals.isdisjoint(row.elements))
            and query.get("lane", row.lane) in (row.lane, "")
            and query.get("issuer", row.issuer) in (row.issuer, "")
            and (not query.get("instrument") or query["instrument"] in row.instruments)
            and (not query.get("state") or row.state_on(visit.day) == query["state"])
            and (not acts or row.act in acts)
        )

    return tuple(row for row in rows if kept(row))


@router.get("/timeline", response_class=HTMLResponse)
def show(request: Request) -> Response:
    """Show all acts through time; filters are in the address and work without a script too."""
    visit = visit_of(request)
    query = dict(request.query_params)
    rows = by_issuer(rows_on(visit.language, visit.day))
    main = main_acts(rows, visit.day)
    kept = {id(row) for row in chosen_rows(visit, query)}
    first, last = days_asked(query, WINDOW)
    instruments = sorted({name for row in rows for name in row.instruments})
    state = state_on(visit.language, visit.day)
    passed = len({turn.row.act for turn in state.turns if turn.change == "stated_end_passed"})
    months = [visit.say(f"month.{number}") for number in range(1, 13)]
    return page(
        request,
        "timeline.html.j2",
        lanes=[
            (lane, list(_lane(visit, [row for row in rows if row.lane == lane], kept, main)))
            for lane in LANES
            if any(row.lane == lane for row in rows)
        ],
        count=len({row.act for row in rows if id(row) in kept}),
        total=len({row.act for row in rows}),
        query=query,
        groups=tuple(GROUPS),
        elements={name: " ".join(symbols) for name, symbols in GROUPS.items()},
        instruments=instruments,
        states=SHOWN,
        view="all" if query.get("view") == "all" or query.get("acts") else "main",
        main=len(main),
        minerals=_minerals(visit, rows),
        mineral=query.get("mineral") or query.get("minerals", ""),
        issuers=list(dict.fromkeys(row.issuer for row in rows)),
        passed=passed,
        settings={
            "first": first.isoformat(),
            "last": last.isoformat(),
            "from": WHOLE[0].isoformat(),
            "to": WHOLE[1].isoformat(),
            "today": visit.day.isoformat(),
            "months": months,
            "now": visit.say("timeline.today", day=visit.day.isoformat()),
            "count": visit.say("timeline.shown", shown="{shown}", total="{total}"),
        },
    )


def _minerals(visit: Visit, rows: Sequence[TimelineRow]) -> list[tuple[str, str]]:
    """Which minerals do acts name? (symbol, name), in the order of the names."""
    from monazite.web.pages.minerals import element_name

    symbols = {symbol for row in rows for symbol in row.elements}
    named = [(symbol, element_name(visit, symbol)) for symbol in symbols]
    return sorted(named, key=lambda one: one[0 if visit.language == "zh" else 1].lower())


def row_label(visit: Visit, row: TimelineRow) -> tuple[str, str]:
    """What is a row called: in bold who issued it and its number, beside it the title?

    In China's lane and for agreements the issuer goes without saying.
    """
    name, rest = short_name(row, visit.language)
    key = f"issuer_short.{row.issuer}"
    if row.lane == "china" or not visit.words.has(key):
        return (name, rest) if row.number or rest else ("", name)
    issuer = visit.say(key)
    said = issuer if visit.language == "zh" else f"{issuer} "
    if row.number:
        return (name if name.startswith(issuer) else f"{issuer} {name}"), rest.removeprefix(said)
    return issuer, row.title.strip().removeprefix(said).lstrip("：")


def _lane(
    visit: Visit, rows: Sequence[TimelineRow], kept: set[int], main: frozenset[str]
) -> Iterator[dict[str, Any]]:
    """Yield what is shown of each row of a lane; further parts of an act are marked."""
    seen: set[str] = set()
    for row in rows:
        shown = _shown(visit, row, id(row) in kept)
        yield {**shown, "further": row.act in seen, "main": row.act in main}
        seen.add(row.act)


def _shown(visit: Visit, row: TimelineRow, kept: bool) -> dict[str, Any]:
    name, rest = row_label(visit, row)
    return {
        "row": row,
        "name": name,
        "rest": rest if not row.part else f"{rest} · {row.part}" if rest else row.part,
        "spans": spans_of(row),
        "state": row.state_on(visit.day),
        "kept": kept,
    }


@router.get("/timeline.{ending}")
async def timeline_file(request: Request, ending: str) -> Response:
    """Hand over the filtered timeline as CSV, Excel, JSON, SVG, PNG or one HTML file."""
    visit = visit_of(request)
    if ending not in (*FORMATS, "xlsx"):
        raise HTTPException(404, ending)
    query = dict(request.query_params)
    rows = chosen_rows(visit, query)
    first, last = days_asked(query, WINDOW)
    name = f"monazite-timeline-{visit.day}"
    if ending in ("xlsx", "csv"):
        from monazite.present.figure import Table
        from monazite.present.timeline import table_rows
        from monazite.present.timeline_files import COLUMNS

        lines = tuple(tuple(line[name] for name in COLUMNS) for line in table_rows(rows))
        stamp = (visit.say("timeline.title"), f"{visit.say('site.as_of')} {visit.day}")
        return table_answer(Table(COLUMNS, lines), name, ending, stamp)
    made = await run_in_threadpool(content, rows, ending, visit.language, visit.day, first, last)
    return file_answer(made, name, ending)
