"""`monazite why KEY`: from a published number back to its sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import number, print_json
from monazite.cli.words import help_text, words
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.present.trail import Step, Trail

NAME = "why"


def answer(
    key: Annotated[str, Argument(metavar="KEY", help=help_text("why_key"))],
    run: Annotated[str | None, Option("--run", help=help_text("why_run"))] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Follow a number through model, reconciliation and tables to its sources."""
    say = words(lang.value)
    trail = _trail(key, run, say, form)
    if form is Form.JSON:
        print_json({"key": key, "steps": [_record(step, lang.value) for step in trail.steps]})
        return 0
    level = ""
    for step in trail.steps:
        if step.level != level:
            level = step.level
            print(say.say(f"why.{level}"))
        print("  " + _line(step, lang.value))
    return 0


def _trail(key: str, run: str | None, say: Catalogue, form: Form) -> Trail:
    from monazite.errors import unknown_name
    from monazite.indicators.registry import INDICATORS
    from monazite.present.measure_trail import TARGETS, why_measure
    from monazite.present.trail import table_ids, why_cell

    first = key.split(":")[0]
    if first in table_ids():
        return why_cell(key)
    indicators = {record.id: record for record in INDICATORS}
    of_tables = first in indicators and not indicators[first].needs_run
    if of_tables and (run is None or first != TARGETS):
        return why_measure(key)
    if run is None:
        known = [*table_ids(), *(name for name, one in indicators.items() if not one.needs_run)]
        raise unknown_name("why", first, known, "table or measure (for a run give --run)")
    return _of_run(key, run, first in indicators, say, form)


def _of_run(key: str, name: str, is_indicator: bool, say: Catalogue, form: Form) -> Trail:
    from monazite.cli.run_source import make_run
    from monazite.present.measure_trail import TARGETS
    from monazite.present.run_trail import why_indicator, why_number

    targets = key.partition(":")[0] == TARGETS
    if targets:
        name = _folder_of_chain(key, name)
    if Path(name).is_dir():
        from monazite.scenario.read import open_scenario
        from monazite.scenario.run_world import world_of
        from monazite.scenario.storage import SCENARIO, load

        run = load(name)
        written = Path(name) / SCENARIO
        world = world_of(run)
        scenario = open_scenario(str(written)).check(world) if written.is_file() else None
    else:
        made = make_run(name, say, quiet=form is Form.JSON)
        run, world, scenario = made.run, made.world, made.scenario.with_law(made.world)
    if not is_indicator:
        return why_number(key, run, world, scenario)
    rows, month = (_target_rows if targets else _indicator_rows)(key, run, world)
    return why_indicator(key, rows, world, scenario, month)


def _indicator_rows(key: str, run: Any, world: Any) -> tuple[list[Step], Any]:
    """Return the rows of an indicator of a run as steps, and the month policies are shown for."""
    from monazite.cli.indicators_verb import measured_rows
    from monazite.months import Month
    from monazite.present.trail import Step, both

    indicator, *parts = key.split(":")
    settings = [part for part in parts if "=" in part]
    periods = [part for part in parts if "=" not in part]
    found = measured_rows(run, world, indicator, settings)
    if periods:
        found = [row for row in found if str(getattr(row, "period", "")) == periods[0]]
    months = [str(month) for month in run["month"]]
    inside = [month for month in months if not periods or month.startswith(periods[0])]
    month = Month.parse((inside or months)[-1])
    return [Step("number", both(_shown(row))) for row in found], month


def _target_rows(key: str, run: Any, world: Any) -> tuple[list[Step], Any]:
    """Return the Union's shares of an element in a run as steps, and the last month of the year.

    Raises UnknownNameError for an element that the run's targets do not name, or another year.
    """
    from monazite.errors import unknown_name
    from monazite.indicators.balance_targets import union_regions
    from monazite.indicators.run_view import RunView
    from monazite.indicators.targets import run_targets
    from monazite.months import Month
    from monazite.present.measure_trail import key_parts
    from monazite.present.trail import Step, both

    element, goal, year = key_parts(key)
    view = RunView.of(run, world)
    inside = [name for name in union_regions(world.chain) if name in view.regions]
    rows = run_targets(view, inside, (element,)) if inside else ()
    known = [row.key for row in rows]
    found = [row for row in rows if row.year == year and goal in (None, row.goal)]
    if not found:
        raise unknown_name("why --run", key, known, "target of the run")
    months = [str(month) for month in run["month"] if str(month).startswith(str(year))]
    return [
        Step("number", both(f"{row.goal}, {row.year}, aim {row.aim:g}"), row.share) for row in found
    ], Month.parse(months[-1])


def _folder_of_chain(key: str, name: str) -> str:
    """Return the run that holds a target's element, where a folder of all chains is named."""
    from monazite.indicators.balance_targets import chains_holding
    from monazite.present.measure_trail import key_parts
    from monazite.scenario.all_chains import is_world_runs, read_world_runs

    if not is_world_runs(name):
        return name
    element, _, _ = key_parts(key)
    saved = [one.chain for one in read_world_runs(name).results]
    return next((str(Path(name) / one) for one in chains_holding((element,)) if one in saved), name)


def _shown(row: Any) -> str:
    """Return the fields of an indicator's row, numbers with four digits."""
    from monazite.present.plain_values import plain

    content = plain(row)
    if not isinstance(content, dict):
        return str(content)
    return "; ".join(
        f"{name.replace('_', ' ')} {number(value) if isinstance(value, float) else value}"
        for name, value in content.items()
    )


def _line(step: Step, lang: str) -> str:
    text = step.said.text(lang)
    if step.value is not None:
        shown = number(step.value) if isinstance(step.value, float) else str(step.value)
        text = f"{shown} {step.unit}".strip() + f"  {text}"
    return text + (f" [{step.grade}]" if step.grade else "")


def _record(step: Step, lang: str) -> dict[str, object]:
    from monazite.present.plain_values import plain

    return {
        "level": step.level,
        "said": step.said.text(lang),
        "value": plain(step.value),
        "unit": step.unit,
        "grade": step.grade,
        "sources": list(step.sources),
    }
