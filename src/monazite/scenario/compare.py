"""How does one run differ from another: at which nodes, uses and gates, when, and by how much?

Differences at nodes come first, because everything else follows from prices; within each kind the
largest comes first. Runs are compared over the months and names they share, and what only one of
them has is listed. Two runs of the same question must be identical bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from monazite.absence import NOT_APPLICABLE_CELL, NotApplicable, is_known
from monazite.errors import DataError
from monazite.market.run import Run
from monazite.market.variables import VARIABLE

Subject = Literal["node", "use", "gate", "holder", "facility"]


@dataclass(frozen=True)
class Difference:
    """By how much does one variable differ at one node, use, gate, holder or facility?

    month         : the month in which it differs most
    first, second : the values of the two runs in that month, in ``unit``
    ratio         : second / first in that month; not applicable where first is 0
    mean          : mean over the shared months of second - first, in ``unit``
    total         : their sum, where the variable is a quantity per month (its tonnes add up); not
                    applicable to prices, stocks and shares
    months        : in how many of the shared months the two differ at all
    """

    subject: Subject
    name: str
    variable: str
    unit: str
    month: str
    first: float
    second: float
    ratio: float | NotApplicable
    mean: float
    total: float | NotApplicable
    months: int

    def to_row(self) -> dict[str, Any]:
        """Return a flat row of texts and numbers; what is not applicable is the text n/a."""
        return {
            name: value if is_known(value) else NOT_APPLICABLE_CELL
            for name, value in vars(self).items()
        }


@dataclass(frozen=True)
class Comparison:
    """Everything in which two runs differ.

    identical    : all arrays the same, bit for bit
    months       : the months that both have and that cleared in both
    differences  : nodes, uses, gates, stock holders, facilities; the largest of each kind first
    only_first, only_second : axis -> names that only one of the runs has
    """

    identical: bool
    months: tuple[str, ...]
    differences: tuple[Difference, ...]
    only_first: dict[str, tuple[str, ...]]
    only_second: dict[str, tuple[str, ...]]

    def of(self, subject: Subject) -> tuple[Difference, ...]:
        """Return the differences at nodes only, or uses only, and so on; largest first."""
        return tuple(found for found in self.differences if found.subject == subject)

    def to_rows(self, largest: int | None = None) -> list[dict[str, Any]]:
        """Return one flat row per difference; ``largest`` limits the rows of each kind."""
        return [
            found.to_row() for subject, _, _ in _COMPARED for found in self.of(subject)[:largest]
        ]


_NO_SUM = NotApplicable("only quantities per month add up over months")

_COMPARED: tuple[tuple[Subject, str, bool], ...] = (
    ("node", "price", True),
    ("use", "unserved", False),
    ("gate", "gate_flow", False),
    ("holder", "stock", False),
    ("facility", "utilisation", False),
)
"""Axis, variable, and whether differences are ordered by ratio (or else by the total)."""


def compare(first: Run, second: Run) -> Comparison:
    """In what does the second run differ from the first?

    Prices are ordered by their largest ratio in a month, up or down; unserved demand, gate flows,
    stocks and utilisation by the size of the total difference. A variable that only one of the
    runs has is not compared, nor is a month that did not clear in either. Raises DataError if the
    runs share no month that cleared.
    """
    elsewhere = _cleared_months(second)
    months = tuple(month for month in _cleared_months(first) if month in elsewhere)
    if not months:
        raise DataError.one(
            where="compare",
            found=f"{first.months[0]} to {first.months[-1]} and "
            f"{second.months[0]} to {second.months[-1]}, cleared months only",
            expected="two runs with a cleared month in common",
        )
    only_first, only_second = _only_in_one(first, second)
    return Comparison(
        identical=first.identical(second),
        months=months,
        differences=tuple(
            found
            for subject, variable, by_ratio in _COMPARED
            if variable in first.variables and variable in second.variables
            for found in _differences(first, second, months, subject, variable, by_ratio)
        ),
        only_first=only_first,
        only_second=only_second,
    )


def _cleared_months(run: Run) -> dict[str, None]:
    """Return the months with results, in order; all if the run carries no certificate."""
    cleared = run["cleared"].tolist() if "cleared" in run else [True] * len(run.months)
    return dict.fromkeys(
        month for month, is_result in zip(run.months, cleared, strict=True) if is_result
    )


def _differences(
    first: Run, second: Run, months: tuple[str, ...], axis: Subject, variable: str, by_ratio: bool
) -> Iterator[Difference]:
    """Yield the differences of one variable, the largest first."""
    adds_up = VARIABLE[variable].unit.endswith("/month")
    names, (before, after) = _aligned(first, second, months, axis, variable)
    change = after - before
    apart = before != after
    distance = _distance(before, after) if by_ratio else np.abs(change)
    size = distance.max(axis=0) if by_ratio else np.abs(change.sum(axis=0))
    for position in np.lexsort((np.arange(len(names)), -distance.max(axis=0), -size)):
        if not apart[:, position].any():
            continue
        month = int(distance[:, position].argmax())
        here, there = float(before[month, position]), float(after[month, position])
        yield Difference(
            subject=axis,
            name=names[position],
            variable=variable,
            unit=VARIABLE[variable].unit,
            month=months[month],
            first=here,
            second=there,
            ratio=there / here if here else NotApplicable("the first run has 0 here"),
            mean=float(change[:, position].mean()),
            total=float(change[:, position].sum()) if adds_up else _NO_SUM,
            months=int(apart[:, position].sum()),
        )


def _distance(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return |log ratio| of positive values; of others, the change relative to the larger size."""
    positive = (before > 0) & (after > 0)
    ratio = np.divide(after, before, out=np.ones_like(before), where=positive)
    larger = np.maximum(np.abs(before), np.abs(after))
    moved = np.divide(
        np.abs(after - before), larger, out=np.zeros_like(before), where=~positive & (larger > 0)
    )
    return np.where(positive, np.abs(np.log(ratio)), moved)


def _aligned(
    first: Run, second: Run, months: tuple[str, ...], axis: str, variable: str
) -> tuple[list[str], tuple[np.ndarray, np.ndarray]]:
    """Return the shared names, and the variable of each run at (shared month, shared name)."""
    elsewhere = set(second[axis].tolist())
    names = [name for name in first[axis].tolist() if name in elsewhere]
    values = []
    for run in (first, second):
        month_at = {month: position for position, month in enumerate(run.months)}
        name_at = {name: position for position, name in enumerate(run[axis].tolist())}
        rows = [month_at[month] for month in months]
        columns = [name_at[name] for name in names]
        values.append(run[variable][np.ix_(rows, columns)])
    return names, (values[0], values[1])


def _only_in_one(
    first: Run, second: Run
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return, axis by axis, the names that only the first and only the second run has."""
    found: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = ({}, {})
    for axis in ("month", "node", "activity", "use", "gate", "holder", "facility"):
        names = [tuple(run[axis].tolist()) if axis in run else () for run in (first, second)]
        for position in (0, 1):
            others = set(names[1 - position])
            alone = tuple(name for name in names[position] if name not in others)
            if alone:
                found[position][axis] = alone
    return found
