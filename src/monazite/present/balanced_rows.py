"""Which figures of a balanced base year does a number start from, and what was done to them?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from monazite.chains.chain import Chain
from monazite.data import catalog
from monazite.data.table import Row
from monazite.labels import Label
from monazite.present.trail import (
    MOST,
    Step,
    adjustment_steps,
    table_ids,
    table_step_with_value,
)


def stage_rows(chain: Chain, stage: str) -> list[Step]:
    """Which balanced figures of the base year does a stage start from, largest first?"""
    folder, steps = chain.tables, []
    if stage == "mine" and f"{folder}/mines" in table_ids():
        steps += list(balanced_rows(f"{folder}/mines", {}))
    recipes = {recipe.id for recipe in chain.recipes.values() if recipe.stage == stage}
    if recipes and f"{folder}/processes" in table_ids():
        steps += list(balanced_rows(f"{folder}/processes", {}, recipes))
    return steps


def account_rows(chain: Chain, regions: Collection[str] | None = None) -> list[Step]:
    """Which balanced figures of some regions (all if None) are the largest, mine to use?"""
    found = [f"{chain.tables}/{stem}" for stem in ("mines", "processes", "uses")]
    return [
        step
        for table_id in found
        if table_id in table_ids()
        for step in balanced_rows(table_id, {}, regions=regions)
    ]


def balanced_rows(
    table_id: str,
    wanted: Mapping[str, str],
    recipes: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> Iterator[Step]:
    """Which rows of a table hold what is wanted, each with its adjustment, largest first?

    wanted : column -> cell; recipes, regions : those whose rows count, all if None. Rows beyond
    the largest are counted.
    """
    found = catalog.table(table_id)
    rows = [
        row
        for row in found
        if all(row[name] == word for name, word in wanted.items())
        and (recipes is None or row["recipe"] in recipes)
        and (regions is None or row["region"] in regions)
    ]
    rows.sort(key=_amount, reverse=True)
    for row in rows[:MOST]:
        yield table_step_with_value(found, row)
        yield from adjustment_steps(table_id, found.key, row)
    if len(rows) > MOST:
        yield more_rows(found.label, rows[MOST:])


def more_rows(label: Label, rows: Collection[Row]) -> Step:
    """How many rows are not shown one by one, and on which sources do they rest?"""
    count = len(rows)
    return Step(
        "table",
        Label(f"{label.en}: {count} more rows", f"{label.zh}：另有 {count} 行"),
        sources=tuple(dict.fromkeys(name for row in rows for name in row.sources)),
    )


def _amount(row: Row) -> float:
    for name in ("tonnes", "level", "capacity", "price_fob_usd_t"):
        value = row.values.get(name)
        if isinstance(value, float | int):
            return float(value)
    return 0.0
