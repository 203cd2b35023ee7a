"""How well would the model have forecast an episode, from what was known when it began?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from monazite.errors import DataError, Fault, MonaziteError
from monazite.evidence import naive, posterior, score
from monazite.evidence.ensemble import run_members
from monazite.evidence.episode import Episode
from monazite.evidence.in_chain import told_in_file
from monazite.evidence.known_world import KnownWorld, known_world
from monazite.evidence.observed import Observed, observe_all
from monazite.evidence.posterior import Evidence
from monazite.evidence.price_noise import monthly_noise, noise_ahead, noise_of_mean
from monazite.evidence.priors import draws, log_prior_over_draw, priors
from monazite.evidence.quantities import over_points
from monazite.evidence.written_episode import ScoredQuantity

MEMBERS = 256
"""Members of an ensemble unless the caller says otherwise."""
DISCREPANCY_SEED = 11
OTHER_BANDS = (0.0, 0.05, 0.20)
"""Other widths of "unmoved", log units, by which directions are counted beside the usual one; with
0 only signs count, as in the accuracies that are usually published."""
BEYOND = 1.645
"""Standard deviations within which a price stays in nine cases of ten by its own noise."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Simulated:
    """What the members say of an episode's quantities, before any weight.

    change  : (member, quantity, point) log change at the recorded points
    monthly : (member, quantity, month) log change in every month of the window
    ahead   : quantity -> months since the month before the event of each point
    missing : quantity -> why it is not scored
    without_rules : quantity -> (point,) log change that the median member has without any policy
    """

    episode: Episode
    known: KnownWorld
    quantities: tuple[ScoredQuantity, ...]
    observed: Mapping[str, Observed]
    change: Mapping[str, np.ndarray]
    monthly: Mapping[str, np.ndarray]
    ahead: Mapping[str, np.ndarray]
    truth: Mapping[str, np.ndarray]
    missing: Mapping[str, str]
    usable: np.ndarray
    without_rules: Mapping[str, np.ndarray]

    @property
    def members(self) -> int:
        """How many members were run?"""
        return len(self.usable)

    def evidence(self) -> Evidence:
        """What does the episode say about the draws, for the forecasts of others?"""
        if not self.quantities:
            return Evidence(np.zeros(self.members), {}, {})
        columns: list[np.ndarray] = []
        errors: dict[str, list[float]] = {}
        noises: dict[str, list[float | None]] = {}
        for quantity in self.quantities:
            gap = self.change[quantity.id] - self.truth[quantity.id]
            columns.append(np.mean(gap**2, axis=1))
        square = np.stack(columns, axis=1)
        likelihood = posterior.log_likelihood(square, [one.role for one in self.quantities])
        weight = posterior.weights([], self.usable, log_prior_over_draw(self.members))
        for quantity in self.quantities:
            change = np.where(self.usable[:, None], self.change[quantity.id], 0.0)
            median = score.quantile(change, weight, 0.5)
            value = float(np.mean((median - self.truth[quantity.id]) ** 2))
            errors.setdefault(quantity.role, []).append(value)
            own = self.noise(quantity.id)
            mean = None if own is None else float(np.mean(own**2))
            noises.setdefault(quantity.role, []).append(mean)
        return Evidence(
            likelihood,
            {role: tuple(found) for role, found in errors.items()},
            {role: tuple(known) for role, known in noises.items()},
        )

    def noise(self, quantity: str) -> np.ndarray | None:
        """How far may a price have strayed by each record, by its own noise? (point,), or None."""
        return noise_ahead(self.observed[quantity], self.episode.event, self.ahead[quantity])


class NothingAtHand(DataError):
    """Has an episode no record at hand, because tables that are not shipped are missing?"""


def simulate_episode(
    episode: Episode,
    members: int = MEMBERS,
    folder: Path | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Simulated:
    """What do the members say of an episode, and what was recorded?

    folder : where observed tables lie that may not be shipped. Raises what reading the episode's
    chain and records raises; DefinitionError for what the chain does not have, NothingAtHand
    where no quantity has a record at hand.
    """
    known = known_world(episode)
    event = episode.event
    observed, missing = observe_all(episode, folder)
    scored = tuple(one for one in episode.scored if one.id in observed)
    start = episode.written.start
    if not scored:
        raise _nothing_at_hand(episode, missing)
    try:
        made = run_members(
            known.world, episode.scenario(), scored, event - start, members, progress, processes
        )
        calm = made
        if episode.written.policies:
            calm = run_members(known.world, episode.without_rules(), scored, event - start, 1)
    except MonaziteError as error:
        raise told_in_file(episode, error) from None
    usable = np.isfinite(made.change).all(axis=(1, 2))
    change, monthly, ahead, truth, without = {}, {}, {}, {}, {}
    for place, quantity in enumerate(scored):
        seen = observed[quantity.id]
        spans = [(point.month - start, point.through - start) for point in seen.after]
        change[quantity.id] = score.log_change(
            np.stack([over_points(row, spans) for row in made.change[:, place]])
        )
        without[quantity.id] = score.log_change(over_points(calm.change[0, place], spans))
        monthly[quantity.id] = score.log_change(made.change[:, place])
        ahead[quantity.id] = np.array(
            [(p.month - event) + 1 + (p.through - p.month) / 2 for p in seen.after], dtype=float
        )
        truth[quantity.id] = score.log_change(
            np.array([point.value / seen.origin for point in seen.after])
        )
    return Simulated(
        *(episode, known, scored, observed, change, monthly, ahead, truth, missing, usable),
        without_rules=without,
    )


def _nothing_at_hand(episode: Episode, missing: Mapping[str, str]) -> NothingAtHand:
    return NothingAtHand(
        Fault(
            f"{episode.id}, {quantity}",
            reason,
            "the record of at least one scored quantity",
            because="without a record nothing can be scored",
            advice="name the folder that holds the tables: --observed FOLDER",
        )
        for quantity, reason in missing.items()
    )


@dataclass(frozen=True)
class Scored:
    """How good was the forecast of one quantity? Log errors; None where a score does not apply.

    forecast, low, high : weighted median and 90 per cent band at each record, log change
    without_rules : mean log change that the median member has without any policy: what demand,
                    plants and facts move by themselves
    errors   : log error of the model and of each naive forecast (None: there was none)
    monthly_noise : standard deviation of a month's change before the event; None where not known
    discrepancy : scale of the Student t that widens the band, mean over the records
    odds     : how probable a fall, none and a rise are by the band; ``direction_most_probable`` is
               the direction with the highest odds
    direction_naive : direction of each naive forecast; None where there was none
    noise_of_mean : standard deviation of the mean over the records by the price's own noise; None
                    where it is not known
    direction_beyond_noise : directions (recorded, forecast) if what the price's own noise makes of
                             it in nine cases of ten is called unmoved too
    direction_at : another width of "unmoved" -> directions (recorded, forecast) by it
    """

    quantity: str
    role: str
    moved: bool
    points: int
    gaps: int
    months: tuple[str, ...]
    recorded: tuple[float, ...]
    forecast: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    without_rules: float
    direction_recorded: int
    direction_forecast: int
    direction_most_probable: int
    odds: tuple[float, float, float]
    direction_naive: Mapping[str, int | None]
    noise_of_mean: float | None
    direction_beyond_noise: tuple[int, int]
    direction_at: Mapping[str, tuple[int, int]]
    errors: Mapping[str, float | None]
    timing_recorded: score.Timing
    timing_forecast: score.Timing
    crps: float
    coverage: float
    monthly_noise: float | None
    discrepancy: float
    sources: tuple[str, ...]

    @property
    def direction_hit(self) -> bool:
        """Did the forecast move as the record did?"""
        return self.direction_recorded == self.direction_forecast

    @property
    def beats_no_change(self) -> bool:
        """Was the forecast closer than "nothing changes"?"""
        model, nothing = self.errors["model"], self.errors["no_change"]
        return model is not None and nothing is not None and model < nothing


@dataclass(frozen=True)
class Hindcast:
    """How well would the model have forecast one episode?

    training : the episodes whose record weighed the draws, never this one
    posterior : latent id -> (mean, sd) after training; (0, 1) before
    """

    episode: str
    kind: str
    chain: str
    event: str
    members: int
    failed: int
    effective: float
    training: tuple[str, ...]
    posterior: Mapping[str, tuple[float, float]]
    scored: tuple[Scored, ...]
    missing: Mapping[str, str]
    replaced: tuple[str, ...]
    left_out: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """What is the JSON form?"""
        content = asdict(self)
        for one, record in zip(content["scored"], self.scored, strict=True):
            one["direction_hit"] = record.direction_hit
            one["beats_no_change"] = record.beats_no_change
        return content


def score_episode(
    simulated: Simulated,
    training: Mapping[str, Evidence],
    profiles: Mapping[str, tuple[naive.Profile, float]],
) -> Hindcast:
    """How good were the forecasts of an episode?

    training : what other episodes say of the draws, by id. profiles : role -> the record of the
    latest earlier episode and the reach of its policy. Raises DataError where the episode is among
    its own training.
    """
    episode = simulated.episode
    if episode.id in training:
        raise DataError.one(
            where=f"hindcast {episode.id}",
            found="the episode among its own training",
            expected="other episodes only",
            because="a score on what was fitted is no score",
        )
    count = simulated.members
    weight = posterior.weights(
        [one.log_likelihood for one in training.values()],
        simulated.usable,
        log_prior_over_draw(count),
    )
    scored = tuple(
        _scored(simulated, quantity, weight, training, profiles)
        for quantity in simulated.quantities
    )
    spread = posterior.identified(draws(count), weight)
    return Hindcast(
        episode=episode.id,
        kind=episode.written.kind,
        chain=episode.written.chain,
        event=str(episode.event),
        members=count,
        failed=int((~simulated.usable).sum()),
        effective=posterior.effective_members(weight),
        training=tuple(training),
        posterior=dict(zip(priors().ids, spread, strict=True)),
        scored=scored,
        missing=dict(simulated.missing),
        replaced=simulated.known.replaced,
        left_out=simulated.known.left_out,
    )


def _scored(
    simulated: Simulated,
    quantity: ScoredQuantity,
    weight: np.ndarray,
    training: Mapping[str, Evidence],
    profiles: Mapping[str, tuple[naive.Profile, float]],
) -> Scored:
    episode, seen = simulated.episode, simulated.observed[quantity.id]
    ahead, truth = simulated.ahead[quantity.id], simulated.truth[quantity.id]
    usable = simulated.usable
    members, w = simulated.change[quantity.id][usable], weight[usable]
    median = score.quantile(members, w, 0.5)
    scale = posterior.missed(training.values(), quantity.role, simulated.noise(quantity.id))
    wide, share = posterior.mixed(members, w, scale)
    profile, reach = profiles.get(quantity.role, (None, 1.0))
    others = {
        "no_change": naive.no_change(ahead),
        "last_trend": naive.last_trend(seen, episode.event, ahead),
        "previous_episode": naive.previous_episode(profile, reach, episode.written.reach, ahead),
    }
    errors: dict[str, float | None] = {"model": score.log_error(median, truth)}
    naive_way: dict[str, int | None] = {}
    for name, forecast in others.items():
        errors[name] = None if forecast is None else score.log_error(forecast, truth)
        naive_way[name] = None if forecast is None else score.direction(forecast)
    odds = score.class_odds(wide, share)
    monthly = monthly_noise(seen, episode.event)
    of_mean = noise_of_mean(monthly, ahead) if monthly else None
    beyond = max(score.FLAT, BEYOND * (of_mean or 0.0))
    return Scored(
        quantity=quantity.id,
        role=quantity.role,
        moved=quantity.moved,
        points=len(truth),
        gaps=seen.gaps,
        months=tuple(str(point.month) for point in seen.after),
        recorded=tuple(float(x) for x in truth),
        forecast=tuple(float(x) for x in median),
        low=tuple(float(x) for x in score.quantile(wide, share, score.BAND[0])),
        high=tuple(float(x) for x in score.quantile(wide, share, score.BAND[1])),
        without_rules=float(np.mean(simulated.without_rules[quantity.id])),
        direction_recorded=score.direction(truth),
        direction_forecast=score.direction(median),
        direction_most_probable=score.most_probable(odds),
        odds=odds,
        direction_naive=naive_way,
        noise_of_mean=of_mean,
        direction_beyond_noise=(_sign(truth, beyond), _sign(median, beyond)),
        direction_at={f"{at:.2f}": (_sign(truth, at), _sign(median, at)) for at in OTHER_BANDS},
        errors=errors,
        timing_recorded=score.timing(truth, ahead),
        timing_forecast=score.timing(median, ahead),
        crps=score.crps(wide, share, truth),
        coverage=score.coverage(wide, share, truth),
        monthly_noise=monthly,
        discrepancy=float(np.mean(scale)),
        sources=seen.sources,
    )


def _sign(change: np.ndarray, flat: float) -> int:
    """Which direction has a series if a mean change up to ``flat`` counts as none?"""
    mean = float(np.mean(change))
    return 0 if abs(mean) <= flat else (1 if mean > 0 else -1)


def profile_of(simulated: Simulated, role: str, before: Any) -> naive.Profile | None:
    """Which record of an earlier episode may a naive forecaster know by the month ``before``?

    The mean over the quantities of the role that a policy moved; None where there is none.
    """
    points: dict[float, list[float]] = {}
    for quantity in simulated.quantities:
        if quantity.role != role or not quantity.moved:
            continue
        seen = simulated.observed[quantity.id]
        for place, point in enumerate(seen.after):
            if point.through < before:
                when = float(simulated.ahead[quantity.id][place])
                points.setdefault(when, []).append(float(simulated.truth[quantity.id][place]))
    return [(when, float(np.mean(values))) for when, values in sorted(points.items())] or None


def profiles_for(
    episode: Episode, others: Sequence[Simulated]
) -> dict[str, tuple[naive.Profile, float]]:
    """Which earlier record does each role have? That of the latest earlier event."""
    found: dict[str, tuple[naive.Profile, float]] = {}
    earlier = [one for one in others if one.episode.event < episode.event]
    for one in sorted(earlier, key=lambda other: other.episode.event):
        for role in {quantity.role for quantity in one.quantities}:
            profile = profile_of(one, role, episode.event)
            if profile:
                found[role] = (profile, one.episode.written.reach)
    return found
