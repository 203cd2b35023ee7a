"""How fast, how large and how exact is the rare-earth world, and how does a rival compare?

Measures in one run, on whatever machine it is: cold start to finished run and peak memory (each in
a process of its own), the warm scan of 144 months, and some months of it against CVXPY with
Clarabel, with the rival's failures counted. Speed is printed, never asserted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median

import numpy as np

from benchmarks import rival
from monazite.market.compiled_code import SETTING

MONTHS_COMPARED = (0, 12, 15, 16, 18, 24, 60, 120)
REPEATS = 7

COLD = """
import resource, sys, time
started = time.perf_counter()
from monazite.chains.world import load_world
from monazite.market.simulate import simulate
from monazite.scenario.read import load_scenario
world = load_world()
run = simulate(world, load_scenario("heavy_licences", world))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - started, peak, run.status.cleared)
"""


def _process(folder: str) -> tuple[float, float, bool]:
    """Seconds from a new process to a finished run, its peak memory, and did all months clear?"""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", COLD],
        env={**os.environ, SETTING: folder},
        capture_output=True,
        text=True,
        check=True,
    )
    _, peak, cleared = done.stdout.split()
    return time.perf_counter() - began, float(peak), cleared == "True"


def cold_start() -> dict[str, object]:
    """How long from a new process to a finished run, and how much memory at its peak?

    Once with everything to compile, and once more in another process that reads what was compiled.
    """
    with tempfile.TemporaryDirectory() as folder:
        cold, peak, cleared = _process(folder)
        second, second_peak, again = _process(folder)
    return {
        "cold start to finished run, s": cold,
        "second process to finished run, s": second,
        "peak memory, MB": peak,
        "peak memory of the second process, MB": second_peak,
        "all months cleared": cleared and again,
    }


def _prepared(name: str):  # type: ignore[no-untyped-def]
    from monazite.chains.world import load_world
    from monazite.market.build_schedule import build_schedule
    from monazite.market.simulate import model_of
    from monazite.months import span
    from monazite.scenario.read import load_scenario

    world = load_world()
    scenario = load_scenario(name, world)
    model = model_of(world)
    months = span(scenario.start, scenario.months)
    return model, build_schedule(model, scenario.demand, months, scenario.effects)


def warm_scan() -> dict[str, object]:
    """How long do 144 months take once compiled, for both shipped scenarios, interleaved?"""
    from monazite.market.run_schedule import run_schedule

    prepared = {name: _prepared(name) for name in ("baseline", "heavy_licences")}
    times: dict[str, list[float]] = {name: [] for name in prepared}
    steps: dict[str, float] = {}
    for _ in range(REPEATS + 1):
        for name, (model, schedule) in prepared.items():
            began = time.perf_counter()
            record = run_schedule(model, schedule, len(schedule.growth))
            times[name].append(time.perf_counter() - began)
            steps[name] = float(np.mean(record.steps))
    model = prepared["baseline"][0]
    network = model.network
    return {
        "nodes": len(network.nodes),
        "activities": len(network.activities),
        "final uses and stocks": len(network.uses) + len(network.holders),
        **{f"144 months warm, {name}, s": median(values[1:]) for name, values in times.items()},
        **{f"Newton steps a month, {name}": value for name, value in steps.items()},
    }


def against_rival() -> dict[str, object]:
    """How do some months compare with CVXPY and Clarabel, in time and objective?"""
    from monazite.market import licences, price_rules
    from monazite.market.clearing import clear
    from monazite.market.dynamics import advance, initial_state, month_terms
    from monazite.market.precision import jax
    from monazite.market.rule_rounds import TOLERANCE
    from monazite.market.schedule import Schedule

    model, schedule = _prepared("heavy_licences")
    arrays, rates, structure = jax.tree_util.tree_map(
        jax.numpy.asarray, (model.arrays, model.rates, model.structure)
    )
    step = jax.jit(lambda s, n, m: advance(structure, arrays, rates, s, n, m))

    def terms_of(state, month):  # type: ignore[no-untyped-def]
        normal = arrays.gate_flow * month.growth[arrays.gate_good]
        passage = licences.open_gates(state.queue, month, normal)
        return month_terms(arrays, rates, state, month, passage)[0]

    terms_of = jax.jit(terms_of)
    solve = jax.jit(lambda t, p: clear(structure, t, p, tolerance=TOLERANCE))
    first = Schedule(*(leaf[0] for leaf in schedule))
    state = initial_state(arrays, rates, len(schedule.growth), first)
    ratios, inside, gaps, statuses = [], [], [], []
    for number in range(max(MONTHS_COMPARED) + 1):
        month = Schedule(*(leaf[number] for leaf in schedule))
        before = state
        state, record = step(state, number, month)
        if number not in MONTHS_COMPARED:
            continue
        terms = terms_of(before, month)._replace(
            cost=price_rules.costs(arrays, month, record.price)
        )
        solve(terms, before.price).price.block_until_ready()
        ours = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            answer = solve(terms, before.price)
            answer.price.block_until_ready()
            ours.append(time.perf_counter() - began)
        other = rival.solve(structure, terms)
        statuses.append(other.status)
        ratios.append(other.seconds / median(ours))
        if other.price is None or not (other.price > 0).all():
            continue
        mine = rival.potential(structure, terms, np.asarray(answer.price))
        scale = float(np.sum(np.asarray(terms.use_quantity * terms.use_reference)))
        gaps.append((mine - other.objective) / scale)
        inside.append(other.solver_seconds / median(ours))
    return {
        "months given to CVXPY with Clarabel": len(MONTHS_COMPARED),
        "of these solved to its own tolerance": statuses.count("optimal"),
        "its verdicts": sorted(set(statuses)),
        "rival time over ours, modelling included, median": median(ratios) if ratios else None,
        "rival time over ours, inside the solver only, median": median(inside) if inside else None,
        "largest excess of our objective over the rival's, share of use value": max(gaps)
        if gaps
        else None,
        "largest excess of the rival's objective over ours": -min(gaps) if gaps else None,
    }


def measure() -> dict[str, object]:
    """All of it, in one run."""
    return {**cold_start(), **warm_scan(), **against_rival()}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB here", file=sys.stderr)
