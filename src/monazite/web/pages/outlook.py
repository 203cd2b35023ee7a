"""The modelled part of Today: what each branch of what is open means six months on."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

import monazite
from monazite.months import Month
from monazite.present.branch_outlook import branch_claim, branch_claim_holds
from monazite.present.figure import Table
from monazite.present.number_text import significant
from monazite.web.rendering import fragment
from monazite.web.simulation_desk import LATER, Job, SimulationDesk
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

MONTHS_ON = 6
HEADLINE = "Dy"
FIRST, LAST = Month(2024, 12), Month(2028, 12)


def outlook_month(visit: Visit) -> Month:
    """Which month is looked at: six months after the day, within what is simulated?"""
    index = visit.day.year * 12 + visit.day.month - 1 + MONTHS_ON
    month = Month(index // 12, index % 12 + 1)
    return min(max(month, FIRST), LAST)


def outlook_job(desk: SimulationDesk, month: Month, order: int = LATER) -> Job:
    """Hand in the three branches for a month."""
    return desk.hand_in("branches", {"month": str(month)}, order)


def waiting(visit: Visit, job: Job) -> JSONResponse:
    """Which answer says how far a job is? Status 202, share done and a sentence."""
    share = job.done / job.total if job.total else 0.0
    key = "part.computing" if job.total else "part.preparing"
    says = visit.say(key, done=job.done, total=job.total)
    return JSONResponse({"done": share, "says": says, "state": job.state}, 202)


@router.get("/parts/branches", response_class=HTMLResponse)
def branches_part(request: Request) -> Response:
    """Show the branches, or say how far the model is."""
    visit = visit_of(request)
    month = outlook_month(visit)
    job = outlook_job(request.app.state.desk, month, 0)
    if not job.finished:
        return waiting(visit, job)
    if job.state != "done":
        return HTMLResponse(fragment(visit, "part_failed.html.j2", faults=job.faults))
    return HTMLResponse(fragment(visit, "branches_part.html.j2", **_values(visit, job.answer)))


def _values(visit: Visit, found: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for branch, told in found["branches"].items():
        rows[branch] = next((one for one in told if one["element"] == HEADLINE), None)
    prices = {branch: one["outside"] for branch, one in rows.items() if one is not None}
    title = visit.say("today.branches")
    if len(prices) > 1:
        key, fields = branch_claim(prices)
        if not branch_claim_holds(key, fields, prices):
            raise ValueError(f"{key} does not agree with {prices}")
        title = visit.say(key, **fields)
    worst = found["branches"].get("revived") or []
    tight = sorted(worst, key=lambda one: -one["premium"])
    scale = max((one["premium"] for one in tight), default=1.0)
    high = max((one["unserved"] or 0.0 for one in tight), default=1.0)
    return {
        "title": title,
        "month": found["month"],
        "rows": rows,
        "top": max(prices.values(), default=1.0),
        "top_unserved": max((one["unserved"] or 0 for one in rows.values() if one), default=1) or 1,
        "tight": tight,
        "scale": scale or 1.0,
        "high": high or 1.0,
        "failed": found["failed"],
        "vintage": found["vintage"],
        "version": monazite.__version__,
        "number": significant,
    }


@router.get("/outlook.{ending}")
def outlook_file(request: Request, ending: str) -> Response:
    """Hand over the outlook as CSV or Excel, once it is computed."""
    visit = visit_of(request)
    job = outlook_job(request.app.state.desk, outlook_month(visit), 0)
    if not job.finished:
        return waiting(visit, job)
    rows = tuple(
        (branch, found["month"], *(one[key] for key in _COLUMNS))
        for found in (job.answer,)
        for branch, told in found.get("branches", {}).items()
        for one in told
    )
    headers = (
        "branch",
        "month",
        "element",
        "outside_usd_per_kg",
        "inside_fob_usd_per_kg",
        "premium_ratio",
        "unserved_outside_percent",
    )
    stamp = (f"Monazite {monazite.__version__}", f"{visit.say('site.as_of')} {visit.day}")
    ending = ending if ending in ("csv", "xlsx") else "csv"
    return table_answer(Table(headers, rows), f"monazite-outlook-{visit.day}", ending, stamp)


_COLUMNS = ("element", "outside", "inside", "premium", "unserved")
