"""Does every shipped scenario clear on every shipped chain, and what does that cost?

Each scenario has a process of its own that runs the chains one after another, so that memory and
processor seconds are its own. Where two scenarios ask the same of a chain (their effects there are
equal) the run is made once and counted for both. Results are kept beside this file, and the pages
in docs/ are made from them by ``make reference``.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("all_chains.json")


def question(scenario: Any) -> str:
    """Which digest do two scenarios share exactly if they ask the same of a chain?"""
    label = replace(scenario.label, en="-", zh="-")
    return str(replace(scenario, id="x", label=label, description=label, sources=()).fingerprint)


def run_of(scenario: str, chain: str, made: Path) -> tuple[dict[str, Any], bool]:
    """How did a scenario go on a chain, and had another asked the same before?

    made : folder with one file for each question that was answered
    """
    from monazite.market.compiled_code import forget_compiled_code
    from monazite.market.simulate import simulate
    from monazite.scenario.all_chains import acting_on

    world, acting = acting_on(scenario, chain)
    kept = made / question(acting.scenario)
    if kept.is_file():
        return json.loads(kept.read_text()), True
    run = simulate(world, acting.scenario)
    cleared = run["cleared"]
    content = {
        "months": run.status.months,
        "failed": [failed.month for failed in run.status.failed],
        "residual": float(run["residual"][cleared].max()) if cleared.any() else None,
        "mass_error": float(run["mass_error"][cleared].max()) if cleared.any() else None,
    }
    kept.write_text(json.dumps(content, default=str))
    forget_compiled_code()
    return json.loads(kept.read_text()), False


def scenario_row(scenario: str, made: Path) -> dict[str, Any]:
    """How did one scenario go on all chains? Call it once in a process: it measures it whole."""
    from monazite.chains.read import chain_names

    began = time.perf_counter()
    runs, repeated = {}, 0
    for chain in chain_names():
        runs[chain], same = run_of(scenario, chain, made)
        repeated += same
        print(scenario, chain, runs[chain], "same" if same else "", file=sys.stderr, flush=True)
    used = resource.getrusage(resource.RUSAGE_SELF)

    def largest(name: str) -> list[Any]:
        known = {chain: run[name] for chain, run in runs.items() if run[name] is not None}
        worst = max(known, key=known.__getitem__)
        return [known[worst], worst]

    return {
        "scenario": scenario,
        "measured": datetime.now(UTC).date().isoformat(),
        "chains": len(runs),
        "chains_cleared": sum(not run["failed"] for run in runs.values()),
        "runs_made": len(runs) - repeated,
        "months": sum(run["months"] for run in runs.values()),
        "failed": {chain: run["failed"] for chain, run in runs.items() if run["failed"]},
        "largest_residual": largest("residual"),
        "largest_mass_error": largest("mass_error"),
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_memory_mb": round(used.ru_maxrss / 1024),
    }


def measure(scenarios: list[str]) -> None:
    """Run each scenario in a process of its own, in the order given, and keep each row at once."""
    with tempfile.TemporaryDirectory() as made:
        for scenario in scenarios:
            command = [sys.executable, "-m", "benchmarks.all_chains", "--row", scenario, made]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            keep(json.loads(done.stdout.splitlines()[-1]))


def keep(row: dict[str, Any]) -> None:
    """Put a scenario's row among the kept ones, in the place of an older one."""
    row["revision"] = revision()
    rows = json.loads(RESULTS.read_text()) if RESULTS.is_file() else []
    rows = [one for one in rows if one["scenario"] != row["scenario"]]
    rows = sorted([*rows, row], key=lambda one: str(one["scenario"]))
    RESULTS.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def revision() -> str:
    """Which revision of the code is measured? Unknown outside a checkout."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=RESULTS.parent)
    return done.stdout.strip() or "unknown"


def main() -> None:
    """Measure the scenarios named, or all that are shipped."""
    from monazite.scenario.read import shipped_scenarios

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--row", nargs=2, metavar=("SCENARIO", "FOLDER"))
    asked = parser.parse_args()
    if asked.row:
        print(json.dumps(scenario_row(asked.row[0], Path(asked.row[1]))))
    else:
        measure(asked.scenarios or list(shipped_scenarios()))


if __name__ == "__main__":
    main()
