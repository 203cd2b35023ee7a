"""Which mines and plants are announced, how far is each, and what is known of their delivery?

All collected projects, whether a chain has them as facilities or not: facts with their reports, the
maturity read from the reported status, and the figures from which delays and failures are drawn.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.facilities import plants
from monazite.data.build.minerals.definition import minerals
from monazite.data.build.project_library import PROBABILITY, project_library
from monazite.data.build.shared import Shared
from monazite.errors import DataError
from monazite.months import Month
from monazite.regions import economy

COLUMNS = (
    "id",
    "project",
    "operator",
    "country",
    "minerals",
    "stage",
    "capacity",
    "capacity_of",
    "status",
    "maturity",
    "chance",
    "reported",
    "planned_start",
    "actual_start",
    "support",
    "offtake",
    "facilities",
)


@dataclass(frozen=True)
class Collected:
    """A collected project as far as a chain needs it: `reports` says who reported it."""

    id: str
    name: str
    operator: str
    country: str
    minerals: tuple[str, ...]
    maturity: str
    capacity: float | None
    reported: Month | None
    planned_start: Month | None
    actual_start: Month | None
    grade: str
    reports: str


@functools.lru_cache(maxsize=2)
def collected(shared: Shared) -> Mapping[str, Collected]:
    """Which projects were collected? Id -> project."""
    found = {}
    for row in _rows(shared):
        capacity = row["capacity"]
        found[str(row["id"])] = Collected(
            str(row["id"]),
            str(row["project"]),
            str(row["operator"]),
            str(row["country"]),
            tuple(str(row["minerals"]).split(";")),
            str(row["maturity"]),
            capacity if isinstance(capacity, float) else None,
            _month(row["reported"]),
            _month(row["planned_start"]),
            _month(row["actual_start"]),
            str(row["grade"]),
            str(row["note"]),
        )
    return found


def _month(cell: Cell) -> Month | None:
    return None if cell == "unknown" else Month.parse(str(cell))


def projects(shared: Shared) -> Draft:
    """Every collected project; a facility of a chain keeps the maturity it has there."""
    facilities = facilities_of_projects()
    rows = [
        {**row, "facilities": ";".join(facilities.get(str(row["id"]), [])) or "n/a"}
        for row in _rows(shared)
    ]
    return draft("projects.csv", COLUMNS, rows, note_inside=True)


def facilities_of_projects() -> dict[str, list[str]]:
    """Which facilities to come stand for each project, in any chain?"""
    found: dict[str, list[str]] = {}
    for plan in plants().planned:
        split = ("_light", "_heavy") if plan.recipe == "magnets" else ("",)
        found.setdefault(plan.project, []).extend(f"{plan.id}{end}" for end in split)
    for mineral in minerals():
        for place in mineral.projects:
            found.setdefault(place.project, []).append(place.id)
    return found


def _rows(shared: Shared) -> list[dict[str, Cell]]:
    known = {plan.project: plan.stage for plan in plants().planned}
    return [_row(row, known) for row in shared.rows("facts/projects.csv")]


def _row(row: Mapping[str, str], known: Mapping[str, str]) -> dict[str, Cell]:
    read = maturity_of(row["status"], row["id"])
    maturity = known.get(row["id"], read)
    first = re.split(r"[;,]", row["country"])[0].strip()
    capacity = row["capacity_t_per_y"]
    told = re.sub(r"unverified: general knowledge", "not verified", row["capacity_of"])
    doubtful = row["confidence"] == "low" or "not verified" in told
    return {
        "id": row["id"],
        "project": row["project"],
        "operator": row["operator"] or "unknown",
        "country": economy(project_library().countries.get(first, first)).iso3,
        "minerals": ";".join(minerals_of(row["minerals"])) or "unknown",
        "stage": row["stage"],
        "capacity": float(capacity) if capacity else "unknown",
        "capacity_of": _plain(told) or "n/a",
        "status": _plain(row["status"]),
        "maturity": maturity,
        "chance": PROBABILITY[maturity],
        "reported": month_of(row["status_as_of"], bare=1),
        "planned_start": month_of(row["planned_start"]),
        "actual_start": month_of(row["actual_start"]),
        "support": _plain(row["public_support"]) or "none found",
        "offtake": _plain(row["offtake"]) or "none found",
        "grade": "C" if doubtful else ("B" if row["confidence"] != "low" else "C"),
        "source": "company_statements;monazite_estimate",
        "licence": "single-fact;own-estimate",
        "vintage": row["status_as_of"] or "unknown",
        "note": _reports(row),
    }


def _plain(text: str) -> str:
    plain = text.replace("unverified: general knowledge", "not verified")
    # A news page, not the price series of the same name, which does not ship.
    return " ".join(plain.replace("Investing.com", "Investing (news page)").split())


def _reports(row: Mapping[str, str]) -> str:
    titles = [re.sub(r"\s*https?://\S+", "", part).strip() for part in row["source"].split("|")]
    parts = [row["note"], row["capacity_note"], "reported by " + "; ".join(t for t in titles if t)]
    return _plain("; ".join(re.sub(r"\s*https?://\S+", "", p) for p in parts if p))


def maturity_of(status: str, where: str) -> str:
    """Which maturity does a reported status mean? Raises DataError for words nobody has read."""
    for reading in project_library().maturity:
        if re.search(reading.pattern, status.lower()):
            return reading.means
    raise DataError.one(
        where=f"projects.csv, {where}, status",
        found=status or "nothing",
        expected="words that data/build/library/projects.yaml reads",
        advice="add a pattern there",
    )


def minerals_of(text: str) -> tuple[str, ...]:
    """Which minerals does a text name, by id and without repetition?"""
    return tuple(
        dict.fromkeys(m.id for m in project_library().minerals if re.search(m.pattern, text))
    )


_PART_OF_YEAR = (
    (r"Q1|early|H1-", 2),
    (r"Q2|H1", 5),
    (r"mid|summer", 7),
    (r"Q3", 8),
    (r"H2", 10),
    (r"Q4|end|late", 11),
)


def month_of(text: str, bare: int = 7) -> str:
    """Which month does a date in words mean? `unknown` where it names no year.

    bare : month taken where only a year, or the last year of a span, is named
    """
    match = re.search(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2])\b)?", text)
    if match is None:
        return "unknown"
    year, month = int(match["year"]), match["month"]
    if month:
        return f"{year}-{month}"
    later = re.search(r"(?:19|20)\d\d-(\d\d)\b(?!-)", text)
    if later and int(later[1]) > 12:
        year = year // 100 * 100 + int(later[1])
    for pattern, number in _PART_OF_YEAR:
        if re.search(pattern, text):
            return f"{year}-{number:02d}"
    return f"{year}-{bare:02d}"


def delivery(shared: Shared) -> Draft:
    """What is known of how projects are delivered, and what is assumed of policies?"""
    del shared
    rows: list[Mapping[str, Cell]] = []
    for figure in project_library().delivery:
        if figure.parameter == "chance" and figure.value != PROBABILITY[figure.of]:
            raise DataError.one(
                where=f"projects.yaml, chance of {figure.of}",
                found=f"{figure.value}",
                expected=f"{PROBABILITY[figure.of]}, as the facilities have it",
            )
        own = figure.source == "monazite_estimate"
        rows.append(
            {
                **figure.model_dump(),
                "licence": "own-estimate" if own else "single-fact",
            }
        )
    return draft(
        "project_delivery.csv",
        ("parameter", "of", "value", "unit", "low", "high"),
        rows,
        note_inside=True,
    )
