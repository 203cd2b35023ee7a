"""The modelled part of Today: what each branch means six months on, and who is most exposed."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

import monazite
from monazite.months import Month
from monazite.present.act_names import short_name
from monazite.present.axes import Axis, log_axis, quantity_axis
from monazite.present.exposure import (
    BRANCHES,
    LEVELS,
    MEASURES,
    Exposure,
    ExposureTable,
    branch_claim,
    branch_claim_holds,
    exposure_table,
)
from monazite.present.figure import Table
from monazite.present.number_text import significant
from monazite.web.pages.minerals import country_name, element_name
from monazite.web.routes import Routes
from monazite.web.tables import table_answer
from monazite.web.visit import Visit, visit_of

router = Routes()

MONTHS_ON = 6
HEADLINE = "Dy"
SIDES = ("outside", "inside")


def outlook_month(visit: Visit, table: ExposureTable) -> str:
    """Which month is looked at: of those in the table, the nearest to six months after the day?"""
    return table.month_near(Month(visit.day.year, visit.day.month) + MONTHS_ON)


def outlook(visit: Visit, shown: int) -> dict[str, Any]:
    """What does the page show: the branches of the headline's element, and the ranking?

    shown : rows of the ranking whose acts and names are looked up first; the rest fold away
    """
    table = exposure_table()
    month = outlook_month(visit, table)
    branches = table.branches_of(HEADLINE, month)
    prices = {
        name: one.measures["price_outside"].middle
        for name, one in branches.items()
        if "price_outside" in one.measures
    }
    title = visit.say("today.branches")
    if len(prices) > 1:
        key, fields = branch_claim(prices)
        if not branch_claim_holds(key, fields, prices):
            raise ValueError(f"{key} does not agree with {prices}")
        title = visit.say(key, **fields)
    ranked = table.ranked(month)
    return {
        "month": month,
        "branches_title": title,
        "branches": [(name, branches.get(name)) for name in BRANCHES],
        "branch_axes": {
            "price_outside": _axis(branches.values(), ("price_outside",), log=True),
            "unserved_outside": _axis(branches.values(), ("unserved_outside",), log=False),
        },
        "ranked": [_ranked_row(visit, row) for row in ranked],
        "rank_axes": {
            "ratio": _axis(ranked, ("ratio_outside", "ratio_inside"), log=True),
            "unserved": _axis(ranked, ("unserved_outside", "unserved_inside"), log=False),
        },
        "ranked_first": shown,
        "moved": sum(bool(row.acts) for row in ranked),
        "chains": len(table.made),
        "draws": table.draws,
        "made_on": table.made_on,
        "number": significant,
    }


def _ranked_row(visit: Visit, row: Exposure) -> dict[str, Any]:
    from monazite.web.pages.today import rows_on

    named = {one.act: one for one in reversed(rows_on(visit.language, visit.day))}
    acts = [(act, short_name(named[act], visit.language)[0]) for act in row.acts if act in named]
    return {
        "row": row,
        "name": exposed_name(visit, row),
        "place": country_name(visit, row.place),
        "acts": acts,
    }


def exposed_name(visit: Visit, row: Exposure) -> str:
    """What is an element called? The mineral where it is the only one of its chain."""
    table = exposure_table()
    alone = row.chain in table.alone
    name = table.made[row.chain]["label"][visit.language] if alone else ""
    name = name or element_name(visit, row.element)
    return name[:1].upper() + name[1:]


def _axis(rows: Any, names: tuple[str, ...], *, log: bool) -> Axis:
    """Which axis shows every interval of some measures?"""
    found = [row.measures[name] for row in rows for name in names if name in row.measures]
    highest = max((one.high for one in found), default=1.0)
    if not log:
        return quantity_axis(highest)
    return log_axis(min((one.low for one in found), default=1.0), highest)


@router.get("/outlook.{ending}")
def outlook_file(request: Request, ending: str) -> Response:
    """Hand over the whole table of exposures as CSV or Excel."""
    if ending not in ("csv", "xlsx"):
        raise HTTPException(404, ending)
    visit = visit_of(request)
    table = exposure_table()
    headers = (
        *("chain", "element", "good", "place", "branch", "month", "measure", "unit"),
        *(f"p{100 * level:02.0f}" for level in LEVELS),
    )
    rows = tuple(
        (
            *(row.chain, row.element, row.good, row.place, row.branch, row.month),
            *(name, MEASURES[name]),
            *(one.low, one.lower, one.middle, one.upper, one.high),
        )
        for row in table.rows
        for name, one in row.measures.items()
    )
    stamp = (f"Monazite {monazite.__version__}", f"{table.draws} draws, made {table.made_on}")
    return table_answer(Table(headers, rows), f"monazite-outlook-{visit.day}", ending, stamp)
