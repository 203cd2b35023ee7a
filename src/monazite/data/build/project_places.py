"""In the market of which chains does each collected project stand, and if in none, why not?"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.facilities import plants
from monazite.data.build.minerals.definition import minerals
from monazite.data.build.project_library import project_library
from monazite.data.build.projects import Collected, collected, facilities_of_projects
from monazite.data.build.shared import Shared
from monazite.errors import DataError

TO_COME, BASE_YEAR, LEFT_OUT = "to_come", "base_year", "left_out"
RARE_EARTHS = "rare_earths"
_STATES: Mapping[str, Cell] = {
    "grade": "C",
    "source": "company_statements;monazite_estimate",
    "licence": "single-fact;own-estimate",
    "vintage": "2026-11",
    "note": "",
}


def project_places(shared: Shared) -> Draft:
    """One row for each project and chain of one of its minerals.

    Raises DataError for a project with a published capacity that no chain places or explains.
    """
    rows: list[Mapping[str, Cell]] = []
    facilities = facilities_of_projects()
    for one in collected(shared).values():
        chains = dict.fromkeys(chain_of(mineral) for mineral in one.minerals)
        for chain in chains:
            state, reason = _place(one, chain)
            here = facilities[one.id] if state == TO_COME else []
            rows.append(
                {
                    "project": one.id,
                    "chain": chain or "n/a",
                    "place": state,
                    "facilities": ";".join(name for name in here if name in _of(chain)) or "n/a",
                    "reason": reason or "n/a",
                    **_STATES,
                }
            )
    return draft(
        "project_places.csv",
        ("project", "chain", "place", "facilities", "reason"),
        rows,
        note_inside=True,
    )


def chain_of(mineral: str) -> str:
    """Which chain has a mineral? Empty if none has."""
    known = {RARE_EARTHS, *(one.id for one in minerals())}
    name = project_library().chains.get(mineral, mineral)
    return name if name in known else ""


def _of(chain: str) -> set[str]:
    """Which facilities to come has a chain by its definition?"""
    if chain == RARE_EARTHS:
        return {
            f"{plan.id}{end}"
            for plan in plants().planned
            for end in (("_light", "_heavy") if plan.recipe == "magnets" else ("",))
        }
    return {plan.id for one in minerals() if one.id == chain for plan in one.projects}


def _place(one: Collected, chain: str) -> tuple[str, str]:
    if chain == "":
        return LEFT_OUT, "no chain of this mineral"
    to_come, running, left_out = _said(chain)
    if one.id in to_come:
        return TO_COME, ""
    if one.id in left_out:
        return LEFT_OUT, left_out[one.id]
    if one.id in running:
        return BASE_YEAR, f"stands in the base year as {running[one.id]}"
    if one.maturity == "cancelled":
        return LEFT_OUT, "given up or barred"
    if one.maturity == "operating":
        return BASE_YEAR, "runs already: part of its region's capacity of the base year"
    if one.capacity is None:
        return LEFT_OUT, "no capacity published"
    if len(one.minerals) > 1:
        return LEFT_OUT, "the published capacity is not of this mineral"
    raise DataError.one(
        where=f"project {one.id}, chain {chain}",
        found=f"a capacity of {one.capacity:g} and no place in the chain",
        expected="an entry under projects or projects_left_out of the definition",
        because="a project that is neither in the market nor explained would be lost silently",
    )


def _said(chain: str) -> tuple[set[str], dict[str, str], dict[str, str]]:
    """Which projects come, run already or are left out, by the definition of a chain?"""
    if chain == RARE_EARTHS:
        known = plants()
        return (
            {plan.project for plan in known.planned},
            {plant.project: plant.id for plant in known.operating},
            known.left_out,
        )
    definition = next(one for one in minerals() if one.id == chain)
    return {plan.project for plan in definition.projects}, {}, definition.projects_left_out


def project_support(shared: Shared) -> Draft:
    """Which rule of which act stands behind each project, by which lever?"""
    known = collected(shared)
    rows: list[Mapping[str, Cell]] = []
    for one in project_library().support:
        if one.project not in known:
            raise DataError.one(
                where="projects.yaml, support",
                found=f'project "{one.project}"',
                expected="a collected project",
            )
        rows.append(
            {
                "project": one.project,
                "rule": one.rule,
                "lever": one.lever,
                **_STATES,
                "vintage": str(known[one.project].reported or "unknown"),
                "note": one.because,
            }
        )
    return draft("project_support.csv", ("project", "rule", "lever"), rows, note_inside=True)
