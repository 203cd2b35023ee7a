"""Simulate what the acts do to every element of every chain, and write the shipped table.

    python -m monazite.present.exposure_runs [--all] [CHAIN ...]

The law as enacted beside the same world without any act (the baseline), for the draws of the
parameters that past episodes support best. Only chains whose data, law or draws have changed since
the table was written are simulated again, unless --all is said. Reading the table is
:mod:`monazite.present.exposure`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from monazite.chains.read import chain_names
from monazite.chains.world import World, load_world
from monazite.effects import EVERYWHERE, ProjectOutlook
from monazite.evidence import score
from monazite.evidence.priors import mark
from monazite.evidence.supported_draws import DrawnRuns, SupportedDraws, supported_draws
from monazite.indicators.run_view import RunView
from monazite.market.run import Run
from monazite.policy.library import library
from monazite.present.base_geography import elements_of
from monazite.present.context import FloatArray
from monazite.present.exposure import BRANCHES, FILE, LEVELS, MEASURES
from monazite.present.minerals import chain_labels
from monazite.present.priced_good import priced_good
from monazite.present.run_series import contents, price_place, unserved_share
from monazite.present.sections.price_paths import INSIDE, free_on_board, market_node
from monazite.scenario.other_chain import on_chain
from monazite.scenario.read import open_scenario
from monazite.scenario.scenario import Scenario

DRAWS = 24
LEAST = 3
"""Fewer draws that cleared than this give no interval."""
MONTHS = tuple(f"{year}-{month:02d}" for year in range(2025, 2029) for month in (5, 11))
"""Months of the table: every half-year."""
LENGTH = 60
"""Months simulated, to the end of 2028."""
BASE, LAW = "baseline", "law_as_enacted"
EVERY_BRANCH = ("rare_earths",)
"""Chains of which all three branches are simulated; of others the first."""


@dataclass(frozen=True)
class Priced:
    """Where is an element's price read? Good, region outside, and whether there is one inside."""

    element: str
    good: str
    place: str


def scenarios(world: World) -> dict[str, Scenario]:
    """Which scenarios are simulated of a chain? "baseline" and the branches, law compiled."""
    found = {BASE: on_chain(open_scenario(BASE).scenario, world).scenario}
    law = open_scenario(LAW).scenario
    assert law.policies is not None
    for branch in BRANCHES if world.chain.id in EVERY_BRANCH else BRANCHES[:1]:
        opened = replace(law, policies=replace(law.policies, branch=branch))
        found[branch] = on_chain(opened, world).scenario
    return {name: one.changed(months=LENGTH) for name, one in found.items()}


def made_from(world: World, asked: Mapping[str, Scenario], chosen: SupportedDraws) -> str:
    """Which fingerprint have the inputs of a chain's rows? Data, effects, draws; not the code.

    The draws by their numbers and weights: a new record of the episodes supports others.
    """
    drawn = [np.array2string(part, precision=6) for part in (chosen.weight, *chosen.rows)]
    parts = [world.fingerprint, mark(), *drawn, *MONTHS]
    parts += [f"{name} {one.start} {one.demand} {one.effects!r}" for name, one in asked.items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def exposure_of(world: World, chosen: SupportedDraws) -> dict[str, Any]:
    """What do the acts do to each element of a chain? As it stands in the file."""
    asked = scenarios(world)
    runs = {
        name: [drawn.run(number) for number in range(len(chosen))]
        for name, one in asked.items()
        for drawn in (DrawnRuns(world, one, chosen),)
    }
    priced = [one for one in _priced(runs[BASE][0], world) if one is not None]
    base = [{one.element: _series(run, world, one) for one in priced} for run in runs[BASE]]
    told: dict[str, Any] = {
        one.element: {
            "good": one.good,
            "place": one.place,
            "acts": acts_at_work(asked[BRANCHES[0]], world, one.element),
            "branches": {},
        }
        for one in priced
    }
    for branch in asked:
        if branch == BASE:
            continue
        found = [{one.element: _series(run, world, one) for one in priced} for run in runs[branch]]
        for one in priced:
            pairs = [
                (law[one.element], own[one.element]) for law, own in zip(found, base, strict=True)
            ]
            told[one.element]["branches"][branch] = _levels(pairs, chosen.weight)
    return {
        "made_on": date.today().isoformat(),
        "made_from": made_from(world, asked, chosen),
        "vintage": world.vintage,
        "cleared": {name: sum(run.status.cleared for run in own) for name, own in runs.items()},
        "elements": told,
    }


def acts_at_work(scenario: Scenario, world: World, element: str) -> list[str]:
    """Which acts have effects on goods with an element? Ids, without mere odds of projects."""
    held = contents(world, element)
    stems = {act.replace("/", "_").replace("-", "_"): act for act in library().acts}
    found = []
    for effect in scenario.effects:
        goods = getattr(effect, "goods", None) or (getattr(effect, "good", None) or EVERYWHERE,)
        touched = goods == EVERYWHERE or EVERYWHERE in goods
        touched = touched or any(getattr(one, "good", one) in held for one in goods)
        stem = max((one for one in stems if effect.id.startswith(one)), key=len, default="")
        if stem and touched and not isinstance(effect, ProjectOutlook):
            found.append(stems[stem])
    return sorted(set(found))


def _priced(run: Run, world: World) -> list[Priced]:
    view = RunView.of(run, world)
    found = []
    for element in elements_of(world.chain):
        good = priced_good(world.chain, element)
        place = None if good is None else price_place(view, good)
        if good is not None and place is not None:
            found.append(Priced(element, good, place))
    return found


def _series(run: Run, world: World, one: Priced) -> dict[str, FloatArray]:
    """Monthly prices, USD/kg, and unserved shares, per cent; NaN from a month that failed on."""
    view = RunView.of(run, world)
    price = view.numbers("price", "month", "node") / 1000
    outside, inside = (market_node(view, place, one.good) for place in (one.place, INSIDE))
    assert outside is not None
    found = {"price_outside": price[:, outside]}
    if inside is not None:
        found["price_inside"] = price[:, inside] * free_on_board(view, one.good)
    for side in ("outside", "inside"):
        share = unserved_share(view, world, one.element, side == "outside")
        if share is not None:
            found[f"unserved_{side}"] = share
    failed = np.flatnonzero(~np.asarray(run["cleared"], dtype=bool))
    until = failed[0] if len(failed) else len(run.months)
    at = np.arange(len(run.months))
    shown = [run.months.index(month) for month in MONTHS]
    return {name: np.where(at < until, row, np.nan)[shown] for name, row in found.items()}


def _levels(
    pairs: list[tuple[dict[str, FloatArray], dict[str, FloatArray]]], weight: FloatArray
) -> dict[str, list[list[float] | None]]:
    """Quantiles of each measure at each month, over the draws that have it."""
    known = pairs[0][0]
    told = {}
    for name in MEASURES:
        own = name.replace("ratio_", "price_")
        if own not in known:
            continue
        rows = np.asarray(
            [law[own] / base[own] if name != own else law[own] for law, base in pairs]
        )
        told[name] = [_quantiles(rows[:, at], weight) for at in range(rows.shape[1])]
    return told


def _quantiles(values: FloatArray, weight: FloatArray) -> list[float] | None:
    good = np.isfinite(values)
    if good.sum() < LEAST:
        return None
    found = [score.quantile(values[good, None], weight[good], level)[0] for level in LEVELS]
    return [float(f"{value:.4g}") for value in found]


def main() -> int:
    """Run the command; return 1 where a draw of a chain did not clear."""
    from monazite.market.compiled_code import forget_compiled_code, keep_compiled_code

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("chains", nargs="*")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    keep_compiled_code()
    place = Path(str(files("monazite.present").joinpath("library").joinpath(FILE)))
    old = json.loads(place.read_text("utf-8"))["chains"] if place.is_file() else {}
    chosen = supported_draws(DRAWS)
    made, missed = {}, 0
    for name in chain_names():
        world = load_world(name)
        today = made_from(world, scenarios(world), chosen)
        stale = name not in old or old[name]["made_from"] != today
        if name in asked.chains or asked.all or (stale and not asked.chains):
            made[name] = exposure_of(world, chosen)
            forget_compiled_code()
            print(name, made[name]["cleared"], file=sys.stderr, flush=True)
        elif name in old:
            made[name] = old[name]
        missed += sum(
            len(chosen) - count for count in made.get(name, {}).get("cleared", {}).values()
        )
        place.write_text(written(made | {key: old[key] for key in old if key not in made}, chosen))
    return 1 if missed else 0


def written(chains: Mapping[str, Any], chosen: SupportedDraws) -> str:
    """Which text has the file? One line for each measure, so that changes can be read."""
    head = {"draws": len(chosen), "months": MONTHS}
    lines = ["{"] + [f'"{key}": {json.dumps(value)},' for key, value in head.items()]
    lines.append('"chains": {')
    labels = chain_labels()
    names = [name for name in chain_names() if name in chains]
    for name in names:
        made = chains[name]
        lines.append(f'"{name}": {{')
        lines.append(f' "label": {json.dumps(labels[name], ensure_ascii=False)},')
        kept = [key for key in made if key not in ("label", "elements")]
        lines += [f' "{key}": {json.dumps(made[key])},' for key in kept]
        lines.append(' "elements": {')
        elements = []
        for element, told in made["elements"].items():
            branches = ",\n".join(
                f'   "{branch}": {{\n'
                + ",\n".join(f'    "{key}": {json.dumps(row)}' for key, row in own.items())
                + "}"
                for branch, own in told["branches"].items()
            )
            elements.append(
                f'  "{element}": {{"good": "{told["good"]}", "place": "{told["place"]}", '
                f'"acts": {json.dumps(told["acts"])}, '
                f'"branches": {{\n{branches}}}}}'
            )
        lines.append(",\n".join(elements) + "}}" + ("," if name != names[-1] else ""))
    return "\n".join([*lines, "}}", ""])


if __name__ == "__main__":
    sys.exit(main())
