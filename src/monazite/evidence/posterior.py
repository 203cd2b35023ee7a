"""What do other episodes say about the parameters, and how wrong is the model usually?

Draws are the same for every episode, so the posterior of the latent numbers is a set of weights:
each training episode adds the logarithm of its likelihood to each draw (importance sampling from
the prior). The likelihood is a Student t on the root mean square log error of each quantity, one
observation a quantity because months of one series are not independent, and one for all quantities
of a role in an episode because one gate and one rumour move them together. What the model misses
beyond its parameters, the discrepancy, is estimated per role from the errors in the training
episodes and widens the bands. An episode is never among its own training episodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, stdtrit

FREEDOM = 4.0
"""Degrees of freedom of the Student t."""
SCALE = 0.5
"""Log error at which a draw begins to lose weight."""
PRIOR_DISCREPANCY = 0.35
"""Discrepancy expected before any episode was seen, log units."""
PRIOR_WEIGHT = 2.0
"""Quantities that the expectation counts for."""
DEVIATES = 16
"""Equally likely values by which each member is widened."""


@dataclass(frozen=True)
class Evidence:
    """What one episode says about the draws.

    log_likelihood : (member,), -inf for a member that did not clear
    square_error   : role -> mean square log error of the best-supported forecast, one a quantity
    """

    log_likelihood: np.ndarray
    square_error: Mapping[str, tuple[float, ...]]


def log_likelihood(square_errors: np.ndarray, roles: Sequence[str] | None = None) -> np.ndarray:
    """How likely is the record under each draw? (member,), from (member, quantity) mean squares.

    roles : role of each quantity; those of one role count as one observation, their mean. Without
    roles each quantity is one.
    """
    per_quantity = -0.5 * (FREEDOM + 1) * np.log1p(square_errors / (FREEDOM * SCALE**2))
    named = list(roles) if roles is not None else [str(n) for n in range(per_quantity.shape[1])]
    weight = np.array([1.0 / named.count(role) for role in named])
    total = per_quantity @ weight
    return np.where(np.isfinite(total), total, -np.inf)


def weights(training: Sequence[np.ndarray], members: int, usable: np.ndarray) -> np.ndarray:
    """Which weight does each draw have after the training episodes? (member,), sum 1.

    usable : (member,) bool, whether the member cleared in the episode forecast. Without training
    episodes all usable draws weigh the same.
    """
    total = np.zeros(members)
    for one in training:
        total = total + one[:members]
    total = np.where(usable, total, -np.inf)
    return np.asarray(np.exp(total - logsumexp(total)))


def effective_members(weight: np.ndarray) -> float:
    """How many equally weighted draws are the weights worth? From 1 to their number."""
    return float(1.0 / np.sum(weight**2))


def discrepancy(square_errors: Sequence[float]) -> float:
    """How wrong is the model usually in such a quantity, log units (root mean square)?"""
    total = PRIOR_WEIGHT * PRIOR_DISCREPANCY**2 + float(np.sum(square_errors))
    return float(np.sqrt(total / (PRIOR_WEIGHT + len(square_errors))))


def widened(changes: np.ndarray, scale: float, seed: int) -> np.ndarray:
    """Add a discrepancy to each member's log changes: one Student t deviate a member, (m, p).

    The same deviate holds for all points of a member: what the model misses stays missed.
    """
    rng = np.random.default_rng(seed)
    deviate = rng.standard_t(FREEDOM, size=len(changes)) * scale
    return np.asarray(changes + deviate[:, None])


def mixed(changes: np.ndarray, weight: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Add the discrepancy to each member as equally likely Student t values: members and weights.

    As `widened`, without its chance: where a few draws carry the weight, one random value for each
    would decide the band. Returns (member * `DEVIATES`, point) and (member * `DEVIATES`,).
    """
    level = (np.arange(DEVIATES) + 0.5) / DEVIATES
    deviate = stdtrit(FREEDOM, level) * scale
    wide = (changes[:, None, :] + deviate[None, :, None]).reshape(-1, changes.shape[1])
    return np.asarray(wide), np.repeat(weight / DEVIATES, DEVIATES)


def identified(rows: np.ndarray, weight: np.ndarray) -> list[tuple[float, float]]:
    """How far did the data move each latent number? (mean, sd) for each; (0, 1) is the prior."""
    mean = weight @ rows
    spread = np.sqrt(np.maximum(0.0, weight @ (rows - mean) ** 2))
    return [(float(m), float(s)) for m, s in zip(mean, spread, strict=True)]
