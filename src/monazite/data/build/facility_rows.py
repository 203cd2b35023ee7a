"""Which columns has a table of facilities, and what stands in a row of the base year or to come?

The base year's capacity is the balanced level over the usual utilisation; what is to come is a
collected project. Both builders of chains write their rows here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monazite.data.build.balance import Observation
from monazite.data.build.draft import Cell, Draft, draft, rounded

COLUMNS = (
    *("id", "name", "region", "recipe", "operator", "owner_country", "capacity"),
    *("start", "ramp_months", "probability", "status"),
)
OWNER_INSIDE = "CHN"
"""Region whose plants are taken as its own country's where no owner is known."""


@dataclass(frozen=True)
class Plant:
    """Which plant is meant: id, name, region, recipe, operator and country of the owner?

    operator, owner : `unknown` where not known
    """

    id: str
    name: str
    region: str
    recipe: str
    operator: str = "unknown"
    owner: str = "unknown"

    @property
    def cells(self) -> dict[str, Cell]:
        """The cells that say so."""
        return {
            "id": self.id,
            "name": self.name,
            "region": self.region,
            "recipe": self.recipe,
            "operator": self.operator,
            "owner_country": self.owner,
        }


def plants_together(region: str, recipe: str, name: str) -> Plant:
    """Which plant stands for all, or all other, plants of a recipe in a region?"""
    owner = OWNER_INSIDE if region == OWNER_INSIDE else "unknown"
    return Plant(f"{region}_{recipe}".lower(), name, region, recipe, owner=owner)


def operating_row(
    plant: Plant, capacity: float, used: float, observed: Observation, words: str = ""
) -> dict[str, Cell]:
    """The row of a plant of the base year.

    capacity : of the plant, the level over `used`, the usual utilisation, 0 to 1
    observed : figure of the level; words : what else is known of the plant, from statements of its
               company, empty for plants taken together
    """
    stated = ("company_statements", "single-fact") if words else ("", "")
    return {
        **plant.cells,
        "capacity": capacity,
        "start": "operating",
        "ramp_months": 0,
        "probability": 1.0,
        "status": "operating",
        "grade": max(observed.grade, "C"),
        "source": joined(stated[0], observed.source, "monazite_estimate"),
        "licence": joined(stated[1], observed.licence, "own-estimate"),
        "vintage": observed.vintage,
        "note": "; ".join(
            part for part in (f"balanced level of 2024 over {used:g}", words) if part
        ),
    }


@dataclass(frozen=True)
class Coming:
    """When does a plant come, how likely, and who says so?

    start : month; status : maturity; grade, vintage : of the report
    notes : empty ones are left out
    """

    start: str
    ramp_months: int
    probability: float
    status: str
    grade: str
    vintage: str
    notes: Sequence[str]


def coming_row(plant: Plant, capacity: float, coming: Coming) -> dict[str, Cell]:
    """The row of a plant that is to come."""
    return {
        **plant.cells,
        "capacity": rounded(capacity, 4),
        "start": coming.start,
        "ramp_months": coming.ramp_months,
        "probability": rounded(coming.probability),
        "status": coming.status,
        "grade": coming.grade,
        "source": "company_statements;monazite_estimate",
        "licence": "single-fact;own-estimate",
        "vintage": coming.vintage,
        "note": "; ".join(part for part in coming.notes if part),
    }


def facility_table(folder: str, rows: Sequence[dict[str, Cell]]) -> Draft:
    """The table of facilities of a chain's folder."""
    return draft(f"{folder}/facilities.csv", COLUMNS, list(rows), note_inside=True)


def joined(*parts: str) -> str:
    """Several lists of names, separated by semicolons, as one, each name once."""
    return ";".join(dict.fromkeys(word for part in parts for word in part.split(";") if word))
