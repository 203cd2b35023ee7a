"""The reference package of GeoPolRisk, timed in its own environment beside ours.

``geopolrisk-py`` 2.0.1 is GPL and wants Python below 3.12 and pandas up to 2.3.3, so it is never a
dependency. Name its interpreter in MONAZITE_GEOPOLRISK_PYTHON; where that is absent this part is
skipped, loudly. Both sides fill the same table: minerals x countries x years, from figures already
in memory; what each spends on loading is told apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time

COUNTRIES = ("Japan", "Germany", "Brazil", "South Africa", "India", "China", "Australia", "France")
MATERIALS = ("Cobalt", "Graphite", "Rare earth", "Lithium", "Antimony", "Copper")
YEARS = (2021, 2022)

_PEER = """
import json, sys, time
start = time.perf_counter()
from geopolrisk.assessment.core import HHI, GeoPolRisk
from geopolrisk.assessment import utils
utils.regions()
trade = utils.mapped_baci()
loaded = time.perf_counter() - start
countries, materials, years = json.loads(sys.argv[1])
start = time.perf_counter()
cells = 0
for material in materials:
    for country in countries:
        for year in years:
            at = utils.databases.regionslist[utils.cvtcountry(country, type="Name")]
            risky, quantity, price = utils.aggregateTrade(year, at, material, data=trade)
            made, index = HHI(material, year, country)
            GeoPolRisk(risky, quantity, price, made, index)
            cells += 1
print(json.dumps({"cells": cells, "seconds": time.perf_counter() - start, "loading": loaded}))
"""


def against_reference_package() -> dict[str, object]:
    """How long does a cell of the table take, here and there?"""
    interpreter = os.environ.get("MONAZITE_GEOPOLRISK_PYTHON")
    ours = _ours()
    if not interpreter:
        print("\n  SKIPPED: geopolrisk-py (set MONAZITE_GEOPOLRISK_PYTHON to its interpreter)")
        return {**ours, "reference package": "not measured: not installed"}
    with tempfile.TemporaryDirectory() as home:
        # It writes folders into the user's home as soon as it is imported.
        answer = subprocess.run(
            [interpreter, "-c", _PEER, json.dumps([COUNTRIES, MATERIALS, YEARS])],
            env={**os.environ, "HOME": home},
            capture_output=True,
            text=True,
            check=True,
        )
    peer = json.loads(answer.stdout.strip().splitlines()[-1])
    per_cell = peer["seconds"] / peer["cells"]
    table_of_ours = float(str(ours["seconds for the whole table"]))
    cells = int(str(ours["cells of the whole table"]))
    return {
        **ours,
        "reference package: cells": peer["cells"],
        "reference package: seconds": peer["seconds"],
        "reference package: seconds of loading": peer["loading"],
        "reference package: its time a cell over ours": per_cell / (table_of_ours / cells),
        "reference package: its time for these cells over ours for the whole table": peer["seconds"]
        / table_of_ours,
    }


def _ours() -> dict[str, object]:
    from monazite.indicators.geopolrisk import geopolrisk_table
    from monazite.indicators.risk_of_supply import risk_inputs

    start = time.perf_counter()
    inputs = risk_inputs()
    loading = time.perf_counter() - start
    times = []
    for _ in range(5):
        start = time.perf_counter()
        found = geopolrisk_table(inputs)
        times.append(time.perf_counter() - start)
    return {
        "cells of the whole table": found.score.size,
        "cells with a known score": int((found.gap == 0).sum()),
        "seconds of loading": loading,
        "seconds for the whole table": sorted(times)[2],
    }
