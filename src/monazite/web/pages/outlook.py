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
BRANCHES = ("revived", "prolonged", "repealed")
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
        "bands": None,
        "carried": "",
        "draws": DRAWS,
    }


DRAWS = 12
"""Draws of the parameters behind each branch's interval."""
LEAST = 3
"""Fewer draws that cleared than this give no interval."""


def _draw_jobs(desk: SimulationDesk, month: Month) -> dict[str, list[Job]]:
    """Hand in every draw of every branch; whoever waits for a run goes first."""
    return {
        branch: [
            desk.hand_in(
                "branch_draw",
                {"month": str(month), "branch": branch, "draw": draw, "members": DRAWS},
                LATER,
            )
            for draw in range(DRAWS)
        ]
        for branch in BRANCHES
    }


def intervals(draws: list[dict[str, Any]]) -> dict[str, dict[str, tuple[float, float]]]:
    """Between which values do 90 per cent of the weight of draws lie, element by element?

    draws : answers of one branch's draws; those that did not clear by the month have no elements
    """
    cleared = [one for one in draws if one["elements"]]
    if len(cleared) < LEAST:
        return {}
    whole = sum(one["weight"] for one in cleared)
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for element in cleared[0]["elements"]:
        for key in ("outside", "premium", "unserved"):
            known = sorted(
                (value, one["weight"] / whole)
                for one in cleared
                if (value := one["elements"].get(element, {}).get(key)) is not None
            )
            if len(known) == len(cleared):
                ends = (_quantile(known, 0.05), _quantile(known, 0.95))
                found.setdefault(element, {})[key] = ends
    return found


def _quantile(known: list[tuple[float, float]], level: float) -> float:
    """Return a quantile of sorted (value, weight), between the middles of neighbouring weights."""
    run, before = 0.0, known[0]
    for value, weight in known:
        middle = run + 0.5 * weight
        if middle >= level:
            place, low = before[1] if run else middle, before[0]
            return (
                low if middle == place else low + (value - low) * (level - place) / (middle - place)
            )
        run, before = run + weight, (value, middle)
    return before[0]


@router.get("/parts/branch-bands", response_class=HTMLResponse)
def branch_bands_part(request: Request) -> Response:
    """Show the branches with intervals, or say how many draws are done."""
    visit = visit_of(request)
    month = outlook_month(visit)
    desk: SimulationDesk = request.app.state.desk
    central = outlook_job(desk, month, 0)
    jobs = _draw_jobs(desk, month)
    every = [job for own in jobs.values() for job in own]
    done = sum(job.finished for job in every)
    if not central.finished or done < len(every):
        says = visit.say("today.bands_running", done=done, total=len(every))
        return JSONResponse({"done": done / len(every), "says": says}, 202)
    failed = [fault for job in every if job.state == "failed" for fault in job.faults]
    if central.state != "done" or failed:
        return HTMLResponse(fragment(visit, "part_failed.html.j2", faults=failed[:1]))
    banded = {
        branch: intervals([job.answer for job in own if job.state == "done"])
        for branch, own in jobs.items()
    }
    values = _values(visit, central.answer) | {
        "bands": banded,
        "carried": f"{100 * every[0].answer['carried']:.0f}",
        "draws": DRAWS,
    }
    return HTMLResponse(fragment(visit, "branches_part.html.j2", **values))


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
