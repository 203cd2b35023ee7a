"""How are reported projects read, how likely are they, and which acts support which of them?

The words of ``library/projects.yaml``: patterns that read a status as a maturity, figures on
delivery, and the acts whose support stands behind a project. The chance of a project by its
maturity holds with that support; without it the odds are lower by the ratio of the lever.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

from monazite.definition import Definition, read_definition
from monazite.errors import DataError
from monazite.odds import with_odds

PROBABILITY = {
    "operating": 1.0,
    "ramping": 0.95,
    "construction": 0.75,
    "financed": 0.5,
    "planned": 0.3,
    "early": 0.2,
    "cancelled": 0.0,
}
"""Chance that a project of a given maturity comes at all. Estimates."""

SETTLED = ("operating", "ramping", "cancelled")
"""Maturities that no policy changes any more."""


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


class Support(Definition):
    """Which rule of which act stands behind a project, by which lever, and how is that known?

    rule  : `act#rule` of the library of policies     lever : whose odds ratio it has
    """

    project: str
    rule: str
    lever: Literal["finance", "floor", "permitting", "screening"]
    because: str


class ProjectLibrary(Definition):
    """What does ``library/projects.yaml`` hold?"""

    maturity: tuple[Reading, ...]
    countries: dict[str, str]
    minerals: tuple[Metal, ...]
    chains: dict[str, str]
    delivery: tuple[Figure, ...]
    support: tuple[Support, ...]


@functools.cache
def project_library() -> ProjectLibrary:
    """How are reported projects read? Raises DataError for one lever twice on one project."""
    path = Path(__file__).parent / "library" / "projects.yaml"
    read = read_definition(path, ProjectLibrary)
    once: set[tuple[str, str]] = set()
    for one in read.support:
        if (one.project, one.lever) in once:
            raise DataError.one(
                where=f"{path.name}, support of {one.project}",
                found=f"the lever {one.lever} twice",
                expected="each lever once, by the act that gives most",
                because="its odds ratio would count twice",
            )
        once.add((one.project, one.lever))
    return read


def delivery_figure(parameter: str, of: str) -> float:
    """Which value has a figure on delivery? Raises DataError where there is none."""
    for one in project_library().delivery:
        if (one.parameter, one.of) == (parameter, of):
            return one.value
    raise DataError.one(
        where="projects.yaml, delivery", found=f"no {parameter} of {of}", expected="a figure"
    )


def chance_without_support(project: str, maturity: str) -> float:
    """How likely is a project without the acts that support it? 0 to 1.

    Raises DataError for support of a project that runs already or was given up.
    """
    chance = PROBABILITY[maturity]
    for one in project_library().support:
        if one.project == project:
            if maturity in SETTLED:
                raise DataError.one(
                    where=f"projects.yaml, support of {project}",
                    found=f"a project that is {maturity}",
                    expected="one that is still to come",
                    because="policy cannot change what has begun or ended",
                )
            chance = with_odds(chance, 1.0 / delivery_figure("odds_ratio", one.lever))
    return chance


def support_words(project: str, maturity: str) -> str:
    """How do acts move the chance of a project, in words? Empty where none is known to."""
    acts = [one for one in project_library().support if one.project == project]
    if not acts:
        return ""
    named = ", ".join(
        f"{one.rule} ({one.lever}, odds x {delivery_figure('odds_ratio', one.lever):g})"
        for one in acts
    )
    without = chance_without_support(project, maturity)
    return f"chance {without:.3g}, and {PROBABILITY[maturity]:g} with {named} in force"
