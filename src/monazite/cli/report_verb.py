"""`monazite report RUN...`: one HTML file that tells a run to a reader."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from monazite.cli.command import Argument, Option
from monazite.cli.options import (
    USUAL_TONGUE,
    Form,
    FormOption,
    OverwriteOption,
    TongueOption,
)
from monazite.cli.output import print_json
from monazite.cli.words import help_text, words

NAME = "report"


class Picture(StrEnum):
    """In which form are charts written?"""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


def answer(
    runs: Annotated[list[str], Argument(metavar="RUN|NAME...", help=help_text("runs"))],
    output: Annotated[
        Path, Option("--output", "-o", metavar="FILE.html", help=help_text("report_file"))
    ] = Path("report.html"),
    charts: Annotated[
        Path | None, Option("--charts", metavar="FOLDER", help=help_text("charts"))
    ] = None,
    picture: Annotated[
        Picture, Option("--chart-format", help=help_text("chart_format"))
    ] = Picture.PNG,
    overwrite: OverwriteOption = False,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Write the report of one run, or of a scenario beside its baseline; say where it is.

    With ``charts``, each figure is also written into that folder, whole files only.

    Returns exit code 0, or 1 if a month of a run did not clear; the report says so as well.
    """
    from monazite.cli.run_source import runs_of
    from monazite.errors import StorageError
    from monazite.present.export import write_charts
    from monazite.present.project_chances import outlooks_beside
    from monazite.present.report import write_report
    from monazite.present.run_bands import bands_beside
    from monazite.scenario.all_chains import is_world_runs

    say = words(lang.value)
    if output.exists() and not (overwrite and output.is_file()):
        raise StorageError.one(
            where=str(output),
            found="a file" if output.is_file() else "a folder",
            expected="a place that does not exist yet",
            because="it would be lost",
            advice="give another place, or say --overwrite" if output.is_file() else None,
        )
    alone = _one_chain(runs)
    if alone is not None:
        runs = [str(Path(run) / alone) for run in runs]
    if runs and all(is_world_runs(run) for run in runs):
        from monazite.present.world_report import write_world_report
        from monazite.scenario.all_chains import read_world_runs

        place = write_world_report(runs, output, lang.value)
        whole = all(read_world_runs(run).cleared for run in runs)
        if form is Form.JSON:
            print_json({"report": str(place), "charts": [], "runs": runs, "cleared": whole})
        else:
            print(say.say("report.written", path=place.resolve()))
        return 0 if whole else 1
    found = runs_of(tuple(runs), say, quiet=form is Form.JSON)
    try:
        place = write_report(
            found,
            output,
            lang.value,
            bands={name: bands_beside(name) for name in found},
            outlooks={name: outlooks_beside(name, run) for name, run in found.items()},
        )
        drawn = write_charts(found, charts, lang.value, picture.value) if charts else ()
    except OSError as error:
        raise StorageError.one(
            where=str(error.filename or output),
            found=f"writing failed: {error.strerror or error}",
            expected="a place that can be written to",
        ) from error
    cleared = all("cleared" in run and run.status.cleared for run in found.values())
    if form is Form.JSON:
        pictures = [str(path) for path in drawn]
        runs_told = list(found)
        print_json(
            {"report": str(place), "charts": pictures, "runs": runs_told, "cleared": cleared}
        )
    else:
        print(say.say("report.written", path=place.resolve()))
        if charts:
            print(say.say("report.charts", count=len(drawn), path=charts.resolve()))
    return 0 if cleared else 1


def _one_chain(runs: list[str]) -> str | None:
    """Which one chain do all the folders hold, if they are folders of chains with only that one?"""
    from monazite.scenario.all_chains import is_world_runs, read_world_runs

    if not runs or not all(is_world_runs(run) for run in runs):
        return None
    chains = {result.chain for run in runs for result in read_world_runs(run).results}
    return chains.pop() if len(chains) == 1 else None
