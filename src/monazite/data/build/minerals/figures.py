"""Which figures do the levels, hosts and prices of a definition name?"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from monazite.data.build.minerals.definition import Level, MineralDefinition, Price, Said
from monazite.data.build.minerals.regions import Regions
from monazite.data.build.shared import Shared
from monazite.data.source import sources
from monazite.errors import DataError

YEAR = "2024"
WORLD = "WLD"

PER_TONNE: Mapping[str, float] = {
    "cents per pound": 22.0462,
    "dollars per pound": 2204.62,
    "dollars per kilogram": 1000.0,
    "dollars per metric ton": 1.0,
    "dollars per ton": 1.0,
    "dollars per troy ounce": 32150.7,
    "dollars per dry metric ton unit": 100.0,
}
"""USD per tonne of the good quoted, by the unit as printed (a unit is a hundredth of a tonne)."""


@dataclass(frozen=True)
class Evidence:
    """On what does a figure rest? As the columns of every shipped table."""

    grade: str
    source: str
    licence: str
    vintage: str
    note: str

    @property
    def cells(self) -> dict[str, str]:
        """Return the cells of a row."""
        return {
            "grade": self.grade,
            "source": self.source,
            "licence": self.licence,
            "vintage": self.vintage,
            "note": self.note,
        }


@dataclass(frozen=True)
class Figure:
    """A value with its evidence, t a year of a recipe's first output or USD/t."""

    value: float
    evidence: Evidence


USGS = ("usgs_mcs_2026", "MCS 2026")
IEA = ("iea_critical_minerals_2025", "May 2025")
BACI = ("cepii_baci", "HS92, 2024")


def evidence_of(said: Said) -> Evidence:
    """Which evidence has a number that a definition writes? The licence follows from the source."""
    return evidence(said.grade, said.source, said.vintage, said.because)


def evidence(grade: str, names: tuple[str, ...], vintage: str, note: str) -> Evidence:
    """Return evidence with the licences of its sources; DataError for an unknown source."""
    known = _licences()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise DataError.one(
            where="definition of a mineral",
            found=f"source {unknown[0]}",
            expected="a source of the library",
            because="no figure ships without terms",
        )
    licences = dict.fromkeys(known[name] for name in names)
    return Evidence(grade, ";".join(names), ";".join(licences), vintage, note)


@functools.cache
def _licences() -> Mapping[str, str]:
    return {record.id: record.licence for record in sources() if record.may_ship}


def worse(*grades: str) -> str:
    """Return the worst of some grades."""
    return max(grades)


def level_of(level: Level, regions: Regions, shared: Shared, where: str) -> dict[str, Figure]:
    """Which level does each region have by one statement? Region -> figure, t a year.

    Economies of one region are added; the worst grade counts. Empty for ``takes_all``, which only
    the account can know. Raises DataError where the named rows do not exist.
    """
    if level.takes_all is not None:
        return {}
    if level.values is not None or level.shares is not None:
        assert level.said is not None
        told = evidence_of(level.said)
        total = 1.0 if level.shares is None else float(level.total or 0.0)
        given = level.values if level.values is not None else level.shares
        assert given is not None
        unknown = [code for code in given if not _is_place(code, regions)]
        if unknown:
            raise DataError.one(
                where=where, found=f'"{unknown[0]}"', expected="a region or an economy's code"
            )
        rows = [(code, value * total, told) for code, value in given.items()]
    elif level.mine is not None:
        rows = _mine_rows(level, shared, where)
    elif level.mine_iea is not None:
        rows = _iea_mine_rows(level, shared, where)
    else:
        rows = _refined_rows(level, shared, where)
    found: dict[str, Figure] = {}
    for code, value, told in rows:
        if code == WORLD or value <= 0 or (level.only and code not in level.only):
            continue
        if code in level.without:
            continue
        region, amount = regions.of(code), value * level.times
        if region in found:
            before = found[region]
            told = Evidence(
                worse(told.grade, before.evidence.grade),
                told.source,
                told.licence,
                told.vintage,
                before.evidence.note,
            )
            amount += before.value
        found[region] = Figure(amount, told)
    return found


def _is_place(code: str, regions: Regions) -> bool:
    return code in regions.ids or re.fullmatch(r"[A-Z]{3}", code) is not None


def _mine_rows(level: Level, shared: Shared, where: str) -> list[tuple[str, float, Evidence]]:
    rows = []
    for row in shared.rows("data/supply/mine_production_usgs.csv"):
        if (
            row["mineral"] != level.mine
            or row["edition"] != "MCS2026"
            or row["year"] != YEAR
            or not row["quantity"]
            or (level.statistic is not None and row["content_basis"] != level.statistic)
        ):
            continue
        grade = "C" if "E" in row["qualifier"] or "e" in row["qualifier"] else "B"
        said = f"{row['content_basis']}, {row['unit']}" + _factor(level.times)
        rows.append(
            (row["country_iso3"], float(row["quantity"]), evidence(grade, USGS[:1], USGS[1], said))
        )
    _require(rows, where, f"mine output of {level.mine} ({level.statistic})")
    return rows


def _iea_mine_rows(level: Level, shared: Shared, where: str) -> list[tuple[str, float, Evidence]]:
    said = "mine supply, t of content" + _factor(level.times)
    told = evidence("B", IEA[:1], IEA[1], said)
    rows = [
        (row["country_iso3"], float(row["quantity"]), told)
        for row in shared.rows("data/supply/mine_supply_iea.csv")
        if row["mineral"] == level.mine_iea and row["year"] == YEAR and row["quantity"]
    ]
    _require(rows, where, f"mine supply of {level.mine_iea} by the IEA")
    return rows


def _refined_rows(level: Level, shared: Shared, where: str) -> list[tuple[str, float, Evidence]]:
    publisher = {"USGS": "USGS MCS 2026", "IEA": "IEA Critical Minerals Data Explorer"}
    wanted = publisher[level.publisher or "USGS"]
    source, vintage = IEA if level.publisher == "IEA" else USGS
    rows = []
    for row in shared.rows("data/supply/refined_production.csv"):
        if (
            row["mineral"] != level.refined
            or row["product"] != level.product
            or row["year"] != YEAR
            or row["kind"] != "production"
            or not row["source"].startswith(wanted)
            or not row["quantity"]
        ):
            continue
        grade = "C" if row["estimate"] == "e" and level.publisher == "IEA" else "B"
        said = f"{row['product']}, {row['unit']}" + _factor(level.times)
        rows.append(
            (row["country_iso3"], float(row["quantity"]), evidence(grade, (source,), vintage, said))
        )
    _require(rows, where, f"output of {level.product} by {wanted}")
    return rows


def _factor(times: float) -> str:
    return "" if times == 1.0 else f", times {times:g}"


def _require(rows: list[tuple[str, float, Evidence]], where: str, what: str) -> None:
    if not rows:
        raise DataError.one(
            where=where,
            found=f"no rows for {what}, {YEAR}",
            expected="at least one country",
            because="a name that nothing carries would pass as no output",
        )


def prices_of(mineral: MineralDefinition, shared: Shared) -> dict[str, Figure]:
    """What did each good cost in the base year, USD/t free on board?

    Raises DataError for a statistic that is not printed, or prices that refer to one another in a
    circle.
    """
    found: dict[str, Figure] = {}
    waiting = {name: good.price for name, good in mineral.goods.items()}
    while waiting:
        ready = [n for n, price in waiting.items() if price.like is None or price.like in found]
        if not ready:
            raise DataError.one(
                where=f"{mineral.id}, prices",
                found=f"goods priced like one another: {', '.join(waiting)}",
                expected="a chain of prices that begins with a number",
            )
        for name in ready:
            price = waiting.pop(name)
            found[name] = _price(price, found, shared, f"{mineral.id}, good {name}, price")
    return found


def _price(price: Price, found: Mapping[str, Figure], shared: Shared, where: str) -> Figure:
    if price.usgs is not None:
        value, note = _printed_price(price, shared, where)
        grade = "A" if price.times == 1.0 else "B"
        told = evidence(grade, USGS[:1], USGS[1], note + _factor(price.times))
        if price.said is not None:
            told = evidence(
                worse(grade, price.said.grade),
                (*USGS[:1], *(s for s in price.said.source if s not in USGS)),
                USGS[1],
                f"{told.note}; {price.said.because}",
            )
        return Figure(value * price.times, told)
    assert price.said is not None
    if price.like is not None:
        base = found[price.like]
        words = f"{price.times:g} of the price of {price.like}: {price.said.because}"
        return Figure(
            base.value * price.times,
            evidence(price.said.grade, price.said.source, price.said.vintage, words),
        )
    return Figure(float(price.usd_per_tonne or 0) * price.times, evidence_of(price.said))


def _printed_price(price: Price, shared: Shared, where: str) -> tuple[float, str]:
    for row in shared.rows("data/supply/us_salient.csv"):
        if (
            row["mineral"] == price.usgs
            and row["statistic"] == "price"
            and row["year"] == YEAR
            and row["edition"] == "MCS2026"
            and row["detail"].startswith(price.detail or "")
            and row["value"]
        ):
            unit = next((u for u in PER_TONNE if row["unit"].startswith(u)), None)
            if unit is None:
                raise DataError.one(
                    where=where, found=f"unit {row['unit']}", expected=", ".join(PER_TONNE)
                )
            return float(row["value"]) * PER_TONNE[unit], row["detail"]
    raise DataError.one(
        where=where,
        found=f"no price of {price.usgs} beginning with {price.detail!r} in {YEAR}",
        expected="a price statistic of us_salient.csv",
    )
