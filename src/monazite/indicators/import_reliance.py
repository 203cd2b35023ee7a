"""How much of what a region uses comes from abroad, net of what it sends out?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable, Unknown, first_absent
from monazite.errors import DataError
from monazite.indicators.run_view import By, RunView
from monazite.indicators.trade import account
from monazite.indicators.value import Value, require_quantity, unless


@dataclass(frozen=True)
class ImportReliance:
    """How much of its use did a set of regions draw from outside in a period?

    reliance     : net imports and stock withdrawal / apparent use, 0 to 1
    net_exporter : True where more left than came, so that `reliance` is 0 by definition
    """

    period: str
    good: str
    regions: frozenset[str]
    reliance: Value
    net_exporter: bool | Unknown | NotApplicable


def net_import_reliance(
    imports: float | Unknown,
    exports: float | Unknown,
    stock_withdrawal: float | Unknown,
    apparent_use: float | Unknown,
) -> tuple[Value, bool | Unknown | NotApplicable]:
    """Which share of a region's use comes from abroad, net of its own exports?

    imports, exports, apparent_use : quantity a year, one unit and basis, not negative
    stock_withdrawal               : fall of stocks in the year, negative where they rose
    returns : (imports - exports + stock_withdrawal) / apparent_use, 0 to 1; and whether the
              region is a net exporter

    A net exporter scores 0 and is flagged, never negative. A share above 1 cannot come from
    accounts that balance and raises DataError, as do negative quantities. Use of zero is
    NotApplicable, not 0; Unknown if any of the four is unknown. Domestic recycling from old
    scrap counts as domestic supply, scrap traded as trade. The unit does not matter.
    Source: US Geological Survey, Mineral Commodity Summaries, appendix, definition of net import
    reliance (imports - exports + adjustments for stock changes, per cent of apparent
    consumption). Percent is not stored here: 0.8 is 80 %.

    >>> net_import_reliance(90.0, 10.0, 0.0, 100.0)
    (0.8, False)
    """
    absent = first_absent(imports, exports, stock_withdrawal, apparent_use)
    if absent is not None:
        return absent, absent
    assert not isinstance(imports, Unknown)
    assert not isinstance(exports, Unknown)
    assert not isinstance(stock_withdrawal, Unknown)
    assert not isinstance(apparent_use, Unknown)
    for name, quantity in (
        ("imports", imports),
        ("exports", exports),
        ("apparent use", apparent_use),
    ):
        require_quantity(quantity, f"import reliance, {name}")
    net = imports - exports + stock_withdrawal
    if not np.isfinite(net):
        raise DataError.one(
            where="import reliance, stock withdrawal",
            found=f"{stock_withdrawal}",
            expected="a finite number",
        )
    if apparent_use == 0:
        nothing = NotApplicable("the region uses none of it")
        return nothing, nothing
    if net > apparent_use * (1 + 1e-6):
        raise DataError.one(
            where="import reliance",
            found=f"net imports and withdrawal of {net:.6g} for a use of {apparent_use:.6g}",
            expected="not more than the use",
            because="accounts that balance leave no room for it",
            advice="check that trade, stocks and use have one basis and one period",
        )
    if net < 0:
        return 0.0, True
    return min(net / apparent_use, 1.0), False


def import_reliance(
    view: RunView, good: str, regions: Collection[str], by: By = "year"
) -> tuple[ImportReliance, ...]:
    """How much of a good's use did a set of regions draw from outside, period by period?

    regions : region ids taken together; trade inside the set does not count

    Apparent use is what processes and final uses took from real supply and what was discarded in
    the regions, as in accounts that see only production and trade. The accounts of a run balance,
    so the result is also 1 - (production + old scrap) / apparent use, but not below 0. Unknown for
    a period that did not clear. Raises UnknownNameError for an unknown good or region.
    """
    rows = []
    for period, books in account(view, good, regions, by):
        gap = view.gap(period.positions)
        reliance, exporter = net_import_reliance(
            unless(gap, books.imports), books.exports, books.stock_withdrawal, books.apparent_use
        )
        rows.append(ImportReliance(period.name, good, books.regions, reliance, exporter))
    return tuple(rows)
