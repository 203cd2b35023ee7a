"""`monazite run NAME`: what happens in a scenario, month by month?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

from click import BadParameter

from monazite.cli.command import Argument, Option
from monazite.cli.options import (
    USUAL_TONGUE,
    Form,
    FormOption,
    OverwriteOption,
    TongueOption,
)
from monazite.cli.output import note, number, print_json
from monazite.cli.words import help_text, words

NAME = "run"


def answer(
    scenario: Annotated[str, Argument(metavar="NAME|FILE", help=help_text("scenario"))],
    output: Annotated[
        Path | None, Option("--output", "-o", metavar="FOLDER", help=help_text("output"))
    ] = None,
    demand_scenario: Annotated[
        str | None, Option("--demand-scenario", metavar="ID", help=help_text("demand"))
    ] = None,
    months: Annotated[
        int | None, Option("--months", min=1, max=480, help=help_text("months"))
    ] = None,
    projects_seed: Annotated[
        int | None, Option("--projects-seed", min=0, help=help_text("projects_seed"))
    ] = None,
    netcdf: Annotated[
        Path | None, Option("--netcdf", metavar="FILE", help=help_text("netcdf"))
    ] = None,
    members: Annotated[
        int | None, Option("--members", min=1, max=1024, help=help_text("run_members"))
    ] = None,
    chain: Annotated[
        list[str] | None,
        Option("--chain", metavar="ID|FILE|FOLDER", help=help_text("run_chain")),
    ] = None,
    every: Annotated[bool, Option("--all", help=help_text("run_all"))] = False,
    overwrite: OverwriteOption = False,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Simulate a scenario, save the run, and print how it went.

    With ``--all`` or ``--chain`` the scenario is run on all chains, or on those named, beside each
    other into one folder. Returns exit code 0, or 1 if a month did not clear; the run is saved all
    the same.
    """
    if every or chain:
        from monazite.cli.run_all import answer_all

        if netcdf is not None or demand_scenario is not None or members is not None:
            raise BadParameter(words(lang.value).say("run.not_with_all"))
        return answer_all(scenario, output, None if every else chain, months, overwrite, form, lang)
    from monazite.cli.run_source import make_run
    from monazite.scenario import storage
    from monazite.scenario.netcdf import export_netcdf
    from monazite.scenario.read import open_scenario

    say = words(lang.value)
    place = output or Path("runs") / open_scenario(scenario).scenario.id
    storage.check_place(place, overwrite=overwrite)
    for left in storage.leftovers(place):
        note(say.say("run.leftover", path=left))
    begin = time.perf_counter()
    made = make_run(
        scenario,
        say,
        demand=demand_scenario,
        months=months,
        projects_seed=projects_seed,
        quiet=form is Form.JSON,
    )
    seconds = time.perf_counter() - begin
    storage.save(made.run, place, scenario=made.scenario, world=made.world, overwrite=overwrite)
    bands, banded = None, place.with_name(f"{place.name}.bands.csv")
    if members is not None:
        from monazite.cli.output import progress_bar
        from monazite.evidence.bands import price_bands

        title = say.say("run.bands", members=members)
        with progress_bar(say, title, members, quiet=form is Form.JSON) as show:
            bands = price_bands(made.world, made.scenario, members, show)
        banded.write_text(bands.as_csv(), encoding="utf-8")
    if netcdf is not None:
        export_netcdf(made.run, netcdf, overwrite=overwrite)
    status = made.run.status
    cleared = made.run["cleared"]
    residual = float(made.run["residual"][cleared].max()) if cleared.any() else None
    mass_error = float(made.run["mass_error"][cleared].max()) if cleared.any() else None
    if form is Form.JSON:
        print_json(
            {
                "scenario": made.scenario.id,
                "saved": str(place),
                "months": status.months,
                "cleared": status.cleared,
                "failed_months": [failed.month for failed in status.failed],
                "largest_residual": residual,
                "largest_mass_error": mass_error,
                "seconds": round(seconds, 3),
                "world": made.world.chain.id,
                "data_vintage": made.world.vintage,
                "bands": None if bands is None else bands.summary(),
            }
        )
    else:
        print(made.scenario.label.text(lang.value))
        print(f"  {status.sentence(lang.value)}")
        print(say.say("run.certificate", residual=number(residual, 2), mass=number(mass_error, 2)))
        print(say.say("run.made", seconds=number(seconds, 3), vintage=made.world.vintage))
        if bands is not None:
            counts = {"members": bands.members, "failed": bands.failed}
            print(say.say("run.banded", path=banded, **counts))
        print(say.say("run.saved", path=place))
    return 0 if status.cleared else 1
