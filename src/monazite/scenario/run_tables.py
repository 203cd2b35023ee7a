"""Which flat tables does a run give to a spreadsheet, a database or a statistics package?

Long tables, one row per month and thing, with the words of the coordinates beside each number;
the unit and the basis of a column stand in the metadata of its Parquet field. Nothing is left out
and nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monazite.market.axes import AXES
from monazite.market.run import Run, attributes_of
from monazite.market.variables import VARIABLE

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class TableForm:
    """Which variables of which axis make one table?

    ``axis`` is the second axis of the monthly variables, or "month" for one row per month.
    """

    id: str
    axis: str
    variables: tuple[str, ...]
    en: str
    zh: str


TABLE_FORMS: tuple[TableForm, ...] = (
    TableForm("prices", "node", ("price",), "prices by node", "节点价格"),
    TableForm("levels", "activity", ("level",), "levels of activities", "活动水平"),
    TableForm(
        "uses",
        "use",
        ("wanted", "consumption", "unserved"),
        "wanted, used and unserved quantities",
        "需求、消费与缺口",
    ),
    TableForm("stocks", "holder", ("stock", "cover_target"), "private stocks", "私人库存"),
    TableForm(
        "facilities", "facility", ("capacity", "utilisation"), "mines and plants", "矿山与工厂"
    ),
    TableForm(
        "gates",
        "gate",
        (
            "gate_in_force",
            "gate_open",
            "gate_flow",
            "gate_applications",
            "gate_pending",
            "gate_approved",
        ),
        "export gates",
        "出口许可关口",
    ),
    TableForm(
        "certificates",
        "month",
        (
            "cleared",
            "residual",
            "rule_residual",
            "mass_error",
            "steps",
            "inner_iterations",
            "worst_node",
        ),
        "certificate of every month",
        "各月出清证书",
    ),
)
"""The monthly tables. Beside them stand ``nodes`` and ``activities``, one row per name."""


def tables_of(run: Run) -> Iterator[tuple[str, pyarrow.Table]]:
    """Yield name and Arrow table for everything the run has; a table without axis is left out."""
    for form in TABLE_FORMS:
        if form.axis in run.coordinates and any(name in run.variables for name in form.variables):
            yield form.id, monthly_table(run, form)
    for name, axis in (("nodes", "node"), ("activities", "activity")):
        if axis in run.coordinates:
            yield name, _names_table(run, axis)


def monthly_table(run: Run, form: TableForm) -> pyarrow.Table:
    """Return one long table: month, the words of the axis, and its variables with their units."""
    import pyarrow

    months = len(run["month"])
    monthly = form.axis == "month"
    things = 1 if monthly else len(run[form.axis])
    columns = [_words(run["month"], np.repeat(np.arange(months), things))]
    fields = [_field("month", columns[0].type, {})]
    for axis in () if monthly else _axes_along(run, form.axis):
        columns.append(_words(run[axis], np.tile(np.arange(things), months)))
        fields.append(_field(axis, columns[-1].type, {}))
    for name in form.variables:
        if name in run.variables:
            columns.append(_values(run[name].reshape(-1)))
            fields.append(_field(name, columns[-1].type, attributes_of(VARIABLE[name])))
    return pyarrow.Table.from_arrays(columns, schema=pyarrow.schema(fields))


def _names_table(run: Run, axis: str) -> pyarrow.Table:
    """Return one row per node or activity with all its words, and the reference price of nodes."""
    import pyarrow

    names = _axes_along(run, axis)
    columns = [pyarrow.array(run[name].tolist()) for name in names]
    fields = [_field(name, column.type, {}) for name, column in zip(names, columns, strict=True)]
    if axis == "node" and "reference_price" in run.variables:
        columns.append(pyarrow.array(run["reference_price"]))
        fields.append(
            _field("reference_price", columns[-1].type, attributes_of(VARIABLE["reference_price"]))
        )
    return pyarrow.Table.from_arrays(columns, schema=pyarrow.schema(fields))


def _axes_along(run: Run, dimension: str) -> tuple[str, ...]:
    return tuple(
        axis.id for axis in AXES if axis.dimension == dimension and axis.id in run.coordinates
    )


def _words(words: np.ndarray, positions: np.ndarray) -> pyarrow.DictionaryArray:
    """Return the words at the positions, each different word stored once."""
    import pyarrow

    different, codes = np.unique(words, return_inverse=True)
    return pyarrow.DictionaryArray.from_arrays(
        pyarrow.array(codes[positions].astype(np.int32)), pyarrow.array(different.tolist())
    )


def _values(values: np.ndarray) -> pyarrow.Array:
    """Return the values; no number of a month that did not clear becomes an empty cell."""
    import pyarrow

    if values.dtype.kind == "U":
        return pyarrow.array(values.tolist())
    return pyarrow.array(values, mask=np.isnan(values) if values.dtype.kind == "f" else None)


def _field(name: str, kind: pyarrow.DataType, attributes: dict[str, str]) -> pyarrow.Field:
    import pyarrow

    return pyarrow.field(name, kind, metadata=attributes or None)
