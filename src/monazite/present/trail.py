"""Why is a published number what it is? Back from the number to its tables and their sources.

A trail is a list of steps, each one layer further back: the number, the formula or the model, the
policies at work, the figures of the base year and what reconciliation did to them, the tables, the
sources. Nothing is restated here: formulas come from the registry of indicators, units from the
descriptions of tables and variables, evidence from effects, terms from the library of sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from monazite.absence import NotApplicable, Unknown
from monazite.data import catalog
from monazite.data.table import Column, Row, Table
from monazite.errors import DataError, unknown_name
from monazite.labels import Label

Level = Literal["number", "formula", "model", "policy", "reconciliation", "table", "source"]
LEVELS: tuple[Level, ...] = (
    *("number", "formula", "model", "policy", "reconciliation", "table", "source"),
)
MOST = 6
"""How many rows of one kind are shown, the largest first; the rest is counted."""


@dataclass(frozen=True)
class Step:
    """One layer of an explanation.

    level   : which layer                  said : what it says, in English and Chinese
    value   : number or text at that layer, or why there is none; None where it has none of its own
    unit    : of the value                 grade, sources : what the layer rests on
    """

    level: Level
    said: Label
    value: float | str | Unknown | NotApplicable | None = None
    unit: str = ""
    grade: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trail:
    """Why is it so? The key asked about and the steps from the number back to its sources."""

    key: str
    steps: tuple[Step, ...]


def told(en: str, zh: str) -> Label:
    """Words made of parts of which the last may be empty, without what then hangs at the end."""
    return Label(en.strip(" ;:"), zh.strip(" ;:；："))


def both(text: str) -> Label:
    """The same words in both languages: codes, names and figures."""
    return told(text, text)


def with_sources(key: str, steps: Sequence[Step]) -> Trail:
    """The trail that ends with the terms of every source its steps name, each once."""
    named = dict.fromkeys(name for step in steps for name in step.sources)
    return Trail(key, (*steps, *(source_step(name) for name in named)))


def source_step(name: str) -> Step:
    """What is a source: credit, edition, licence and day on which it was looked at?"""
    record = catalog.source(name)
    terms = catalog.licence(record.licence)
    return Step(
        "source",
        Label(
            f"{record.credit} ({record.edition}); {terms.name_en}; looked at {record.retrieved}",
            f"{record.credit}（{record.edition}）；{terms.name_zh}；查阅于 {record.retrieved}",
        ),
        name,
    )


def table_ids() -> tuple[str, ...]:
    """Which tables may a key begin with?"""
    return tuple(entry.id for entry in catalog.tables())


def why_cell(key: str) -> Trail:
    """Why does a cell of a shipped table hold what it holds?

    key : TABLE, TABLE:ROW or TABLE:ROW:COLUMN; ROW are the row's key cells, separated by commas

    Figures of a balanced base year are followed into their adjustment: what was observed, what was
    kept, on whose word. Raises UnknownNameError (near misses) for an unknown table, row or column.
    """
    name, _, rest = key.partition(":")
    row_text, _, column = rest.partition(":")
    found = catalog.table(name)
    if not row_text:
        citation = catalog.cite(name)
        step = Step("table", found.label, f"{len(found)} rows", sources=found.source_ids())
        return Trail(key, (step, *(source_step(one.id) for one in citation.sources)))
    row = _row(found, row_text)
    chosen = [found.column(column)] if column else _own_columns(found)
    steps = [_cell_step(row, one) for one in chosen]
    steps += adjustment_steps(name, found.key, row)
    steps.append(table_step(found, row))
    return with_sources(key, steps)


def _own_columns(found: Table) -> list[Column]:
    return [one for one in found.columns if one.name not in found.key]


def _cells(found: Table, row: Row) -> list[str]:
    return [row.vintage if name == "vintage" else str(row[name]) for name in found.key]


def _row(found: Table, text: str) -> Row:
    wanted = [part.strip() for part in text.split(",")]
    known: dict[str, Row] = {}
    for row in found:
        cells = _cells(found, row)
        if cells == wanted:
            return row
        known[",".join(cells)] = row
    raise unknown_name(f"why {found.id}", text, known, f"row ({','.join(found.key)})")


def _cell_step(row: Row, column: Column) -> Step:
    value = row[column.name]
    shown = float(value) if isinstance(value, int | float) else value
    return Step("number", Label(column.en, column.zh), shown, _unit(column), row.grade, row.sources)


def _unit(column: Column) -> str:
    return "" if column.unit == "n/a" else column.unit


def table_step(found: Table, row: Row) -> Step:
    """In which row of which table does a figure stand, and what is noted there?"""
    place = f"{found.id}: {', '.join(_cells(found, row))}; {row.vintage}"
    note = f"; {row.note}" if row.note else ""
    label = Label(
        f"{found.label.en} ({place}){note}",
        f"{found.label.zh}（{place}）{note}",
    )
    return Step("table", label, grade=row.grade, sources=row.sources)


_FIGURES = {
    "mines": "mine",
    "processes": "process",
    "shipments": "ship",
    "uses": "use",
    "old_scrap": "old_scrap",
}
"""Table of a balanced base year -> first word of its figures among the adjustments."""


def adjustment_steps(table_id: str, key: Iterable[str], row: Row) -> list[Step]:
    """What did reconciliation do to a figure of a balanced base year? Nothing for other tables."""
    folder, _, stem = table_id.rpartition("/")
    if not folder or stem not in _FIGURES or f"{folder}/adjustments" not in table_ids():
        return []
    parts = {str(row[name]) for name in key}
    for change in catalog.table(f"{folder}/adjustments"):
        words = str(change["figure"]).split("/")
        if words[0] == _FIGURES[stem] and set(words[1:]) == parts:
            return [_adjusted(change)]
    said = Label(
        "not observed: what the balance of its region and good leaves",
        "未观测：由所在地区与商品的平衡得出",
    )
    return [Step("reconciliation", said)]


def _adjusted(change: Row) -> Step:
    before, after = change["before"], change["after"]
    moved, spread = change["relative_change"], change["standard_deviations"]
    if not all(isinstance(value, float | int) for value in (before, after, moved, spread)):
        raise DataError.one(
            where=f"adjustments, {change['figure']}", found="an absent value", expected="numbers"
        )
    figures = f"{before:,.6g} > {after:,.6g} ({moved:+.1%}, {spread:+.2f} σ)"
    note = f"; {change.note}" if change.note else ""
    said = Label(
        f"{change['figure']}: observed > balanced, {figures}{note}",
        f"{change['figure']}：观测值 > 平衡值，{figures}{note}",
    )
    return Step(
        "reconciliation", said, float(str(after)), grade=change.grade, sources=change.sources
    )


def table_step_with_value(found: Table, row: Row) -> Step:
    """The row's place, with its first number that is neither a year nor part of the key."""
    step = table_step(found, row)
    for column in _own_columns(found):
        value = row[column.name]
        if column.kind == "number" and isinstance(value, float | int):
            unit = str(row.values.get("basis", row.values.get("unit", _unit(column))))
            return Step("table", step.said, float(value), unit, step.grade, step.sources)
    return step
