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
from monazite.present.timeline import LANES, SHOWN, TimelineRow
from monazite.present.timeline_files import FORMATS, content
from monazite.web.pages.today import rows_on, spans_of, state_on
from monazite.web.rendering import page
from monazite.web.tables import file_answer, table_answer
from monazite.web.visit import Visit, day_in, visit_of

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


def chosen_rows(visit: Visit, query: dict[str, str]) -> tuple[TimelineRow, ...]:
    """Which rows fit the filters of an address: minerals, lane, instrument, state, named acts?"""
    rows: Sequence[TimelineRow] = rows_on(visit.language, visit.day)
    minerals = GROUPS.get(query.get("minerals", ""), ())
    if not minerals and query.get("minerals"):
        minerals = (query["minerals"],)
    acts = set(query.get("acts", "").split())

    def kept(row: TimelineRow) -> bool:
        return (
            (not minerals or bool(set(minerals) & set(row.elements)))
            and query.get("lane", row.lane) in (row.lane, "")
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
    rows = rows_on(visit.language, visit.day)
    kept = {id(row) for row in chosen_rows(visit, query)}
    first, last = day_in(query.get("from")) or WINDOW[0], day_in(query.get("to")) or WINDOW[1]
    if first >= last:
        first, last = WINDOW
    instruments = sorted({name for row in rows for name in row.instruments})
    state = state_on(visit.language, visit.day)
    passed = len({turn.row.act for turn in state.turns if turn.change == "stated_end_passed"})
    months = [visit.say(f"month.{number}") for number in range(1, 13)]
    return page(
        request,
        "timeline.html.j2",
        lanes=[
            (lane, list(_lane(visit, [row for row in rows if row.lane == lane], kept)))
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


def _lane(visit: Visit, rows: Sequence[TimelineRow], kept: set[int]) -> Iterator[dict[str, Any]]:
    """Yield what is shown of each row of a lane; further parts of an act are marked."""
    seen: set[str] = set()
    for row in rows:
        yield {**_shown(visit, row, id(row) in kept), "further": row.act in seen}
        seen.add(row.act)


def _shown(visit: Visit, row: TimelineRow, kept: bool) -> dict[str, Any]:
    name, rest = short_name(row, visit.language)
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
    first, last = day_in(query.get("from")) or WINDOW[0], day_in(query.get("to")) or WINDOW[1]
    if first >= last:
        first, last = WINDOW
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
