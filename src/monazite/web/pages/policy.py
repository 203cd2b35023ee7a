"""One act: what it says, how it stands, who says so, and both readings of each rule."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monazite.labels import Label
from monazite.present.act_names import act_number
from monazite.web.pages.minerals import chains, country_name, world_of
from monazite.web.rendering import fragment, page
from monazite.web.tables import file_answer
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

QUIET = ("kind", "id", "goods", "evidence", "while_")
"""Fields of a market block that are shown apart from its numbers."""


def act_values(visit: Visit, name: str) -> dict[str, Any]:
    """Which values show one act? Raises UnknownNameError for an id that is not in the library."""
    from monazite.policy.library import library

    acts = library()
    act = acts.act(name)
    calendar = acts.calendar(act)
    grades = {citation.id: citation.grade for citation in act.citations}

    def best(citations: tuple[str, ...]) -> str:
        return min((grades[one] for one in citations), default="D")

    rules = [ready for ready in acts.rules if ready.act.id == act.id]
    return {
        "act": act,
        "title": act.title.zh if visit.language == "zh" else act.title.en,
        "number": act_number(act.number or "", visit.language),
        "status": calendar.on(visit.day),
        "events": [
            (event, best(event.citations), act.title if event.by is None else None)
            for event in sorted(
                act.calendar, key=lambda one: one.date.latest or one.date.earliest or date.max
            )
        ],
        "rules": [_rule(visit, ready) for ready in rules],
        "files": act_files(visit, name),
        "known": set(acts.acts),
    }


def act_files(visit: Visit, name: str) -> tuple[tuple[str, str], ...]:
    """Under which addresses can an act be had as a file?"""
    return (
        ("YAML", visit.link(f"/policies/{name}.yaml")),
        ("JSON", visit.link(f"/api/policies/{name}")),
    )


def _rule(visit: Visit, ready: Any) -> dict[str, Any]:
    rule = ready.rule
    return {
        "ready": ready,
        "rule": rule,
        "status": ready.calendar.on(visit.day),
        "lines": [line.item for line in ready.lines],
        "blocks": [_block(visit, block) for block in rule.market],
        "own_calendar": rule.calendar is not None,
    }


def _block(visit: Visit, block: Any) -> dict[str, Any]:
    numbers = []
    for name in block.field_names():
        value = getattr(block, name)
        if name in QUIET or value is None:
            continue
        numbers.append((visit.say(f"market.{name}"), _value(visit, value)))
    return {
        "block": block,
        "numbers": numbers,
        "goods": [_good_name(visit, one.good) for one in block.goods or ()],
    }


def _value(visit: Visit, value: Any) -> str:
    """Return a value of a market block as readers know it; places and goods by their names."""
    steps = getattr(value, "steps", None)
    if steps is not None:
        if value.always is not None:
            return f"{value.always:g}"
        return ", ".join(f"{start}: {number:g}" for start, number in steps)
    if isinstance(value, tuple):
        comma = "、" if visit.language == "zh" else ", "
        return comma.join(_value(visit, one) for one in value)
    if isinstance(value, str):
        if value == "*":
            return visit.say("word.all_places")
        named = country_name(visit, value)
        return named if named != value else _good_name(visit, value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _good_name(visit: Visit, good: str) -> str:
    """Return what a good of any chain is called; its id where none has it."""
    label = _goods().get(good)
    return good if label is None else label.text(visit.language)


@lru_cache(maxsize=1)
def _goods() -> dict[str, Label]:
    """Return the labels of all goods of all chains; the first chain that has one names it."""
    found: dict[str, Label] = {}
    for name in chains():
        for good in world_of(name).chain.goods.values():
            found.setdefault(good.id, good.label)
    return found


@router.get("/policies")
def policies(request: Request) -> Response:
    """Lead to the timeline, which lists the acts and takes the same filters."""
    query = request.url.query
    return RedirectResponse("/timeline" + (f"?{query}" if query else ""))


@router.get("/policies/{name:path}.yaml")
def policy_file(request: Request, name: str) -> Response:
    """Hand over the file of an act, as it stands in the library."""
    from monazite.policy.library import library

    acts = library()
    acts.act(name)
    content = acts.files[name].path.read_bytes()
    return file_answer(content, name.replace("/", "-"), "yaml")


@router.get("/parts/policies/{name:path}", response_class=HTMLResponse)
def policy_part(request: Request, name: str) -> Response:
    """Show an act in short, below the timeline."""
    visit = visit_of(request)
    return HTMLResponse(fragment(visit, "policy_part.html.j2", **act_values(visit, name)))


@router.get("/policies/{name:path}", response_class=HTMLResponse)
def policy(request: Request, name: str) -> Response:
    """Show one act in full."""
    return page(request, "policy.html.j2", **act_values(visit_of(request), name))
