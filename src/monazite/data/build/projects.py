"""Which mines and plants are announced, how far is each, and what is known of their delivery?

All collected projects, whether a chain has them as facilities or not: facts with their reports, the
maturity read from the reported status, and the figures from which delays and failures are drawn.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.facilities import PROBABILITY, plants
from monazite.data.build.shared import Shared
from monazite.definition import Definition, read_definition
from monazite.errors import DataError
from monazite.regions import economy


class Reading(Definition):
    """Which maturity does a status mean?"""

    pattern: str
    means: str


class Metal(Definition):
    """Which mineral does a text name?"""

    pattern: str
    id: str


class Figure(Definition):
    """One figure on how projects are delivered, with its range and where it is from."""

    parameter: str
    of: str
    value: float
    unit: str
    low: float | Literal["unknown"]
    high: float | Literal["unknown"]
    grade: str
    source: str
    vintage: str
    note: str


class ProjectLibrary(Definition):
    """What does ``library/projects.yaml`` hold?"""

    maturity: tuple[Reading, ...]
    countries: dict[str, str]
    minerals: tuple[Metal, ...]
    delivery: tuple[Figure, ...]


@functools.cache
def project_library() -> ProjectLibrary:
    """How are reported projects read?"""
    return read_definition(Path(__file__).parent / "library" / "projects.yaml", ProjectLibrary)


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


def projects(shared: Shared) -> Draft:
    """Every collected project; a facility of a chain keeps the maturity it has there."""
    facilities: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for plan in plants().planned:
        known[plan.project] = plan.stage
        split = ("_light", "_heavy") if plan.recipe == "magnets" else ("",)
        facilities.setdefault(plan.project, []).extend(f"{plan.id}{end}" for end in split)
    rows = [_row(row, facilities, known) for row in shared.rows("facts/projects.csv")]
    return draft("projects.csv", COLUMNS, rows, note_inside=True)


def _row(
    row: Mapping[str, str], facilities: Mapping[str, list[str]], known: Mapping[str, str]
) -> dict[str, Cell]:
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
        "facilities": ";".join(facilities.get(row["id"], [])) or "n/a",
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
