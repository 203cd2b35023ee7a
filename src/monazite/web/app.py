"""The web app: which address is answered by which page, and what is said of a fault?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

import monazite
from monazite.errors import MonaziteError, UnknownNameError
from monazite.present.catalogue import LANGUAGES
from monazite.web.first_page import FirstPage
from monazite.web.guard import Guard
from monazite.web.page_cache import PageCache
from monazite.web.rendering import failed
from monazite.web.settings import Settings
from monazite.web.simulation_desk import NotComputedError
from monazite.web.static_files import KINDS, static_file
from monazite.web.visit import visit_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.datastructures import State

_INSIDE = ("load_world", "policy library")
"""Places inside the package, for which a reader is shown the address."""

MADE_AT_ONCE = 3
"""Pages made at the same time; more would only take turns and slow those that need no making."""

LONG = "public, max-age=31536000, immutable"
"""How long a file is kept whose address changes with its content."""


def create_app(settings: Settings | None = None) -> Starlette:
    """Which application answers? It opens with the first page alone; see :mod:`first_page`."""
    from monazite.web.pages.today import today
    from monazite.web.simulation_desk import SimulationDesk
    from monazite.web.trial_desk import TrialDesk

    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = MADE_AT_ONCE
        yield
        app.state.desk.stop()
        app.state.trials.stop()

    app = Starlette(
        routes=[
            Route("/", today),
            Route("/static/{path:path}", _static),
            Route("/favicon.ico", _icon),
        ],
        exception_handlers={MonaziteError: _refused, HTTPException: _http_fault},
        lifespan=lifespan,
    )
    app.state.settings = chosen
    app.state.desk = SimulationDesk(run=chosen.simulate)
    app.state.trials = TrialDesk(run=chosen.simulate)
    app.add_middleware(GZipMiddleware, minimum_size=900, compresslevel=5)
    app.add_middleware(PageCache)
    app.add_middleware(Guard, settings=chosen)

    def load() -> None:
        app.router.routes.append(Mount("", _all_pages(app.state)))

    def ready() -> None:
        app.state.desk.start()
        _make_ready()

    app.add_middleware(FirstPage, load=load, ready=ready)
    return app


def _all_pages(state: State) -> FastAPI:
    """Return the application that answers all addresses, with its description of the interface."""
    from fastapi import FastAPI
    from fastapi.exceptions import RequestValidationError

    from monazite.web.addresses import routers

    made = FastAPI(
        title="Monazite",
        version=monazite.__version__,
        summary="What dated policies do to critical minerals; does a shipment need a licence?",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    made.state = state
    for router in routers():
        made.include_router(router)
    made.add_exception_handler(MonaziteError, _refused)
    made.add_exception_handler(HTTPException, _http_fault)
    made.add_exception_handler(RequestValidationError, _bad_request)
    return made


def _make_ready() -> None:
    """Work out what several pages say before a reader asks for it."""
    from datetime import date

    from monazite.indicators.observed import LATEST_YEAR
    from monazite.web.kept import law_coverage, minerals_on, sources_kept
    from monazite.web.pages.minerals import leaders_listed
    from monazite.web.pages.overviews import observed
    from monazite.web.pages.project_list import projects_listed
    from monazite.web.pages.ranking import measured
    from monazite.web.pages.sandbox import acts_shown
    from monazite.web.pages.today import state_on
    from monazite.web.record_dates import prices_to, rules_recorded_to

    rules_recorded_to()
    prices_to()
    for language in LANGUAGES:
        state_on(language, date.today())
        leaders_listed(language)
    minerals_on(date.today())
    law_coverage()
    sources_kept()
    for language in LANGUAGES:
        acts_shown(language)
    measured(LATEST_YEAR)
    projects_listed()
    for language in LANGUAGES:
        observed(language)


def _static(request: Request) -> Response:
    return _file(request, request.path_params["path"])


def _file(request: Request, path: str) -> Response:
    settings: Settings = request.app.state.settings
    if path == "vendor/land-110m/land.json" and settings.land is not None:
        return Response(settings.land.read_bytes(), media_type=KINDS[".json"])
    found = static_file(path)
    if found is None:
        raise HTTPException(404, f"/static/{path}")
    lasting = path.startswith(("vendor/", "fonts/")) or request.url.query
    headers = {
        "cache-control": LONG if lasting else "no-cache",
        "etag": found.tag,
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    if found.zipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(found.zipped, media_type=found.kind, headers=headers)
    return Response(found.content, media_type=found.kind, headers=headers)


def _icon(request: Request) -> Response:
    return _file(request, "icon.svg")


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _refused(request: Request, error: Exception) -> Response:
    """Answer a refusal of the package: every fault, as a page or as JSON."""
    assert isinstance(error, MonaziteError)
    status = 404 if isinstance(error, UnknownNameError) else 422
    if isinstance(error, NotComputedError):
        status = 503
    faults: list[Any] = [fault.as_dict() for fault in error.faults]
    for fault in faults:
        if fault["where"] in _INSIDE:
            fault["where"] = request.url.path
    if _wants_json(request):
        content = {"error": {"kind": type(error).__name__, "faults": faults}}
        return JSONResponse(content, status)
    say = visit_of(request).say
    key = {404: "fault.unknown_name", 503: "fault.not_computed"}.get(status, "fault.refused")
    return failed(request, status, say(key), faults)


def _http_fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    visit = visit_of(request)
    key = {404: "fault.no_page", 405: "fault.no_page", 413: "fault.too_large"}.get(
        error.status_code, "fault.refused"
    )
    found = str(error.detail)
    if found == HTTPStatus(error.status_code).phrase:  # nothing that a reader could use
        found = {405: f"the method {request.method}"}.get(
            error.status_code, "an address that leads nowhere"
        )
    fault = {
        "where": request.url.path,
        "found": found,
        "expected": visit.say(f"{key}_expected"),
    }
    if _wants_json(request):
        content = {"error": {"kind": "HTTP", "faults": [fault]}}
        return JSONResponse(content, error.status_code)
    return failed(request, error.status_code, visit.say(key), [fault])


def _bad_request(request: Request, error: Exception) -> Response:
    from fastapi.exceptions import RequestValidationError

    assert isinstance(error, RequestValidationError)
    faults = [
        {
            "where": ".".join(str(part) for part in one["loc"]),
            "found": str(one.get("input"))[:200],
            "expected": str(one["msg"]),
        }
        for one in error.errors()
    ]
    if _wants_json(request):
        return JSONResponse({"error": {"kind": "BadRequest", "faults": faults}}, 422)
    return failed(request, 422, visit_of(request).say("fault.refused"), list(faults))
