"""For how many months would the stock last at the present rate of use?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable, Unknown, first_absent
from monazite.errors import DataError
from monazite.indicators.run_view import RunView
from monazite.indicators.value import Value, require_quantity, share_of, unless

TRAILING_MONTHS = 12
"""Over how many past months is the rate of use averaged, unless told otherwise?"""


@dataclass(frozen=True)
class Cover:
    """For how many months of use did a set of regions hold a good at a month's end?

    stock  : t of the good's basis at the month's end; use : t a month
    months : stock / use, not negative; NotApplicable where nothing is used
    """

    month: str
    good: str
    regions: frozenset[str]
    stock: float | Unknown
    use: float | Unknown
    months: Value


def months_of_cover(stock: float | Unknown, use_per_month: float | Unknown) -> Value:
    """How many months of use does a stock hold?

    stock         : quantity, not negative; use_per_month : the same unit and basis a month
    returns       : stock / use_per_month, in months, not negative

    Use of zero is NotApplicable (nothing to be covered), not infinite; Unknown if either is
    unknown. Raises DataError for a negative or not finite quantity. The unit does not matter.
    Source: the usual stocks-to-use ratio; stock holders' stated targets are in these months too.

    >>> months_of_cover(30.0, 12.0)
    2.5
    """
    absent = first_absent(stock, use_per_month)
    if absent is not None:
        return absent
    assert not isinstance(stock, (Unknown, NotApplicable))
    assert not isinstance(use_per_month, (Unknown, NotApplicable))
    return share_of(
        require_quantity(stock, "stock"), use_per_month, "nothing is used, so nothing is covered"
    )


def cover(
    view: RunView,
    good: str,
    regions: Collection[str],
    trailing: int = TRAILING_MONTHS,
) -> tuple[Cover, ...]:
    """For how many months of use did a set of regions hold a good, month by month?

    regions  : region ids; their nodes of all statuses, the hub of an export gate included
    trailing : use is the mean of the month and the `trailing` - 1 months before it (of fewer in
               the first months), so that cover does not rise merely because use was cut off today

    Use is what processes and final uses took from real supply. Months in whose window a month did
    not clear are Unknown. Raises UnknownNameError for an unknown good or region, DataError if
    `trailing` is below 1.
    """
    if trailing < 1:
        raise DataError.one(
            where="cover(), trailing", found=f"{trailing}", expected="at least one month"
        )
    view.require_good(good)
    inside = view.require_regions(regions)
    at = (view.node_good == good) & np.isin(view.node_region, sorted(inside))
    stock = view.node_stock[:, at].sum(axis=1)
    taken = view.column_flow(("process",), inputs=True) * (1.0 - view.backstop_share)
    use = taken[:, at].sum(axis=1) + view.consumption[:, at[view.use_node]].sum(axis=1)
    rows = []
    for position, month in enumerate(view.months):
        window = range(max(0, position - trailing + 1), position + 1)
        gap = view.gap(window)
        held: float | Unknown = unless(gap, float(stock[position]))
        rate: float | Unknown = unless(gap, float(use[list(window)].mean()))
        rows.append(Cover(month, good, inside, held, rate, months_of_cover(held, rate)))
    return tuple(rows)
