"""`monazite report RUN...`: one HTML file that tells a run to a reader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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


def answer(
    runs: Annotated[list[str], typer.Argument(metavar="RUN|NAME...", help=help_text("runs"))],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.html", help=help_text("report_file"))
    ] = Path("report.html"),
    overwrite: OverwriteOption = False,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Write the report of one run, or of a scenario beside its baseline; say where it is.

    Returns exit code 0, or 1 if a month of a run did not clear; the report says so as well.
    """
    from monazite.cli.run_source import runs_of
    from monazite.errors import StorageError
    from monazite.present.report import write_report

    say = words(lang.value)
    if output.exists() and not (overwrite and output.is_file()):
        raise StorageError.one(
            where=str(output),
            found="a file" if output.is_file() else "a folder",
            expected="a place that does not exist yet",
            because="it would be lost",
            advice="give another place, or say --overwrite" if output.is_file() else None,
        )
    found = runs_of(tuple(runs), say, quiet=form is Form.JSON)
    try:
        place = write_report(found, output, lang.value)
    except OSError as error:
        raise StorageError.one(
            where=str(output),
            found=f"writing failed: {error.strerror or error}",
            expected="a place that can be written to",
        ) from error
    cleared = all("cleared" in run and run.status.cleared for run in found.values())
    if form is Form.JSON:
        print_json({"report": str(place), "runs": list(found), "cleared": cleared})
    else:
        print(say.say("report.written", path=place.resolve()))
    return 0 if cleared else 1
