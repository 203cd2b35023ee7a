"""What do other episodes say about the parameters, and how wrong is the model usually?

Draws are the same for every episode, so the posterior of the latent numbers is a set of weights:
each training episode adds the logarithm of its likelihood to each draw (importance sampling, from
draws that lie about what the record supports and weigh the less the more often they are drawn). The
likelihood is a Student t on the root mean square log error of each quantity, one observation a
quantity because months of one series are not independent, and one for all quantities of a role in
an episode because one gate and one rumour move them together. What the model misses beyond its
parameters, the discrepancy, is a Student t whose scale is estimated per role from the errors in the
training episodes, and widens the bands: in log units where a market is quoted now and then, in
multiples of its own noise where it was recorded month by month before the event (`price_noise`). An
episode is never among its own training episodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
PRIOR_RATIO = 1.0
"""Discrepancy expected before any episode was seen, multiple of a price's own noise."""
SETTLED = 1e-9
"""Relative change of a squared scale at which it counts as found."""
MOST_ROUNDS = 1000
"""Most rounds in which a scale is sought; each comes closer by a fixed share."""
DEVIATES = 16
"""Equally likely values by which each member is widened."""


@dataclass(frozen=True)
class Evidence:
    """What one episode says about the draws.

    log_likelihood : (member,), -inf for a member that did not clear
    square_error   : role -> mean square log error of the best-supported forecast, one a quantity
    square_noise   : role -> what a price's own noise would have made of it, in the same order;
                     None where the price was not recorded month by month before the event
    """

    log_likelihood: np.ndarray
    square_error: Mapping[str, tuple[float, ...]]
    square_noise: Mapping[str, tuple[float | None, ...]]


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


def weights(training: Sequence[np.ndarray], usable: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Which weight does each draw have after the training episodes? (member,), sum 1.

    usable : (member,) bool, whether the member cleared in the episode forecast; before : (member,)
    log weight that a draw has without any episode, `priors.log_prior_over_draw`.
    """
    total = np.array(before, dtype=float)
    for one in training:
        total = total + one[: len(total)]
    total = np.where(usable, total, -np.inf)
    return np.asarray(np.exp(total - logsumexp(total)))


def effective_members(weight: np.ndarray) -> float:
    """How many equally weighted draws are the weights worth? From 1 to their number."""
    return float(1.0 / np.sum(weight**2))


def discrepancy(square_errors: Sequence[float], expected: float = PRIOR_DISCREPANCY) -> float:
    """How wrong is the model usually in such a quantity? Scale of a Student t, as ``expected``.

    The most likely scale given the errors, with `PRIOR_WEIGHT` quantities that say ``expected``
    (fixed point of the weights of Lange, Little and Taylor 1989, JASA 84): one record far off
    widens the tail, which the t has, and not all bands.
    """
    square = np.asarray(square_errors, dtype=float)
    scale = expected**2
    for _ in range(MOST_ROUNDS):
        weight = (FREEDOM + 1.0) / (FREEDOM + square / scale)
        total = PRIOR_WEIGHT * expected**2 + float(np.sum(weight * square))
        found = total / (PRIOR_WEIGHT + len(square))
        moved = abs(found / scale - 1.0)
        scale = found
        if moved <= SETTLED:
            break
    return float(np.sqrt(scale))


def missed(
    training: Iterable[Evidence], role: str, noise: np.ndarray | None = None
) -> float | np.ndarray:
    """By how much will a quantity be missed beyond the parameters? Scale of a Student t, log units.

    noise : (point,) what the price's own noise adds up to by each record, or None where it is not
    known. Errors of the same kind in the same role are reckoned with: in multiples of the noise,
    (point,), or in log units, one for all points.
    """
    known: list[float] = []
    other: list[float] = []
    for one in training:
        found = one.square_error.get(role, ()), one.square_noise.get(role, ())
        for error, own in zip(*found, strict=True):
            if own is None:
                other.append(error)
            else:
                known.append(error / own)
    if noise is None:
        return discrepancy(other)
    return np.asarray(noise * discrepancy(known, PRIOR_RATIO))


def widened(changes: np.ndarray, scale: float, seed: int) -> np.ndarray:
    """Add a discrepancy to each member's log changes: one Student t deviate a member, (m, p).

    The same deviate holds for all points of a member: what the model misses stays missed.
    """
    rng = np.random.default_rng(seed)
    deviate = rng.standard_t(FREEDOM, size=len(changes)) * scale
    return np.asarray(changes + deviate[:, None])


def mixed(
    changes: np.ndarray, weight: np.ndarray, scale: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Add the discrepancy to each member as equally likely Student t values: members and weights.

    scale : one for all points, or (point,).
    As `widened`, without its chance: where a few draws carry the weight, one random value for each
    would decide the band. Returns (member * `DEVIATES`, point) and (member * `DEVIATES`,).
    """
    level = (np.arange(DEVIATES) + 0.5) / DEVIATES
    deviate = np.multiply.outer(stdtrit(FREEDOM, level), np.broadcast_to(scale, changes.shape[1:]))
    wide = (changes[:, None, :] + deviate[None, :, :]).reshape(-1, changes.shape[1])
    return np.asarray(wide), np.repeat(weight / DEVIATES, DEVIATES)


def identified(rows: np.ndarray, weight: np.ndarray) -> list[tuple[float, float]]:
    """How far did the data move each latent number? (mean, sd) for each; (0, 1) is the prior."""
    mean = weight @ rows
    spread = np.sqrt(np.maximum(0.0, weight @ (rows - mean) ** 2))
    return [(float(m), float(s)) for m, s in zip(mean, spread, strict=True)]
