"""`monazite indicators [MINERAL | RUN NAME key=value...]`: what do the measures say?

Of a mineral: the measures that need no run, from the shipped tables. Of a run: one indicator.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import number, print_json, print_table
from monazite.cli.words import help_text, words
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.chains.world import World
    from monazite.indicators.mineral_measures import Measure
    from monazite.indicators.registry import Indicator
    from monazite.market.run import Run

NAME = "indicators"

MEASURE_COLUMNS = ("indicator", "subject", "region", "value", "detail")
"""Columns of a mineral's measures; the text of each heading stands in the locale."""

_SETS_OF_REGIONS = ("regions", "bloc", "users")
"""Arguments that take region ids, or the id of a group of economies such as EU27."""


def answer(
    run: Annotated[str | None, Argument(metavar="RUN", help=help_text("first"))] = None,
    indicator: Annotated[
        str | None, Argument(metavar="INDICATOR", help=help_text("indicator"))
    ] = None,
    settings: Annotated[
        list[str] | None, Argument(metavar="KEY=VALUE...", help=help_text("settings"))
    ] = None,
    year: Annotated[int | None, Option("--year", help=help_text("indicators_year"))] = None,
    region: Annotated[str | None, Option("--region", help=help_text("indicators_region"))] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Print one indicator of a run, or the measures of a mineral; without either, list them."""
    from monazite.indicators.registry import INDICATORS
    from monazite.indicators.registry import indicator as indicator_of

    say = words(lang.value)
    if run is not None and indicator is None and not Path(run).is_dir():
        if any(record.id == run and not record.needs_run for record in INDICATORS):
            return _of_all_minerals(run, year, region, say, form)
        return _of_mineral(run, year, region, say, form)
    if run is None or indicator is None:
        listed = [
            {
                "id": record.id,
                "label": record.label.text(lang.value),
                "unit": record.unit.text(lang.value),
                "settings": ", ".join(_shown(name) for name in _settings_of(record)),
            }
            for record in INDICATORS
        ]
        if form is Form.JSON:
            print_json(listed)
        else:
            headings = [say.say(f"indicators.{name}") for name in listed[0]]
            print_table(headings, [list(row.values()) for row in listed])
        return 0

    from monazite.cli.run_source import runs_of
    from monazite.scenario.run_world import world_of

    function = _of_a_run(indicator_of(indicator))
    found = runs_of((run,), say, quiet=form is Form.JSON)[run]
    world = world_of(found)
    values = _settings(settings or [], function, world, f"indicators {indicator}")
    return _print(_measured(found, world, function, values), say, form)


def _of_mineral(
    mineral: str, year: int | None, region: str | None, say: Catalogue, form: Form
) -> int:
    """Print the measures of a mineral that need no run."""
    from monazite.indicators.mineral_measures import measures_of
    from monazite.indicators.observed import LATEST_YEAR

    rows = measures_of(mineral, LATEST_YEAR if year is None else year, region)
    return _print_measures(rows, MEASURE_COLUMNS, say, form)


def _of_all_minerals(
    indicator: str, year: int | None, region: str | None, say: Catalogue, form: Form
) -> int:
    """Print one measure that needs no run, of every mineral and year that the tables carry."""
    from monazite.indicators.mineral_measures import measures_by

    rows = measures_by(indicator, year, region)
    return _print_measures(rows, ("mineral", "year", *MEASURE_COLUMNS[1:]), say, form)


def _print_measures(
    rows: Sequence[Measure], columns: Sequence[str], say: Catalogue, form: Form
) -> int:
    """Print measures that need no run, with the key under which the first is explained."""
    from monazite.present.plain_values import plain

    if form is Form.JSON:
        print_json([{**plain(row), "key": row.key} for row in rows])
        return 0
    if not rows:
        print(say.say("indicators.nothing"))
        return 0
    print_table(
        [say.say(f"indicators.{name}") for name in columns],
        [
            [str(row.year) if name == "year" else _measure_cell(row, name, say) for name in columns]
            for row in rows
        ],
        "".join("r" if name == "value" else "l" for name in columns),
    )
    print()
    print(say.say("indicators.why", example=rows[0].key))
    return 0


def _measure_cell(row: Measure, name: str, say: Catalogue) -> str:
    """Return one cell of a measure; its subject and what is said beside it in words of the reader.

    A subject is a stage and a product, or the name of what is measured.
    """
    from monazite.indicators.mineral_measures import BALANCED
    from monazite.present.table_words import Kind, parts_said_in, said_in

    value = getattr(row, name)
    if name == "detail":
        return parts_said_in(say.language, "details", value)
    if name != "subject":
        return _told(value, say)
    stage, colon, product = value.partition(": ")
    if not colon:
        return said_in(say.language, "details", value)
    kind: Kind = "details" if product == BALANCED else "products"
    key = f"projects.stage.{stage}"
    told = say.say(key) if say.has(key) else said_in(say.language, "details", stage)
    return f"{told}{say.say('colon')}{said_in(say.language, kind, product)}"


def measured_rows(run: Run, world: World, indicator: str, settings: Sequence[str]) -> list[Any]:
    """Return the rows that an indicator gives for a run, with settings typed as key=value."""
    from monazite.indicators.registry import indicator as indicator_of

    function = _of_a_run(indicator_of(indicator))
    values = _settings(settings, function, world, f"indicators {indicator}")
    return _measured(run, world, function, values)


def _measured(run: Run, world: World, function: Any, values: Mapping[str, Any]) -> list[Any]:
    """Return the rows that an indicator gives for a run."""
    from monazite.indicators.run_view import RunView

    answered = function(RunView.of(run, world), **values)
    return list(answered) if isinstance(answered, tuple) else [answered]


def _print(rows: Sequence[Any], say: Catalogue, form: Form) -> int:
    """Print rows of an indicator."""
    from monazite.present.plain_values import plain

    content = [plain(row) for row in rows]
    if form is Form.JSON:
        print_json(content)
    elif not content:
        print(say.say("indicators.nothing"))
    else:
        headings = list(content[0]) if isinstance(content[0], dict) else ["value"]
        cells = [
            [_cell(value) for value in (row.values() if isinstance(row, dict) else [row])]
            for row in content
        ]
        first = rows[0]
        sides = (
            "".join(
                "r" if isinstance(getattr(first, field.name), float) else "l"
                for field in fields(first)
            )
            if is_dataclass(first)
            else ""
        )
        print_table(headings, cells, sides)
    return 0


def _told(value: Any, say: Catalogue) -> str:
    """Return one cell of a table of measures: a value, or why there is none."""
    from monazite.cli.absences import absence, is_absent
    from monazite.present.plain_values import plain

    return absence(value, say) if is_absent(value) else _cell(plain(value))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_cell(inner)}" for key, inner in value.items())
    return str(value)


def _settings_of(record: Indicator) -> list[inspect.Parameter]:
    """Return the arguments of an indicator; of one without a run all of them."""
    function = record.functions()[1]
    listed = list(inspect.signature(function).parameters.values())
    return listed[1:] if record.needs_run else listed


def _of_a_run(record: Indicator) -> Any:
    """Return the function that measures a run; raises DefinitionError where there is none."""
    from monazite.errors import DefinitionError, Fault

    if record.needs_run:
        return record.functions()[1]
    raise DefinitionError(
        [
            Fault(
                f"indicators {record.id}",
                "a run",
                "a mineral",
                "this indicator rests on the shipped tables",
                "monazite indicators MINERAL [--year --region]",
            )
        ]
    )


def _parameters(function: Any) -> list[inspect.Parameter]:
    """Return the arguments of an indicator besides the run."""
    return list(inspect.signature(function).parameters.values())[1:]


def _shown(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return f"{parameter.name}=..."
    return f"[{parameter.name}={parameter.default}]"


def _settings(texts: Sequence[str], function: Any, world: World, where: str) -> dict[str, Any]:
    """Return the arguments typed as key=value, each in the type that the indicator wants.

    Raises DefinitionError for a missing or unknown key, or a value of another type.
    """
    from monazite.errors import DefinitionError, Fault, MonaziteError, quoted, suggestion

    known = {parameter.name: parameter for parameter in _parameters(function)}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key not in known:
            faults.append(
                Fault(
                    where,
                    quoted(text),
                    f"key=value with one of {', '.join(known)}",
                    advice=suggestion(key, known),
                )
            )
            continue
        try:
            values[key] = _value(key, value, str(known[key].annotation), world)
        except MonaziteError:
            raise
        except ValueError:
            faults.append(Fault(f"{where}, {key}", quoted(value), str(known[key].annotation)))
    faults += [
        Fault(where, f"no {name}", f"{name}=...")
        for name, parameter in known.items()
        if parameter.default is inspect.Parameter.empty
        and name not in values
        and not any(text.startswith(f"{name}=") for text in texts)
    ]
    if faults:
        raise DefinitionError(faults)
    return values


def _value(key: str, text: str, annotation: str, world: World) -> Any:
    """Return the value of one setting; ValueError if the text is not of the type wanted."""
    if key in _SETS_OF_REGIONS:
        return _regions(text.split(","), world)
    if annotation.startswith("Collection"):
        return tuple(text.split(","))
    if annotation == "RunView":
        return _other_run(text, world)
    if annotation.startswith("int"):
        return int(text)
    if annotation.startswith("float"):
        return float(text)
    return text


def _other_run(text: str, world: World) -> Any:
    """Return the view of another run, a folder or a scenario, of the same chain."""
    from monazite.cli.run_source import runs_of
    from monazite.indicators.run_view import RunView

    say = words("en")
    return RunView.of(runs_of((text,), say, quiet=True)[text], world)


def _regions(names: Sequence[str], world: World) -> tuple[str, ...]:
    """Return region ids; a group of economies stands for the regions that lie inside it."""
    from monazite.errors import unknown_name
    from monazite.indicators.blocs import bloc_of
    from monazite.regions import groups, members

    chain = world.chain
    found: dict[str, None] = {}
    for name in names:
        known_groups = [group.id for group in groups()]
        if name in chain.regions:
            found[name] = None
        elif name in known_groups:
            every = {region.id: region.members for region in chain.regions.values()}
            inside, _ = bloc_of(every, members(name, None))
            found |= dict.fromkeys(region for region in chain.regions if region in inside)
        else:
            known = [*chain.regions, *known_groups]
            raise unknown_name("indicators", name, known, "region or group")
    return tuple(found)
