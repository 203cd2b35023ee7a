"""In the market of which chains does each collected project stand, and if in none, why not?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from monazite.data.catalog import table


@dataclass(frozen=True)
class Place:
    """What becomes of one project in one chain?

    chain : None where no chain has its mineral      facilities : ids to come that stand for it
    place : `to_come`, `base_year` (it runs already) or `left_out`; reason : why it is not to come
    """

    project: str
    chain: str | None
    place: Literal["to_come", "base_year", "left_out"]
    facilities: tuple[str, ...]
    reason: str


@functools.cache
def project_places() -> Mapping[str, tuple[Place, ...]]:
    """Project -> its places, one for each chain of its minerals."""
    found: dict[str, list[Place]] = {}
    for row in table("project_places"):
        facilities = row["facilities"]
        chain, reason = row["chain"], row["reason"]
        found.setdefault(str(row["project"]), []).append(
            Place(
                str(row["project"]),
                chain if isinstance(chain, str) else None,
                str(row["place"]),  # type: ignore[arg-type]
                tuple(facilities.split(";")) if isinstance(facilities, str) else (),
                reason if isinstance(reason, str) else "",
            )
        )
    return {project: tuple(places) for project, places in found.items()}


def places_of(project: str) -> tuple[Place, ...]:
    """What becomes of a project in the chains? Empty for one of a user's own table."""
    return project_places().get(project, ())
