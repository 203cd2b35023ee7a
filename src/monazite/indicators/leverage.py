"""How much can an exporter hurt others per unit of its own loss, and how soon does it wear off?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError
from monazite.indicators.run_view import RunView
from monazite.indicators.surplus import regional_gains
from monazite.indicators.value import Value


@dataclass(frozen=True)
class Leverage:
    """What had an exporter's rule done to others and to itself by a month?

    months      : since the first month of the curve, 0 for that month
    loss_abroad : of all other regions in that month, own_loss : of the exporter; constant USD,
                  negative where they gained
    leverage    : loss abroad per unit of own loss, both summed from the start to this month
    half_life   : months from the largest monthly loss abroad until it has fallen to half for good
    """

    month: str
    exporter: str
    months: int
    loss_abroad: Value
    own_loss: Value
    leverage: Value
    half_life: Value


def leverage_ratio(loss_abroad: float, own_loss: float) -> Value:
    """How much is lost abroad per unit of own loss?

    both : USD over the same months; returns : loss_abroad / own_loss

    NotApplicable where the exporter loses nothing (pressure is free for it, there is no ratio) or
    others lose nothing. Raises DataError for numbers that are not finite. Source: Monazite model,
    section 5; in the spirit of C. Clayton, M. Maggiori, J. Schreger, A framework for geoeconomics,
    2025.

    >>> leverage_ratio(300.0, 100.0)
    3.0
    """
    if not np.isfinite([loss_abroad, own_loss]).all():
        raise DataError.one(
            where="leverage", found=f"{loss_abroad}, {own_loss}", expected="finite losses"
        )
    if loss_abroad <= 0:
        return NotApplicable("nothing is lost abroad")
    if own_loss <= 0:
        return NotApplicable("the exporter loses nothing by it")
    return loss_abroad / own_loss


def half_life(losses: Sequence[float]) -> Value:
    """After how many months has the largest loss fallen to half, for good?

    losses  : month by month from the start, in order, finite
    returns : months from the largest loss to the first month from which on all are at most half

    NotApplicable where nothing is lost; Unknown where the last month still shows more than half: a
    longer run would be needed.

    >>> half_life([10.0, 8.0, 4.0, 6.0, 5.0, 2.0])
    4.0
    """
    if not len(losses) or max(losses) <= 0:
        return NotApplicable("nothing is lost abroad")
    largest = int(np.argmax(losses))
    half = losses[largest] / 2
    above = [at for at in range(largest, len(losses)) if losses[at] > half]
    if above[-1] == len(losses) - 1:
        return Unknown("the loss has not fallen to half within the run")
    return float(above[-1] + 1 - largest)


def leverage_curve(
    view: RunView, against: RunView, exporter: str, start: str | None = None
) -> tuple[Leverage, ...]:
    """How much does an exporter's rule cost others per unit of its own loss, month by month?

    view    : the run with the rule; against : the same without it
    exporter: region id; start : first month of the curve, the run's first if not given

    Losses are falls of consumers' and producers' surplus; rents of licences and taxes are not
    counted, so that an exporter who keeps the rent loses less than is shown. From a month that did
    not clear in either run, everything after is Unknown. Raises UnknownNameError for an unknown
    region or month, DataError for runs that cannot be compared.
    """
    view.require_regions([exporter])
    months = list(view.months)
    if start is not None and start not in months:
        from monazite.errors import unknown_name

        raise unknown_name("leverage", start, months, "month")
    first = 0 if start is None else months.index(start)
    consumers, producers = regional_gains(view, against)
    gains = consumers + producers
    own = np.array([region == exporter for region in view.regions])
    abroad, self_loss = -gains[first:, ~own].sum(axis=1), -gains[first:, own].sum(axis=1)
    known = np.isfinite(abroad) & np.isfinite(self_loss)
    until = len(known) if known.all() else int(np.argmin(known))
    gap = Unknown("a month before or at this one did not clear in one of the runs")
    life = half_life(abroad.tolist()) if known.all() else gap
    rows = []
    for number, month in enumerate(months[first:]):
        if number >= until:
            rows.append(Leverage(month, exporter, number, gap, gap, gap, life))
            continue
        ratio = leverage_ratio(
            float(abroad[: number + 1].sum()), float(self_loss[: number + 1].sum())
        )
        rows.append(
            Leverage(
                month,
                exporter,
                number,
                float(abroad[number]),
                float(self_loss[number]),
                ratio,
                life,
            )
        )
    return tuple(rows)
