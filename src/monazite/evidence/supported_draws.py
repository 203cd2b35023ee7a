"""Which few draws of the parameters stand for all that history weighed, and what do they simulate?

A page cannot wait for all draws. Of those that the shipped episodes weighed some are simulated, the
more often taken the more they weigh: by steps of equal weight through all draws (systematic
resampling, Kitagawa 1996, J. Comput. Graph. Stat. 5:1), so that means and spreads stay what they
are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monazite.evidence import posterior, score
from monazite.evidence.hindcast import DISCREPANCY_SEED
from monazite.evidence.members import (
    calm_month,
    factors,
    member_model,
    member_schedule,
    months_of,
)
from monazite.evidence.priors import draws, log_prior_over_draw
from monazite.evidence.record import training_for

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.market.run import Run
    from monazite.scenario.scenario import Scenario

WEIGHED = 256
"""Draws that the shipped episodes weighed."""
REPEATS = 64
"""Deviates of what the model misses, for each draw."""
ROLE = "price_abroad"
"""Whose past errors widen the wide band of prices."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SupportedDraws:
    """Draws that stand for what the shipped episodes support.

    rows    : (member, latent), as :func:`monazite.evidence.priors.draws`, all different
    weight  : (member,), sum 1
    missed  : what the model usually misses in a price abroad beyond its parameters, log units
    """

    rows: np.ndarray
    weight: np.ndarray
    missed: float

    def __len__(self) -> int:
        return len(self.weight)


def supported_draws(members: int) -> SupportedDraws:
    """Which draws stand for all that were weighed, at most ``members`` of them?

    A draw that weighs more than one part in ``members`` is taken more than once, stands here once
    with its weight, and leaves fewer. In the order of the draws. Raises ValueError for fewer than
    one or more than were weighed.
    """
    if not 1 <= members <= WEIGHED:
        raise ValueError(f"members {members}: from 1 to {WEIGHED}")
    training = training_for("", WEIGHED)
    likelihood = [one.log_likelihood for one in training.values()]
    cleared = np.ones(WEIGHED, dtype=bool)
    weight = posterior.weights(likelihood, cleared, log_prior_over_draw(WEIGHED))
    steps = (np.arange(members) + 0.5) / members
    reached = np.minimum(np.searchsorted(np.cumsum(weight), steps), WEIGHED - 1)
    taken, times = np.unique(reached, return_counts=True)
    beyond = float(posterior.missed(training.values(), ROLE))
    return SupportedDraws(draws(WEIGHED)[taken], times / members, beyond)


class DrawnRuns:
    """What do the draws simulate of one scenario? Its schedule is built once for all of them."""

    def __init__(self, world: World, scenario: Scenario, chosen: SupportedDraws) -> None:
        from monazite.market.build_schedule import build_schedule
        from monazite.market.simulate import model_of

        self.world, self.scenario, self.chosen = world, scenario, chosen
        self.model = model_of(world)
        self.months = months_of(scenario.start, scenario.months)
        self.schedule = build_schedule(
            self.model, scenario.demand, self.months, tuple(scenario.effects)
        )
        self.calm = calm_month(self.model, self.schedule)

    def run(self, number: int, progress: Progress | None = None) -> Run:
        """What does draw ``number`` simulate? A month that failed is marked in the run.

        progress : called with (months done, of); it may raise to stop
        """
        import jax

        from monazite.market.record_to_run import to_run
        from monazite.market.run_schedule import run_schedule

        drawn = factors(self.chosen.rows[number])
        member = member_model(self.model, self.calm, drawn)
        changed = member_schedule(self.schedule, drawn)
        count = self.scenario.months
        record = run_schedule(member, changed, count, progress)
        kept = jax.tree_util.tree_map(lambda leaf: leaf[:count], record)
        return to_run(self.world, self.scenario, member, changed, self.months[:count], kept)


def band(values: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Between which values lie 90 per cent of the weight at each point? (member, point) in."""
    low, high = (score.quantile(values, weight, level) for level in score.BAND)
    return low, high


def wide_band(
    prices: np.ndarray, weight: np.ndarray, missed: float
) -> tuple[np.ndarray, np.ndarray]:
    """Between which values lie prices if the model also misses what it missed before?

    prices : (member, point), above zero; each member gets many deviates, the same at all its points
    """
    logs = np.repeat(np.log(np.maximum(prices, np.finfo(float).tiny)), REPEATS, axis=0)
    spread = posterior.widened(logs, missed, DISCREPANCY_SEED)
    low, high = band(spread, np.repeat(weight / REPEATS, REPEATS))
    return np.exp(low), np.exp(high)
