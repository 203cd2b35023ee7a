"""Why is a measure that needs no run what it is? Back to the rows that it was computed from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from monazite.chains.world import load_world
from monazite.data import catalog
from monazite.data.table import Row, Table
from monazite.errors import DefinitionError, Fault, quoted, unknown_name
from monazite.indicators.balance_targets import balance_targets, chains_holding, union_regions
from monazite.indicators.mineral_measures import BALANCED, Measure, chain_of, measures_of
from monazite.indicators.observed import LATEST_YEAR
from monazite.indicators.registry import indicator
from monazite.indicators.targets import (
    GOALS,
    Measured,
    Target,
    library,
    material,
    observed_targets,
)
from monazite.labels import Label
from monazite.present.balanced_rows import account_rows, more_rows, stage_rows
from monazite.present.trail import (
    MOST,
    Step,
    Trail,
    both,
    table_step_with_value,
    with_sources,
)

TARGETS = "eu_targets"
"""The indicator whose keys name a material and a goal instead of a mineral and a region."""
FORM = "INDICATOR:MINERAL[:REGION][:YEAR]"
FORM_OF_TARGETS = f"{TARGETS}:MATERIAL[:GOAL][:YEAR]"


def why_measure(key: str) -> Trail:
    """Why is a measure that needs no run what it is?

    key : INDICATOR:MINERAL[:REGION][:YEAR], such as `geopolrisk:cobalt:USA:2024`, REGION as
          printed (WLD for concentration); or eu_targets:MATERIAL[:GOAL][:YEAR], MATERIAL a
          strategic raw material or an element, as `monazite targets` prints it

    Without a region or a goal all are followed, without a year the latest. Raises UnknownNameError
    (near misses) for names that do not exist, DefinitionError for a key of another form or one
    under which nothing is printed.
    """
    name = key.partition(":")[0]
    record = indicator(name)
    mineral, middle, year = key_parts(key)
    if name == TARGETS:
        numbers, rest = _targets(key, mineral, middle, year)
    else:
        numbers, rest = _measures(key, name, mineral, middle, year)
    formula = [Step("formula", record.formula, record.source), Step("formula", record.reading)]
    return with_sources(key, [*numbers, *formula, *rest])


def key_parts(key: str) -> tuple[str, str | None, int]:
    """Which mineral, region or goal (None if not given) and year does a key name?

    Raises DefinitionError for a key of another form.
    """
    name, *parts = key.split(":")
    form = FORM_OF_TARGETS if name == TARGETS else FORM
    if not parts or not parts[0]:
        raise DefinitionError([Fault(f"why {key}", "no mineral", form)])
    rest = parts[1:]
    year = int(rest.pop()) if rest and rest[-1].isdigit() else LATEST_YEAR
    middle = rest.pop(0) if rest else None
    if rest or middle == "":
        found = quoted(":".join(parts[1:]))
        raise DefinitionError([Fault(f"why {key}", f"{found} after the mineral", form)])
    return parts[0], middle, year


def _measures(
    key: str, name: str, mineral: str, region: str | None, year: int
) -> tuple[list[Step], list[Step]]:
    """Return the numbers under the key and what they rest on."""
    rows = [row for row in measures_of(mineral, year, region) if row.indicator == name]
    if not rows:
        raise _nothing(key, f"monazite indicators {mineral} --year {year}")
    numbers = [
        Step("number", both(f"{row.subject}, {row.region}, {row.year}; {row.detail}"), row.value)
        for row in rows
    ]
    codes = [row["code"] for row in catalog.table("trade_codes") if row["mineral"] == mineral]
    return numbers, [
        *_inputs(name, (mineral,), [str(code) for code in codes], year),
        *_balanced(mineral, rows),
    ]


def _balanced(mineral: str, rows: Sequence[Measure]) -> list[Step]:
    """Return the balanced figures behind the stages that a chain's account was measured at."""
    stages = [
        stage
        for stage, _, product in (row.subject.partition(": ") for row in rows)
        if product == BALANCED
    ]
    if not stages:
        return []
    chain = load_world(chain_of(mineral)).chain
    return [step for stage in stages for step in stage_rows(chain, stage)]


def _targets(key: str, name: str, goal: str | None, year: int) -> tuple[list[Step], list[Step]]:
    """Return the shares under the key and what they rest on."""
    if goal is not None and goal not in GOALS:
        raise unknown_name(f"why {key}", goal, GOALS, "goal")
    materials = {one.id: one for one in library().materials}
    elements = {element for one in materials.values() for element in one.elements}
    rows: list[Target] = []
    rest: list[Step] = []
    if name in elements:
        for chain in (load_world(one).chain for one in chains_holding((name,))):
            inside = union_regions(chain)
            rows += balance_targets(chain, inside, (name,))
            rest += account_rows(chain, inside)
    else:
        if name not in materials:
            raise unknown_name(f"why {key}", name, [*materials, *elements], "material or element")
        rows += observed_targets(name, year)
        rest += _target_inputs(name, year)
    rows = [row for row in rows if row.year == year and goal in (None, row.goal)]
    if not rows:
        raise _nothing(key, "monazite targets")
    numbers = [
        Step(
            "number",
            both(f"{row.goal}, {row.year}, aim {row.aim:g} {row.country}".strip()),
            row.share,
        )
        for row in rows
    ]
    return numbers, rest


def _nothing(key: str, command: str) -> DefinitionError:
    return DefinitionError(
        [Fault(f"why {key}", "nothing under this key", f"a key that `{command}` prints")]
    )


_TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "stage_concentration": ("mine_production", "refined_production"),
    "geopolrisk": ("mine_production", "refined_production", "trade", "trade_codes", "governance"),
    "eu_supply_risk": (
        *("mine_production", "refined_production", "trade", "trade_codes", "governance"),
        "recycling_rates",
    ),
    "us_import_reliance": ("us_accounts",),
    TARGETS: ("mine_production", "refined_production", "trade", "recycling_rates"),
}


def _target_inputs(name: str, year: int) -> list[Step]:
    """Return the rows behind a strategic material, under each name that the tables give it."""
    one = material(name)
    named = [part.mineral for part in (one.mined, one.processed) if isinstance(part, Measured)]
    if isinstance(one.recycling, str):
        named.append(one.recycling)
    return _inputs(TARGETS, dict.fromkeys([name, *named]), one.codes, year)


def _inputs(name: str, minerals: Iterable[str], codes: Collection[str], year: int) -> list[Step]:
    """Return the rows of tables that a measure rests on, the largest first.

    A table that has no such row is named as well: it is why something is unknown.
    """
    wanted = tuple(minerals)
    steps: list[Step] = []
    for table_id in _TABLES_OF[name]:
        found = catalog.table(table_id)
        if table_id == "governance":
            steps.append(Step("table", found.label, sources=found.source_ids()))
            continue
        columns = {column.name for column in found.columns}
        rows = [
            row
            for row in _rows_of(table_id, year)
            if ("mineral" not in columns or row["mineral"] in wanted)
            and (table_id != "trade" or row["code"] in codes)
        ]
        rows.sort(key=_size, reverse=True)
        steps += [table_step_with_value(found, row) for row in rows[:MOST]]
        if len(rows) > MOST:
            steps.append(more_rows(found.label, rows[MOST:]))
        if not rows:
            steps.append(_without_rows(found, wanted, year))
    return steps


@cache
def _rows_of(table_id: str, year: int) -> tuple[Row, ...]:
    """Which rows has a table for a year? All of a table without years."""
    found = catalog.table(table_id)
    dated = any(column.name == "year" for column in found.columns)
    return tuple(row for row in found if not dated or row["year"] == year)


def _without_rows(found: Table, minerals: Sequence[str], year: int) -> Step:
    label, which = found.label, f"{', '.join(minerals)}, {year}"
    said = Label(f"{label.en}: no row for {which}", f"{label.zh}：没有 {which} 的行")
    return Step("table", said, sources=found.source_ids())


def _size(row: Row) -> float:
    for name in ("quantity", "tonnes", "value", "rate", "content"):
        value = row.values.get(name)
        if isinstance(value, float | int):
            return float(value)
    return 0.0
