"""Measure everything in one run: ``python -m benchmarks`` (``make bench``).

Prints one table for each part and writes `results.json` beside this file. Nothing is asserted: the
numbers say how fast this machine was at this moment, the ratios compare what ran in the same run.
With a word (``python -m benchmarks screening``) only the parts whose title begins with it are
measured; the others stay in the file as they were.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path

from benchmarks import command_line, geopolrisk_peer, screening, web_app, world

RESULTS = Path(__file__).with_name("results.json")


def machine() -> dict[str, object]:
    """On what was measured?"""
    import jax

    import monazite

    return {
        "monazite": monazite.__version__,
        "python": platform.python_version(),
        "jax": jax.__version__,
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load over the last minute": round(os.getloadavg()[0], 1),
    }


def shown(title: str, values: dict[str, object]) -> None:
    """Print one part as a table of two columns."""
    width = max(len(name) for name in values)
    print(f"\n{title}")
    for name, value in values.items():
        text = f"{value:.4g}" if isinstance(value, float) else str(value)
        print(f"  {name:<{width}}  {text}")


PARTS = (
    ("command line", command_line.first_answer),
    ("rare-earth world, from a new process", world.cold_start),
    ("rare-earth world, warm", world.warm_scan),
    ("months of it against CVXPY with Clarabel", world.against_rival),
    ("GeoPolRisk against geopolrisk-py", geopolrisk_peer.against_reference_package),
    ("screening, from a new process", screening.from_new_process),
    ("screening, many transactions", screening.many),
    ("screening, a bill of materials with broken rows", screening.broken_bill),
    ("the web app, opened", web_app.opening),
    ("the web app, fifty readers", web_app.under_load),
)


def main(wanted: str = "") -> None:
    """Measure, print, write."""
    results: dict[str, dict[str, object]] = {}
    if wanted and RESULTS.exists():
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
    else:
        results["machine"] = machine()
        shown("machine", results["machine"])
    for title, part in PARTS:
        if not title.startswith(wanted):
            continue
        load = round(os.getloadavg()[0], 1)
        results[title] = {**part(), "load of the machine when it began": load}
        shown(title, results[title])
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
