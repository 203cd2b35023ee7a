"""The tables of the pages as JSON: hindcasts, projects, targets, indicators, matrix, coverage."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from monazite.present.plain_values import plain
from monazite.web.api.answers import Lang, On, day_asked
from monazite.web.known_keys import known_keys_only

router = APIRouter(prefix="/api", dependencies=[Depends(known_keys_only)])


def _sendable(content: Any) -> Any:
    """Return a content of plain values; months and days as text, absences as their sentences."""
    return json.loads(json.dumps(plain(content), default=str, allow_nan=False))


@router.get("/hindcasts", tags=["evidence"])
def hindcasts(lang: Lang = "en") -> Any:
    """How well would the model have forecast past episodes, beside naive forecasts?

    `goals`: what was to be reached and what is; `yardsticks`: what the odds and the naive forecasts
    reach; `scored`: each quantity, wrong directions first, with the `odds` of fall, none and rise.
    """
    from monazite.web.pages.hindcasts import goals, scored, yardsticks

    return _sendable({"goals": goals(), "yardsticks": yardsticks(), "scored": scored(lang)})


@router.get("/projects", tags=["projects"])
def projects(country: str = "", mineral: str = "", stage: str = "") -> Any:
    """Which mines and plants are to come, how likely, and when?

    country, mineral, stage : only projects of these; 404 with the nearest names for one that no
                              project has
    """
    from monazite.chains.pipeline import outlooks
    from monazite.chains.projects import chosen_projects
    from monazite.web.pages.project_list import SEED

    chosen = chosen_projects(mineral or None, country or None, stage or None)
    return {
        "seed": SEED,
        "projects": [
            _sendable(
                {
                    "project": one.project,
                    "chance": one.chance,
                    "announced_start": one.earliest,
                    "median_start": one.median,
                    "late_start": one.late,
                }
            )
            for one in outlooks(chosen, (), seed=SEED)
        ],
    }


@router.get("/targets", tags=["targets"])
def targets(lang: Lang = "en") -> Any:
    """Which shares of the European Union's 10/40/25/65 do tables and balanced accounts give?"""
    from monazite.web.pages.overviews import observed

    return {"targets": _sendable(observed(lang))}


@router.get("/indicators", tags=["indicators"])
def indicators(year: int = 0, mineral: str = "") -> Any:
    """What do the measures that need no run say of each mineral? The latest year if none is given.

    mineral : only this one; 404 with the nearest names for one that has no measure
    """
    from monazite.errors import unknown_name
    from monazite.indicators.mineral_measures import measured_minerals
    from monazite.indicators.observed import LATEST_YEAR
    from monazite.web.pages.ranking import measured

    if mineral and mineral not in measured_minerals():
        raise unknown_name("query mineral", mineral, measured_minerals(), "mineral")
    asked = year or LATEST_YEAR
    found = [one for name, one in measured(asked) if mineral in ("", name)]
    return {"year": asked, "measures": _sendable(found)}


@router.get("/matrix", tags=["indicators"], responses={202: {"description": "How far it is"}})
def matrix(request: Request, on: On = "", chain: str = "rare_earths", lang: Lang = "en") -> Any:
    """What can each side do to the other in six dimensions, and what is the measured gap?

    It needs four runs: until they are done the answer is 202 with the share `done`; ask again. 503
    where they failed. Of each gap a `value` per run: neither side's acts, one side's, or all; null
    where there is no number.
    """
    from monazite.web.pages.overviews import matrix_job
    from monazite.web.visit import visit_of
    from monazite.web.waiting import waiting

    day = day_asked(on)
    job = matrix_job(request, day, chain)
    if not job.finished:
        return waiting(visit_of(request), job)
    found = job.computed()
    return JSONResponse({"on": day.isoformat(), "chain": chain, **_sendable(found)})


@router.get("/coverage", tags=["law"])
def coverage() -> Any:
    """What of the founding list and of each act is encoded, in part, or not at all?"""
    from monazite.web.kept import law_coverage

    return law_coverage().as_json()
