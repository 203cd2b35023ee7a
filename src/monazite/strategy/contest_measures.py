"""What is measured of a run for the contest matrix, whatever its chain?

One function for each indicator: of a view of a run and the goods that the contest turns on. A
number that the run cannot give says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from monazite.absence import Unknown, is_known
from monazite.indicators.concentration import concentration
from monazite.indicators.cover import cover
from monazite.indicators.loop_closure import ALL_USES, loop_closure
from monazite.indicators.run_view import RunView
from monazite.indicators.status_premium import status_premium
from monazite.indicators.trade import production
from monazite.labels import Label
from monazite.strategy.contested_goods import ContestedGoods

Value = float | Unknown
Measure = Callable[[RunView, ContestedGoods, Collection[str]], Value]
"""Of a run's view, the goods, and the regions of the allied bloc."""


def _years(view: RunView, first: str, last: str) -> np.ndarray:
    return np.array([first <= str(month) <= last for month in view.months])


def _outside(view: RunView, good: str) -> np.ndarray:
    """At which market nodes outside China is a good used? bool, [nodes]."""
    kind, region = view.text("node_kind"), view.text("node_region")
    at = (view.node_good == good) & (kind == "market") & (region != "CHN")
    used = np.isin(np.arange(len(at)), np.unique(view.use_node))
    taken = view.column_flow(("process",), inputs=True).sum(axis=0) > 0
    return at & (used | taken)


def premium(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """The scarce good outside over inside China, mean of the months 2025-04 to 2026-12."""
    at, months = _outside(view, goods.scarce), _years(view, "2025-04", "2026-12")
    price = view.numbers("price", "month", "node")
    home = (view.text("node_region") == "CHN") & (view.node_good == goods.scarce)
    home &= view.text("node_kind") == "market"
    if not view.cleared[months].all() or not months.any():
        return Unknown("a month from 2025-04 to 2026-12 did not clear")
    if not at.any() or not home.any():
        return Unknown("the good is not used both outside and inside China")
    reference = view.numbers("reference_price", "node")
    abroad = float((price[months][:, at] / reference[at]).mean())
    inside = float((price[months][:, home] / reference[home]).mean())
    return abroad / inside


def unserved(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """Share of final use outside China not served, 2025 to 2027, by value at base-year prices."""
    region, good = view.text("use_region"), view.text("use_good")
    at = (region != "CHN") & np.isin(good, goods.products)
    months = _years(view, "2025-01", "2027-12")
    if not view.cleared[months].all():
        return Unknown("a month of 2025 to 2027 did not clear")
    reference = view.numbers("reference_price", "node")
    worth = np.array([_worth(view, reference, str(name)) for name in good[at]])
    wanted = float((view.numbers("wanted", "month", "use")[months][:, at] * worth).sum())
    if wanted <= 0:
        return Unknown("nothing is wanted outside China")
    missed = view.numbers("unserved", "month", "use")[months][:, at] * worth
    return float(missed.sum() / wanted)


def _worth(view: RunView, reference: np.ndarray, good: str) -> float:
    """Mean reference price of a good over its market nodes, USD/t."""
    at = (view.node_good == good) & (view.text("node_kind") == "market")
    return float(reference[at].mean())


def processed_outside(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """Share of the world's processing of the element outside China, 2035."""
    rows = [
        row
        for row in production(view, goods.processing, "year", goods.element)
        if row.period == "2035"
    ]
    if not rows:
        return Unknown("no such year")
    china = next((row.share for row in rows if row.region == "CHN"), 0.0)
    return 1.0 - china if is_known(china) else Unknown("a month of 2035 did not clear")


def last_concentration(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """HHI of the last stage, 2035, 0 to 1."""
    rows = [
        row
        for row in concentration(view, goods.last, "year", goods.last_element)
        if row.period == "2035"
    ]
    value = rows[0].index if rows else Unknown("no such year")
    return value if isinstance(value, float) else Unknown("a month of 2035 did not clear")


def support(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """What payers of floors and guarantees pay from 2025 to 2035, billion USD."""
    paid = view.numbers("support", "month", "facility")
    if not view.cleared.all():
        return Unknown("a month did not clear")
    return float(paid.sum() / 1e9)


def free_premium(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """Premium of the marked good outside every foreign rule, mean over regions, 2027 to 2029."""
    at = view.node_good == goods.marked
    if len(set(view.text("node_status")[at])) < 2:
        return Unknown("the chain does not tell material under a foreign rule from other material")
    rows = [
        row.premium
        for row in status_premium(view, goods.marked, "year")
        if row.period in ("2027", "2028", "2029")
    ]
    known = [float(value) for value in rows if isinstance(value, float)]
    return float(np.mean(known)) if known else Unknown("no region traded both in those years")


def closure(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """Use of the element in the bloc with its whole path inside, 2035, share."""
    for row in loop_closure(view, bloc, goods.element, "year"):
        if row.period == "2035" and row.use_kind == ALL_USES:
            return row.share if isinstance(row.share, float) else Unknown("not known")
    return Unknown("no such year")


def held(view: RunView, goods: ContestedGoods, bloc: Collection[str]) -> Value:
    """Lowest cover of the scarce good in the bloc, 2025-04 to 2026-12, months."""
    if not bloc:
        return Unknown("the chain has no region of the allied bloc of its own")
    months = [
        row.months for row in cover(view, goods.scarce, bloc) if "2025-04" <= row.month <= "2026-12"
    ]
    known = [float(value) for value in months if isinstance(value, float)]
    return min(known) if known else Unknown("not known")


MEASURES: dict[str, Measure] = {
    "premium": premium,
    "unserved": unserved,
    "processed_outside": processed_outside,
    "last_concentration": last_concentration,
    "loop_closure": closure,
    "support": support,
    "free_premium": free_premium,
    "cover": held,
}
"""Id of each indicator of the matrix -> what computes it."""


def told(goods: ContestedGoods) -> dict[str, tuple[str, Label]]:
    """Which unit and label has each indicator for these goods?"""
    en = {name: label.en for name, label in goods.called.items()}
    zh = {name: label.zh for name, label in goods.called.items()}
    return {
        "premium": (
            "ratio",
            Label(
                f"{en['scarce']}, outside over inside China against 2024, 2025-04 to 2026-12",
                f"{zh['scarce']}境外与境内价格之比（均相对2024年），2025年4月至2026年12月",
            ),
        ),
        "unserved": (
            "share",
            Label(
                f"demand for {en['products']} outside China not served, by value, 2025-27",
                f"中国境外未满足的{zh['products']}需求（按价值），2025至2027年",
            ),
        ),
        "processed_outside": (
            "share",
            Label(
                f"{en['element']} {en['processed']} outside China, 2035",
                f"2035年在中国境外{zh['processed']}的{zh['element']}份额",
            ),
        ),
        "last_concentration": (
            "HHI, 0 to 1",
            Label(f"concentration, {en['last']}, 2035", f"2035年集中度：{zh['last']}"),
        ),
        "loop_closure": (
            "share",
            Label(
                f"{en['element']} use of the allied bloc with its whole path inside, 2035",
                f"2035年盟友集团{zh['element']}用量中全程在集团内的份额",
            ),
        ),
        "support": (
            "bn USD",
            Label("paid by floors and guarantees to 2035", "至2035年价格下限与保障的支付额"),
        ),
        "free_premium": (
            "share",
            Label(
                f"premium of {en['marked']} outside every rule, 2027-29",
                f"不受任何规则约束的{zh['marked']}溢价，2027至2029年",
            ),
        ),
        "cover": (
            "months",
            Label(
                f"lowest cover of {en['scarce']} in the allied bloc, 2025-04 to 2026-12",
                f"盟友集团{zh['scarce']}最低库存月数，2025年4月至2026年12月",
            ),
        ),
    }
