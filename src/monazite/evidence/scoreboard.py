"""How good is the model, over all episodes and beside naive forecasts, misses included?

The page is rendered from `library/evidence.json`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from math import erf, sqrt
from typing import Any

import numpy as np
import yaml

from monazite.evidence.naive import NAMES
from monazite.evidence.score import FLAT, ranked_probability

DIRECTION_GOAL = 0.80
BEATS_GOAL = 0.75
COVERAGE_GOAL = (0.80, 0.97)
SIGN_ALONE = "0.00"
"""Width of "unmoved" with which only the sign of a change counts."""


@lru_cache
def _words(lang: str) -> Mapping[str, str]:
    """Return the words of the page in a language."""
    text = files("monazite.evidence").joinpath("library", "scoreboard.yaml").read_text("utf-8")
    words: Mapping[str, str] = yaml.load(text, Loader=yaml.CSafeLoader)[lang]
    return words


def scored_of(content: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Which (episode entry, scored quantity) pairs does the record hold?"""
    for entry in content["episodes"].values():
        for one in entry["hindcast"]["scored"]:
            yield entry, one


def summary(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is reached over all episodes? Shares from 0 to 1, None where nothing counts."""
    pairs = list(scored_of(content))
    hits = [one["direction_hit"] for _, one in pairs]
    calm = [one["direction_hit"] for _, one in pairs if one["direction_recorded"] == 0]
    beats = [
        one["beats_no_change"]
        for entry, one in pairs
        if entry["kind"] == "policy" and one["direction_recorded"] != 0
    ]
    points = [one["points"] for _, one in pairs]
    inside = [one["coverage"] * one["points"] for _, one in pairs]
    naive = [one["errors"]["no_change"] for _, one in pairs]
    likely = [one["direction_most_probable"] == one["direction_recorded"] for _, one in pairs]
    beyond = [said == told for told, said in (o["direction_beyond_noise"] for _, o in pairs)]
    known = [
        (
            one["direction_hit"],
            erf(FLAT / one["noise_of_mean"] / sqrt(2.0)),
            kept_by_noise(one["forecast_mean"], one["noise_of_mean"]),
        )
        for _, one in pairs
        if one["noise_of_mean"]
    ]
    moving = [one for _, one in pairs if one["direction_forecast"] != 0]
    resting = [one["direction_hit"] for _, one in pairs if one["direction_forecast"] == 0]
    frozen = [one["direction_hit"] for entry, one in pairs if entry["frozen"]]
    bands = sorted({band for _, one in pairs for band in one["direction_at"]} - {SIGN_ALONE})
    signs = [one["direction_at"][SIGN_ALONE] for _, one in pairs]
    signs_when_moved = [
        (told, said)
        for (told, said), (_, one) in zip(signs, pairs, strict=True)
        if one["direction_recorded"] != 0
    ]
    other = {
        band: float(
            np.mean(
                [one["direction_at"][band][0] == one["direction_at"][band][1] for _, one in pairs]
            )
        )
        for band in bands
    }
    return {
        "direction": float(np.mean(hits)) if hits else None,
        "direction_at": other,
        "direction_count": len(hits),
        "sign": _shares(signs),
        "sign_when_moved": _shares(signs_when_moved),
        "sign_when_moved_count": len(signs_when_moved),
        "direction_moving": float(np.mean([o["direction_hit"] for o in moving]))
        if moving
        else None,
        "direction_moving_count": len(moving),
        "direction_opposite": sum(
            o["direction_recorded"] == -o["direction_forecast"] for o in moving
        ),
        "direction_resting": float(np.mean(resting)) if resting else None,
        "direction_resting_count": len(resting),
        "direction_beyond_noise": float(np.mean(beyond)) if beyond else None,
        "direction_known_noise": float(np.mean([hit for hit, _, _ in known])) if known else None,
        "calm_by_noise": float(np.mean([chance for _, chance, _ in known])) if known else None,
        "exact_by_noise": float(np.mean([kept for _, _, kept in known])) if known else None,
        "most_by_noise": (sum(kept for _, _, kept in known) + len(pairs) - len(known)) / len(pairs)
        if known
        else None,
        "known_noise_count": len(known),
        "direction_frozen": float(np.mean(frozen)) if frozen else None,
        "direction_frozen_count": len(frozen),
        "direction_most_probable": float(np.mean(likely)) if likely else None,
        "direction_naive": {name: _hits_of(name, pairs) for name in NAMES},
        "ranked_probability": _ranked_probability(content) if pairs else None,
        "direction_calm": float(np.mean(calm)) if calm else None,
        "direction_calm_count": len(calm),
        "beats_no_change": float(np.mean(beats)) if beats else None,
        "beats_count": len(beats),
        "coverage": float(np.sum(inside) / np.sum(points)) if points else None,
        "coverage_count": int(np.sum(points)),
        "crps": float(np.mean([one["crps"] for _, one in pairs])) if pairs else None,
        "crps_no_change": float(np.mean(naive)) if pairs else None,
    }


def kept_by_noise(forecast: float, noise: float) -> float:
    """How likely does a price keep a forecast direction that is exactly what policies do? 0 to 1.

    forecast : mean log change by policies; noise : standard deviation of the mean log change that
    the price's own noise adds, `price_noise.noise_of_mean`, above 0
    """

    def below(edge: float) -> float:
        return 0.5 * (1.0 + erf((edge - forecast) / noise / sqrt(2.0)))

    if forecast > FLAT:
        return 1.0 - below(FLAT)
    return below(-FLAT) if forecast < -FLAT else below(FLAT) - below(-FLAT)


def _shares(signs: Sequence[Sequence[int]]) -> tuple[float, float] | None:
    """How many (recorded, forecast) signs agree, and how many would if all were said to rise?"""
    if not signs:
        return None
    right = np.mean([told == said for told, said in signs])
    return float(right), float(np.mean([told > 0 for told, _ in signs]))


def _hits_of(name: str, pairs: Sequence[tuple[Any, Mapping[str, Any]]]) -> tuple[float, int] | None:
    """How often is a naive forecast right, over how many quantities for which there was one?"""
    said = [
        one["direction_naive"][name] == one["direction_recorded"]
        for _, one in pairs
        if one["direction_naive"][name] is not None
    ]
    return (float(np.mean(said)), len(said)) if said else None


def _ranked_probability(content: Mapping[str, Any]) -> dict[str, float]:
    """How good are the odds, beside the shares in all other episodes and a sure no-change?"""
    found: dict[str, list[float]] = {"model": [], "other_episodes": [], "no_change": []}
    ways = {
        name: [one["direction_recorded"] for one in entry["hindcast"]["scored"]]
        for name, entry in content["episodes"].items()
    }
    for entry, one in scored_of(content):
        others = [
            way
            for name, them in ways.items()
            if content["episodes"][name] is not entry
            for way in them
        ]
        shares = [others.count(way) / max(1, len(others)) for way in (-1, 0, 1)]
        for name, odds in (
            ("model", one["odds"]),
            ("other_episodes", shares),
            ("no_change", [0.0, 1.0, 0.0]),
        ):
            found[name].append(ranked_probability(odds, one["direction_recorded"]))
    return {name: float(np.mean(values)) for name, values in found.items()}


def render(content: Mapping[str, Any], lang: str) -> str:
    """Which Markdown page says it, in English or Chinese?"""
    words = _words(lang)
    total = summary(content)
    low, high = COVERAGE_GOAL

    def share(value: float | None) -> str:
        return words["nothing"] if value is None else f"{value:.2f}"

    def met(value: float | None, least: float, most: float = 1.0) -> str:
        return words["yes"] if value is not None and least <= value <= most else words["no"]

    odds = "; ".join(share(value) for value in (total["ranked_probability"] or {}).values())
    lines = [f"# {words['title']}", "", words["lead"], "", f"## {words['goals']}", ""]
    lines += [
        f"| {words['goal']} | {words['wanted']} | {words['reached']} | {words['met']} | "
        f"{words['counted']} |",
        "|---|---|---|---|---|",
        f"| {words['direction']} | ≥ {DIRECTION_GOAL:.2f} | {share(total['direction'])} | "
        f"{met(total['direction'], DIRECTION_GOAL)} | "
        f"{total['direction_count']} {words['quantities']} |",
        *(
            f"| {words['direction_at'].format(band=band)} | | {share(value)} | | "
            f"{total['direction_count']} {words['quantities']} |"
            for band, value in total["direction_at"].items()
        ),
        f"| {words['direction_beyond_noise']} | | {share(total['direction_beyond_noise'])} | | "
        f"{total['direction_count']} {words['quantities']} |",
        f"| {words['direction_moving']} | | {share(total['direction_moving'])}; "
        f"{total['direction_opposite']} | | "
        f"{total['direction_moving_count']} {words['quantities']} |",
        f"| {words['direction_resting']} | | {share(total['direction_resting'])} | | "
        f"{total['direction_resting_count']} {words['quantities']} |",
        f"| {words['direction_calm']} | | {share(total['direction_calm'])} | | "
        f"{total['direction_calm_count']} {words['quantities']} |",
        f"| {words['direction_frozen']} | | {share(total['direction_frozen'])} | | "
        f"{total['direction_frozen_count']} {words['quantities']} |",
        f"| {words['known_noise']} | | {share(total['direction_known_noise'])}; "
        f"{share(total['exact_by_noise'])}; {share(total['calm_by_noise'])} | | "
        f"{total['known_noise_count']} {words['quantities']} |",
        f"| {words['most_by_noise']} | | {share(total['most_by_noise'])} | | "
        f"{total['direction_count']} {words['quantities']} |",
        *(
            f"| {words[name]} | | {share(said[0])}; {share(said[1])} | | {over} "
            f"{words['quantities']} |"
            for name, said, over in (
                ("sign", total["sign"], total["direction_count"]),
                ("sign_when_moved", total["sign_when_moved"], total["sign_when_moved_count"]),
            )
            if said is not None
        ),
        f"| {words['direction_mode']} | | {share(total['direction_most_probable'])} | | "
        f"{total['direction_count']} {words['quantities']} |",
        *(
            f"| {words['direction_naive'].format(name=words[name])} | | {share(said[0])} | | "
            f"{said[1]} {words['quantities']} |"
            for name, said in total["direction_naive"].items()
            if said is not None
        ),
        f"| {words['rps']} | | {odds} | | {total['direction_count']} {words['quantities']} |",
        f"| {words['beats']} | ≥ {BEATS_GOAL:.2f} | {share(total['beats_no_change'])} | "
        f"{met(total['beats_no_change'], BEATS_GOAL)} | "
        f"{total['beats_count']} {words['quantities']} |",
        f"| {words['coverage']} | {low:.2f}–{high:.2f} | {share(total['coverage'])} | "
        f"{met(total['coverage'], low, high)} | {total['coverage_count']} {words['records']} |",
        f"| {words['crps']} | | {share(total['crps'])}; {share(total['crps_no_change'])} | | "
        f"{total['direction_count']} {words['quantities']} |",
        "",
        words["units"],
        "",
        words["directions"],
        "",
        f"## {words['episodes']}",
    ]
    for name, entry in content["episodes"].items():
        cast = entry["hindcast"]
        lines += ["", f"### {name} ({entry['kind']}, {cast['chain']}, {cast['event']})", ""]
        lines += [
            words["members"].format(
                m=cast["members"],
                f=cast["failed"],
                e=cast["effective"],
                t=", ".join(cast["training"]) or words["none"],
            ),
            "",
        ]
        if cast["scored"]:
            lines += [words["head"], "|---" * 13 + "|"]
            lines += [_row(one, words) for one in cast["scored"]]
        for missed, why in cast["missing"].items():
            lines.append(f"- {words['not_scored']}: {missed}: {why}")
    if content["not_scored"]:
        lines += ["", f"## {words['not_scored']}", ""]
        for name, why in content["not_scored"].items():
            lines.append(f"- {name}: {why['reason']}")
    return "\n".join([*lines, *_learnt(content, words)]) + "\n"


def _learnt(content: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """Which latent numbers did the record move, beyond what so few draws leave uncertain?"""
    casts = [entry["hindcast"] for entry in content["episodes"].values()]
    lines = ["", f"## {words['learnt']}", ""]
    if not casts:
        return [*lines, words["none"]]
    worth = float(np.mean([cast["effective"] for cast in casts]))
    of_mean, of_spread = 1.0 / np.sqrt(worth), 1.0 / np.sqrt(2.0 * worth)
    lead = words["learnt_lead"].format(e=worth, m=of_mean, s=of_spread)
    lines += [lead, "", words["latent"], "|---|---|---|---|"]
    for latent in casts[0]["posterior"]:
        mean, spread = np.mean([cast["posterior"][latent] for cast in casts], axis=0)
        moved = abs(mean) > 2 * of_mean or abs(spread - 1.0) > 2 * of_spread
        said = words["yes"] if moved else words["no"]
        lines.append(f"| {latent} | {mean:+.2f} | {spread:.2f} | {said} |")
    return lines


def _row(one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    errors = one["errors"]
    sign = {1: "+", 0: "0", -1: "−"}
    right = words["yes"] if one["direction_hit"] else words["no"]
    moved = f"{sign[one['direction_recorded']]} {sign[one['direction_forecast']]} ({right})"

    def number(value: float | None) -> str:
        return words["nothing"] if value is None else f"{value:.2f}"

    def month(value: float | None) -> str:
        return words["nothing"] if value is None else f"{value:.0f}"

    peak = f"{month(one['timing_recorded']['peak'])}, {month(one['timing_forecast']['peak'])}"
    cells = [
        one["quantity"],
        one["role"],
        str(one["points"]),
        moved,
        ", ".join(f"{chance:.2f}" for chance in one["odds"]),
        f"{one['forecast_mean']:+.2f}; {one['without_rules']:+.2f}",
        number(errors["model"]),
        number(errors["no_change"]),
        number(errors["last_trend"]),
        number(errors["previous_episode"]),
        number(one["crps"]),
        number(one["coverage"]),
        peak,
    ]
    return f"| {' | '.join(cells)} |"
