"""`monazite targets [MATERIAL]`: does the European Union reach its benchmarks, year by year?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monazite.cli.command import Argument, Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import number, print_json, print_table
from monazite.cli.words import help_text, words
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.indicators.targets import Target

NAME = "targets"


def answer(
    material: Annotated[
        str | None, Argument(metavar="MATERIAL", help=help_text("targets_material"))
    ] = None,
    year: Annotated[int | None, Option("--year", help=help_text("targets_year"))] = None,
    run: Annotated[str | None, Option("--run", help=help_text("targets_run"))] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Print the Union's shares against 10/40/25/65, from the tables and, if named, from a run."""
    from monazite.chains.world import load_world
    from monazite.indicators.balance_targets import chains_holding, union_balances
    from monazite.indicators.targets import (
        FIRST_YEAR,
        LAST_YEAR,
        library,
        materials_of,
        observed_targets,
    )
    from monazite.present.plain_values import plain

    say = words(lang.value)
    chosen = library().materials if material is None else materials_of(material)
    years = range(FIRST_YEAR, LAST_YEAR + 1) if year is None else (year,)
    rows = [row for one in chosen for at in years for row in observed_targets(one.id, at)]
    elements = [element for one in chosen for element in one.elements]
    chains = (load_world(name).chain for name in chains_holding(elements))
    rows += [row for row in union_balances(chains, elements) if row.year in years]
    if run is not None:
        rows += [row for row in _of_run(run, elements, say, form) if row.year in years]
    if form is Form.JSON:
        print_json([{**plain(row), "key": row.key} for row in rows])
        return 0
    columns = ("material", "goal", "aim", "reached", "shares")
    print_table([say.say(f"targets.{name}") for name in columns], _lines(rows, say), "llrll")
    if any(row.note for row in rows):
        print()
        print(say.say("targets.above_one"))
    print()
    print(say.say("indicators.why", example=rows[0].key))
    return 0


def _of_run(run: str, elements: Sequence[str], say: Catalogue, form: Form) -> list[Target]:
    """Return the shares that a run reaches, or the runs of a folder of all chains.

    Raises DataError for a run of a chain without a region of the Union; such chains of a folder are
    passed over.
    """
    from monazite.cli.run_source import runs_of
    from monazite.errors import DataError
    from monazite.indicators.balance_targets import union_regions
    from monazite.indicators.run_view import RunView
    from monazite.indicators.targets import run_targets
    from monazite.scenario.all_chains import is_world_runs, read_world_runs
    from monazite.scenario.run_world import world_of

    whole = is_world_runs(run)
    folders = [run]
    if whole:
        folders = [str(Path(run) / result.chain) for result in read_world_runs(run).results]
    rows: list[Target] = []
    for folder in folders:
        found = runs_of((folder,), say, quiet=form is Form.JSON)[folder]
        world = world_of(found)
        view = RunView.of(found, world)
        inside = [name for name in union_regions(world.chain) if name in view.regions]
        if inside:
            rows += run_targets(view, inside, elements)
        elif not whole:
            raise DataError.one(
                where=f"targets --run {run}",
                found=f"regions {', '.join(world.chain.regions)}",
                expected="a chain with a region inside the European Union",
            )
    return rows


def _lines(rows: Sequence[Target], say: Catalogue) -> list[list[str]]:
    """Return one line per material, origin and goal: known years, or why there are none."""
    from monazite.cli.absences import absence

    grouped: dict[tuple[str, str, str], list[Target]] = {}
    for row in rows:
        grouped.setdefault((row.material, row.origin, row.goal), []).append(row)
    lines = []
    for (name, origin, goal), several in grouped.items():
        known = [row for row in several if isinstance(row.share, float)]
        if known:
            last = known[-1]
            reached = say.say("targets.yes" if last.met is True else "targets.no")
            shown = "; ".join(
                f"{row.year} {number(float(str(row.share)))}"
                + (f" {row.country}" if row.country else "")
                + ("*" if row.note else "")
                for row in known
            )
        else:
            missing = several[len(several) // 2 if len(several) < 6 else 4].share
            assert not isinstance(missing, float)
            reached, shown = "?", absence(missing, say)
        subject = name if origin == "tables" else f"{name} ({say.say(f'targets.of_{origin}')})"
        lines.append(
            [subject, say.say(f"targets.goal.{goal}"), number(several[0].aim), reached, shown]
        )
    return lines
