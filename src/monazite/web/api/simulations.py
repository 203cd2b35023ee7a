"""Simulations as a stream of lines: progress, then the answer in parts; hanging up cancels."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from monazite.present.focus import OXIDES
from monazite.scenario.variation import variation_of
from monazite.web.simulation_desk import Job, SimulationDesk

router = APIRouter(prefix="/api", tags=["simulation"])

LOOKED_EVERY = 0.04
"""Seconds between two looks at a job."""


class Asked(BaseModel):
    """Which variation is simulated, and about which element?

    query   : pairs as in the address of the sandbox, such as ["base", "truce_prolonged"]
    element : whose prices and shares are told
    """

    model_config = ConfigDict(extra="forbid")

    query: Annotated[list[tuple[str, str]], Field(max_length=200)]
    element: Annotated[str, Field(max_length=8)] = "Dy"


@router.post("/simulations", response_class=StreamingResponse)
async def simulate(asked: Asked, request: Request) -> StreamingResponse:
    """Simulate a scenario. Answers in lines of JSON (``application/x-ndjson``).

    Each line has one of the keys ``progress`` ([months done, of]), ``part`` (results, later parts
    complete earlier ones), ``failed`` (faults) and ``done``. Closing the connection cancels it.
    """
    variation_of(asked.query)
    element = asked.element if asked.element in OXIDES else "Dy"
    desk: SimulationDesk = request.app.state.desk
    payload = {"query": [list(pair) for pair in asked.query], "element": element}
    job = desk.hand_in("sandbox", payload)
    return StreamingResponse(
        _lines(job, desk, request), media_type="application/x-ndjson", headers={"x-job": "sandbox"}
    )


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
        if job.state == "failed":
            yield _line({"failed": [fault.as_dict() for fault in job.faults]})
        elif job.state == "cancelled":
            yield _line({"cancelled": True})
        else:
            yield _line({"done": True})
    finally:
        job.watchers -= 1
        desk.take_back(job)


def _line(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
