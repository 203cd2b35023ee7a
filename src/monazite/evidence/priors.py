"""What is known about the parameters before any episode is looked at, and how are they drawn?

Every draw is a point in the space of a few latent numbers, standard normal and independent. A
latent number moves a whole group of parameters (all demand elasticities, all covers) of whatever
chain an episode runs in, so that what one episode teaches can be carried to the next. The draws are
the same for every episode: a scrambled Sobol sequence (Owen 1998) about what the record supports,
member 0 being the median of the prior.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from pydantic import Field

from monazite.chains.behaviour import Parameter
from monazite.definition import Definition, parse_definition

Grade = Literal["A", "B", "C", "D"]
SEED = 20100707
"""Seed of the scrambling: one sequence for all episodes and releases."""


class Latent(Definition):
    """Which group of parameters moves together, how well is it known, about where is it drawn?"""

    id: str
    en: str
    zh: str
    grade: Grade
    drawn_at: float = Field(ge=-2, le=2)
    source: str = Field(min_length=1)


class Priors(Definition):
    """What is known before any episode is looked at?

    width   : standard deviation of the logarithm by quality letter
    generic : parameter of `behaviour` -> stage or "other" -> number that stands in for one that
              was fitted on the episode
    latent  : the groups of parameters
    leakage_share : median share of what an export limit holds back that leaves all the same
    """

    width: dict[Grade, float]
    generic: dict[str, dict[str, Parameter]]
    latent: tuple[Latent, ...]
    leakage_share: float = Field(ge=0, le=1)

    @property
    def ids(self) -> tuple[str, ...]:
        """What are the latent numbers called, in the order of the columns of `draws`?"""
        return tuple(latent.id for latent in self.latent)

    def stand_in(self, parameter: str, stage: str) -> Parameter:
        """Which number stands in for a fitted one? Raises KeyError where there is none."""
        table = self.generic[parameter]
        return table.get(stage) or table["other"]


@cache
def priors() -> Priors:
    """Which priors come with the package?"""
    place = files("monazite.evidence").joinpath("library", "priors.yaml")
    return parse_definition(place.read_text(encoding="utf-8"), Priors, "priors.yaml")


def mark() -> str:
    """Which draws are these? Changes with the latent numbers, their widths and the sequence.

    Weights and scores rest on draws; those of other draws say nothing about these.
    """
    known = priors()
    parts = [str(SEED), repr(sorted(known.width.items())), repr(known.leakage_share)]
    parts += [f"{latent.id} {latent.grade} {latent.drawn_at}" for latent in known.latent]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def draws(members: int) -> np.ndarray:
    """Which latent numbers does each member have? (member, latent), no unit; row 0 is zero.

    Normal about `Latent.drawn_at` with the spread of the prior: near what the record supports fewer
    draws are wasted; `log_prior_over_draw` puts it right. The first rows of more members are the
    rows of fewer.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc

    size = len(priors().latent)
    points: Any = qmc.Sobol(size, scramble=True, rng=SEED).random_base2(
        max(1, int(np.ceil(np.log2(max(2, members)))))
    )
    rows = ndtri(np.clip(points, 1e-9, 1 - 1e-9)) + _drawn_at()
    rows[0] = 0.0
    return np.asarray(rows[:members], dtype=float)


def log_prior_over_draw(members: int) -> np.ndarray:
    """How much more likely is each draw by the prior than by how it is drawn? (member,), log.

    The weight of a draw before any episode: log N(z; 0, 1) - log N(z; drawn_at, 1).
    """
    at = _drawn_at()
    return np.asarray(0.5 * float(at @ at) - draws(members) @ at)


def _drawn_at() -> np.ndarray:
    return np.array([latent.drawn_at for latent in priors().latent])
