"""What did the shipped episodes teach, in a form that a single hindcast can use at once?

`library/evidence.json` is written by `python -m monazite.evidence` and never by hand. It holds
for each episode the log likelihood of each draw, mean square errors by role, and the scores; of
recorded series only those that may be shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from monazite.errors import DataError
from monazite.evidence import priors
from monazite.evidence.hindcast import Hindcast, Simulated, profile_of
from monazite.evidence.naive import Profile
from monazite.evidence.posterior import Evidence
from monazite.evidence.scores_on_file import shipped, shipped_file
from monazite.months import Month

DIGITS = 5


def training_for(episode: str, members: int) -> dict[str, Evidence]:
    """What do all shipped episodes but this one say about the first ``members`` draws?

    Episodes that could not be scored, or have fewer draws than asked for, teach nothing. Raises
    DataError where the shipped record rests on other draws than those of today's priors.
    """
    require_same_draws(shipped_file())
    found: dict[str, Evidence] = {}
    for name, entry in shipped().items():
        likelihood = entry.get("log_likelihood")
        if name == episode or not likelihood or len(likelihood) < members:
            continue
        values = [-np.inf if value is None else value for value in likelihood[:members]]
        errors = {role: tuple(square) for role, square in entry["square_error"].items()}
        noises = {role: tuple(known) for role, known in entry["square_noise"].items()}
        found[name] = Evidence(np.array(values, dtype=float), errors, noises)
    return found


def require_same_draws(content: Mapping[str, Any]) -> None:
    """Refuse weights of other draws: they would be given to members that they do not mean."""
    found = content.get("draws")
    if content.get("episodes") and found != priors.mark():
        raise DataError.one(
            where="evidence.json, draws",
            found=f"weights of other draws, {found}",
            expected=f"weights of today's draws, {priors.mark()}",
            because="the latent numbers or their widths were changed since",
            advice="write the record again: python -m monazite.evidence",
        )


def shipped_profiles(episode: str, event: Month) -> dict[str, tuple[Profile, float]]:
    """Which shipped record of an earlier event does each role have, the latest one?

    What lies in the month of the event or after is left out: it was not yet known.
    """
    found: dict[str, tuple[Profile, float]] = {}
    entries = [(Month.parse(e["event"]), n, e) for n, e in shipped().items() if "profiles" in e]
    for when, name, entry in sorted(entries, key=lambda item: (item[0], item[1])):
        if name == episode or when >= event:
            continue
        for role, points in entry["profiles"].items():
            known = [(a, c) for a, c in points if when + round(a) - 1 < event]
            if known:
                found[role] = (known, float(entry["reach"]))
    return found


def entry_of(simulated: Simulated, hindcast: Hindcast) -> dict[str, Any]:
    """What of an episode may be shipped? Records of restricted series are taken out."""
    evidence = simulated.evidence()
    restricted = {one.id for one in simulated.quantities if one.external is not None}
    content = hindcast.as_dict()
    for one in content["scored"]:
        one["forecast_mean"] = float(np.mean(one["forecast"]))
        if one["quantity"] in restricted:
            for series in ("recorded", "forecast", "low", "high"):
                one[series] = None
    open_part = [one for one in simulated.quantities if one.id not in restricted]
    last = Month(9999, 12)
    profiles = {}
    for role in dict.fromkeys(one.role for one in open_part):
        part = Simulated(
            **{
                **{f: getattr(simulated, f) for f in Simulated.__dataclass_fields__},
                "quantities": tuple(open_part),
            }
        )
        profile = profile_of(part, role, last)
        if profile:
            profiles[role] = [[a, round(c, DIGITS)] for a, c in profile]
    likelihood = [
        None if not np.isfinite(value) else round(float(value), DIGITS)
        for value in evidence.log_likelihood
    ]
    return _rounded(
        {
            "event": hindcast.event,
            "kind": hindcast.kind,
            "chain": hindcast.chain,
            "frozen": simulated.episode.written.frozen,
            "reach": simulated.episode.written.reach,
            "log_likelihood": likelihood,
            "square_error": {role: list(v) for role, v in evidence.square_error.items()},
            "square_noise": {role: list(v) for role, v in evidence.square_noise.items()},
            "profiles": profiles,
            "central": central(simulated),
            "hindcast": content,
        }
    )


def central(simulated: Simulated) -> dict[str, list[float]]:
    """What does the median member say of each quantity, log change month by month?

    Nothing recorded enters, so that anybody can make it again and see whether the published scores
    are still those of today's model and data.
    """
    return {
        name: [float(value) for value in members[0]] for name, members in simulated.monthly.items()
    }


def _rounded(content: Any) -> Any:
    if isinstance(content, float):
        return round(content, DIGITS)
    if isinstance(content, dict):
        return {key: _rounded(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_rounded(value) for value in content]
    return content
