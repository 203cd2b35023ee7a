"""Which run does a word on the command line mean: a saved one, or one to be made now?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monazite.cli.output import note, progress_bar
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.market.run import Run
    from monazite.scenario.scenario import Scenario


@dataclass(frozen=True)
class Made:
    """A run made now, and what it was made from."""

    run: Run
    scenario: Scenario
    world: World


def make_run(
    name_or_path: str,
    say: Catalogue,
    *,
    demand: str | None = None,
    months: int | None = None,
    projects_seed: int | None = None,
    quiet: bool = False,
) -> Made:
    """Simulate a scenario given by name or file, with progress on the error stream.

    demand, months : replace what the scenario says. projects_seed : settle every project to come
    by the draw of that seed. Raises UnknownNameError for a demand scenario
    that the chain does not have, and what reading and simulating raise.
    """
    from monazite.chains.world import load_world
    from monazite.errors import unknown_name
    from monazite.market.simulate import simulate
    from monazite.scenario.read import open_scenario

    opened = open_scenario(name_or_path)
    world = load_world(opened.scenario.chain, str(opened.scenario.as_known))
    if demand is not None and demand not in world.chain.demand:
        raise unknown_name("--demand-scenario", demand, world.chain.demand, "demand scenario")
    scenario = opened.check(world).changed(demand=demand, months=months)
    if projects_seed is not None:
        from monazite.scenario.drawn_projects import with_drawn_projects

        scenario = with_drawn_projects(scenario, world, projects_seed)
    title = say.say("run.simulating", name=scenario.id)
    with progress_bar(say, title, scenario.months, quiet=quiet) as progress:
        run = simulate(world, scenario, progress=progress)
    return Made(run, scenario, world)


def runs_of(sources: tuple[str, ...], say: Catalogue, *, quiet: bool = False) -> Mapping[str, Run]:
    """Return name -> run for saved runs (folders) and scenarios (names or files), in order.

    A folder of that name goes before a scenario of that name. A run in which a month did not
    clear is named on the error stream.
    """
    from monazite.scenario.read import open_scenario
    from monazite.scenario.storage import load, read_manifest

    for source in sources:  # before any of them takes time
        if Path(source).is_dir():
            read_manifest(source)
        else:
            open_scenario(source)
    found = {}
    for source in sources:
        is_saved = Path(source).is_dir()
        run = load(source) if is_saved else make_run(source, say, quiet=quiet).run
        if "cleared" in run and not run.status.cleared:
            note(f"{source}: {run.status.sentence(say.language)}")
        found[source] = run
    return found
