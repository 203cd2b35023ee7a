"""What is answered while the worker is still busy with a part of a page?"""

from __future__ import annotations

from starlette.responses import JSONResponse

from monazite.web.simulation_desk import Job
from monazite.web.visit import Visit


def waiting(visit: Visit, job: Job) -> JSONResponse:
    """Which answer says how far a job is? Status 202, share done and a sentence."""
    share = job.done / job.total if job.total else 0.0
    key = "part.computing" if job.total else "part.preparing"
    says = visit.say(key, done=job.done, total=job.total)
    return JSONResponse({"done": share, "says": says, "state": job.state}, 202)
