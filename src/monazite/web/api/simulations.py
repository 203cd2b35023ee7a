"""Simulations as a stream of lines: progress, then the answer in parts; hanging up cancels."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from monazite.scenario.variation import variation_of
from monazite.web.simulation_desk import LATER, Job, SimulationDesk

router = APIRouter(prefix="/api", tags=["simulation"])

LOOKED_EVERY = 0.03
"""Seconds between two looks at a job."""
MOST_DRAWS = 32
"""Most draws of the parameters that may be asked for."""


class Asked(BaseModel):
    """Which variation is simulated, and about which element?

    query   : pairs as in the address of the sandbox, such as ["base", "truce_prolonged"]
    element : whose prices and shares are told
    members : 0 for the central run; more: bands over at most so many draws of the parameters
    """

    model_config = ConfigDict(extra="forbid")

    query: Annotated[list[tuple[str, str]], Field(max_length=200)]
    element: Annotated[str, Field(max_length=8)] = "Dy"
    members: Annotated[int, Field(ge=0, le=MOST_DRAWS)] = 0


@router.post("/simulations", response_class=StreamingResponse)
async def simulate(asked: Asked, request: Request) -> StreamingResponse:
    """Simulate a scenario. Answers in lines of JSON (``application/x-ndjson``).

    Each line has one of the keys ``progress`` ([done, of]: months, or draws where bands are asked
    for), ``part`` (results, later parts complete earlier ones), ``failed`` (faults), ``cancelled``
    and ``done``. Closing the connection cancels it. Draws step back behind every other job.
    """
    from monazite.web.pages.sandbox import element_in

    variation = variation_of(asked.query)
    element = element_in(variation.chain, asked.element)
    desk: SimulationDesk = request.app.state.desk
    payload = {"query": [list(pair) for pair in asked.query], "element": element}
    if asked.members:
        lines = _banded(payload | {"members": asked.members}, desk, request)
    else:
        lines = _lines(desk.hand_in("sandbox", payload), desk, request)
    return StreamingResponse(lines, media_type="application/x-ndjson")


async def _lines(job: Job, desk: SimulationDesk, request: Request) -> AsyncIterator[bytes]:
    job.watchers += 1
    seen, told = 0, (-1, -1)
    try:
        while True:
            finished = job.finished
            if (job.done, job.total) != told and not finished:
                told = (job.done, job.total)
                yield _line({"progress": told, "state": job.state})
            while seen < len(job.parts):
                yield _line({"part": job.parts[seen]})
                seen += 1
            if finished:
                break
            if await request.is_disconnected():
                return
            await asyncio.sleep(LOOKED_EVERY)
        yield _line(_end(job))
    finally:
        job.watchers -= 1
        desk.take_back(job)


async def _banded(
    payload: dict[str, Any], desk: SimulationDesk, request: Request
) -> AsyncIterator[bytes]:
    """Draw after draw, each a job of its own, so that whoever waits for a run is served between."""
    members = payload["members"]
    for draw in range(members):
        yield _line({"progress": (draw, members), "state": "running"})
        job = desk.hand_in("sandbox_draw", payload | {"draw": draw}, LATER)
        job.watchers += 1
        try:
            while not job.finished:
                if await request.is_disconnected():
                    return
                await asyncio.sleep(LOOKED_EVERY)
        finally:
            job.watchers -= 1
            desk.take_back(job)
        if job.state != "done":
            yield _line(_end(job))
            return
    async for line in _lines(desk.hand_in("sandbox_bands", payload), desk, request):
        yield line


def _end(job: Job) -> dict[str, Any]:
    if job.state == "failed":
        return {"failed": [fault.as_dict() for fault in job.faults]}
    return {"cancelled": True} if job.state == "cancelled" else {"done": True}


def _line(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
