"""`monazite run NAME --all`: what does a scenario do to every chain, and how did each run go?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.options import Form, Tongue
from monazite.cli.output import note, number, print_json
from monazite.cli.words import words
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.scenario.all_chains import ChainResult, StoppedChain


def answer_all(
    scenario: str,
    output: Path | None,
    chains: Sequence[str] | None,
    months: int | None,
    overwrite: bool,
    form: Form,
    lang: Tongue,
) -> int:
    """Run a scenario on chains side by side, save the folder, and print how each went."""
    from monazite.scenario.all_chains import run_all
    from monazite.scenario.read import open_scenario

    say = words(lang.value)
    place = output or Path("runs") / f"{open_scenario(scenario).scenario.id}-all"
    begin = time.perf_counter()

    def told(result: ChainResult | StoppedChain, done: int, total: int) -> None:
        if form is Form.TEXT:
            note(f"{done}/{total} {line(result, say)}")

    found = run_all(scenario, place, chains=chains, months=months, overwrite=overwrite, told=told)
    seconds = time.perf_counter() - begin
    cleared = sum(result.cleared for result in found.results)
    if form is Form.JSON:
        print_json(
            {
                "scenario": found.scenario,
                "saved": str(place),
                "cleared": found.cleared,
                "seconds": round(seconds, 3),
                "chains": [asdict(result) for result in found.results],
                "stopped": [asdict(one) for one in found.stopped],
            }
        )
    else:
        print(
            say.say(
                "run.all_made",
                cleared=cleared,
                total=len(found.results) + len(found.stopped),
                seconds=number(seconds, 3),
                path=place,
            )
        )
        for one in found.stopped:
            print(line(one, say))
    return 0 if found.cleared else 1


def line(result: ChainResult | StoppedChain, say: Catalogue) -> str:
    """Say in one line how the run of a chain went."""
    from monazite.scenario.all_chains import StoppedChain

    if isinstance(result, StoppedChain):
        return say.say("run.all_stopped", chain=result.chain, reason=result.reason)
    state = say.say("run.all_cleared")
    if result.failed:
        state = say.say("run.all_failed", count=len(result.failed), first=result.failed[0])
    return say.say(
        "run.all_chain",
        chain=result.chain,
        months=result.months,
        state=state,
        residual=number(result.largest_residual, 2),
        effects=result.effects,
        seconds=number(result.seconds, 3),
    )
