"""How does a page become HTML: templates, numbers that do not break, navigation, stamp line?"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
)
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

import monazite
from monazite.cache_folder import cache_folder
from monazite.kept_readings import SETTING
from monazite.present.drawing import inside_page
from monazite.present.lettering import hold
from monazite.web.act_words import in_words
from monazite.web.fault_words import fault_words
from monazite.web.glyphs import gate_glyph, grade_glyph, marks, state_glyph
from monazite.web.record_dates import prices_to, rules_recorded_to
from monazite.web.static_files import stamp
from monazite.web.tongues import original, said
from monazite.web.visit import YEARS, Visit, visit_of

SECTIONS = (
    ("/", "today"),
    ("/minerals", "minerals"),
    ("/timeline", "timeline"),
    ("/sandbox", "sandbox"),
    ("/screen", "screen"),
    ("/matrix", "matrix"),
    ("/targets", "targets"),
    ("/projects", "projects"),
    ("/indicators", "indicators"),
    ("/hindcasts", "hindcasts"),
    ("/sources", "sources"),
    ("/glossary", "glossary"),
)
"""Addresses of the pages and their names in the catalogue (``nav.*``)."""


@cache
def environment() -> Environment:
    """Which templates are there? Missing values are errors, everything is escaped."""
    made = Environment(
        loader=PackageLoader("monazite.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_kept_templates(),
    )
    made.filters["hold"] = hold
    made.filters["island"] = island
    made.filters["compact"] = _compact
    made.filters["original"] = original
    made.filters["said"] = said
    made.filters["fault"] = fault_words
    made.filters["base_year"] = _base_year
    made.filters["acts_named"] = in_words
    made.filters["marks"] = marks
    made.globals.update(
        state_glyph=state_glyph, gate_glyph=gate_glyph, grade_glyph=grade_glyph, inline=inside_page
    )
    return made


def _kept_templates() -> BytecodeCache | None:
    """Where does jinja2 keep compiled templates, by their text? None where nothing can be kept."""
    folder = cache_folder("acts", SETTING)
    if folder is None:
        return None
    try:
        folder = folder / "templates"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder, os.W_OK) or (
            hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()
        ):
            return None
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder))


def _base_year(vintage: object) -> str:
    """Name the base year of a data vintage; loaded with the first page that shows one."""
    from monazite.present.context import base_year

    return base_year(vintage)


def island(content: Any) -> Markup:
    """Which JSON may stand inside a script element? Nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(letter, code)
    return Markup(text)


def _compact(content: Any) -> str:
    """Return JSON for an attribute; the template escapes it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _current(path: str, address: str) -> bool:
    if address == "/":
        return path == "/"
    if address == "/timeline" and path.startswith("/policies"):
        return True
    return path == address or path.startswith(f"{address}/")


def fragment(visit: Visit, template: str, **values: Any) -> str:
    """Which HTML does a template give for a visit, without the page around it?"""
    return (
        environment()
        .get_template(template)
        .render(
            {
                "visit": visit,
                "say": visit.say,
                "link": visit.link,
                "language": visit.language,
                "version": monazite.__version__,
                **values,
            }
        )
    )


def page(request: Request, template: str, *, code: int = 200, **values: Any) -> HTMLResponse:
    """Which page does a template give for a request? Keeps language and scheme in cookies."""
    visit = visit_of(request)
    html = fragment(
        visit,
        template,
        nav=[
            (visit.link(address), visit.say(f"nav.{name}"), _current(visit.path, address))
            for address, name in SECTIONS
        ],
        stamp_line=visit.say(
            "site.stamp",
            day=visit.day.isoformat(),
            rules=rules_recorded_to(),
            prices=prices_to(),
        ),
        asset=stamp(),
        possible_years=YEARS,
        **values,
    )
    answer = HTMLResponse(html, code)
    for name in ("lang", "scheme"):
        chosen = request.query_params.get(name)
        if chosen in ("en", "zh", "light", "dark"):
            answer.set_cookie(name, chosen, max_age=31_536_000, samesite="strict")
        elif name == "scheme" and chosen == "auto":
            answer.delete_cookie(name)
    return answer


def failed(
    request: Request, status: int, heading: str, lines: Sequence[Mapping[str, Any]]
) -> HTMLResponse:
    """Which page says that something went wrong, and what to do?"""
    return page(request, "fault.html.j2", code=status, heading=heading, lines=lines)
