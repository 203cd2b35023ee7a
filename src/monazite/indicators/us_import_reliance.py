"""How far does the United States rely on imports, by the accounts of its Geological Survey?

The same definition as in :mod:`monazite.indicators.import_reliance`, over printed accounts. The
identity apparent consumption = domestic supply + net imports + fall of stocks turns net imports
into what domestic supply leaves open, so only two kinds of lines are needed.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monazite.absence import NotApplicable, Unknown
from monazite.data.catalog import table
from monazite.data.table import Row
from monazite.definition import Definition, read_definition
from monazite.errors import unknown_name
from monazite.indicators.value import Value, require_quantity

LEAST_DIGITS = 3
"""The Survey prints accounts with three significant digits, estimates with two."""


class Account(Definition):
    """Which lines of the accounts make up the reliance of a mineral?"""

    mineral: str
    consumption: str
    supply: tuple[str, ...]
    reliance: str


class Accounts(Definition):
    """What does ``library/us_accounts.yaml`` hold?"""

    accounts: tuple[Account, ...]


@dataclass(frozen=True)
class UsImportReliance:
    """Which share of its consumption did the United States import, net?

    reliance : computed, 0 to 1; lowest, highest : between which it lies for all numbers that round
               to the printed accounts; printed : as the Survey prints it, `E` a net exporter
    agrees   : does the printed percentage lie within the bounds, itself rounded to one per cent?
    """

    mineral: str
    year: int
    reliance: Value
    lowest: Value
    highest: Value
    printed: str
    agrees: bool | Unknown


@functools.cache
def accounts() -> Mapping[str, Account]:
    """Mineral -> the lines from which its reliance follows."""
    path = Path(__file__).parent / "library" / "us_accounts.yaml"
    return {one.mineral: one for one in read_definition(path, Accounts).accounts}


def open_share(supply: float, consumption: float) -> Value:
    """Which share of consumption is left open by domestic supply?

    supply, consumption : quantity a year of one unit and basis, not negative
    returns : 1 - supply / consumption, not below 0 (a net exporter); NotApplicable without use

    >>> open_share(3_918.0, 28_600.0)
    0.863006993006993
    """
    require_quantity(supply, "domestic supply")
    if require_quantity(consumption, "consumption") == 0:
        return NotApplicable("nothing is used")
    return max(0.0, 1.0 - supply / consumption)


def half_unit(printed: str) -> float:
    """By how much may the number behind a printed figure differ from it?

    Half of its last digit: `28,600` may be 28,550 to 28,650, `0.3` 0.25 to 0.35, and a dash is 0.
    """
    text = printed.replace(",", "")
    if text in ("-", "0"):
        return 0.0
    if "." in text:
        return 0.5 * 10.0 ** -len(text.split(".")[1])
    zeros = min(len(text) - len(text.rstrip("0")), len(text) - 1)
    return 0.5 * 10.0**zeros


def us_import_reliance(mineral: str, year: int | None = None) -> tuple[UsImportReliance, ...]:
    """What is the net import reliance of the United States, in one year or in all that ship?

    Unknown where a line is withheld or not printed. Raises UnknownNameError (near misses) for a
    mineral without accounts. Source: U.S. Geological Survey, Mineral Commodity Summaries 2026,
    appendix B (definition) and salient statistics of each chapter.
    """
    known = accounts()
    if mineral not in known:
        raise unknown_name("indicators", mineral, known, "mineral with accounts of its own")
    account = known[mineral]
    lines: dict[tuple[str, int], Row] = {}
    years: dict[int, None] = {}
    for row in _accounts_of(mineral):
        at = int(row["year"])  # type: ignore[arg-type]
        lines[str(row["line"]), at] = row
        years[at] = None
    chosen = sorted(years) if year is None else [year]
    return tuple(_reliance(account, lines, at) for at in chosen)


@functools.cache
def _accounts_of(mineral: str) -> tuple[Row, ...]:
    return table("us_accounts").select(mineral=mineral).rows


def _reliance(
    account: Account, lines: Mapping[tuple[str, int], Row], year: int
) -> UsImportReliance:
    told = lines.get((account.reliance, year))
    printed = "not printed" if told is None else str(told["printed"])
    parts = [lines.get((name, year)) for name in (account.consumption, *account.supply)]
    values = [None if row is None else row["value"] for row in parts]
    numbers = [value for value in values if isinstance(value, float | int)]
    if len(numbers) < len(values):
        names = (account.consumption, *account.supply)
        at = next(i for i, value in enumerate(values) if not isinstance(value, float | int))
        gap = Unknown(f"`{names[at]}` is withheld or not printed")
        return UsImportReliance(account.mineral, year, gap, gap, gap, printed, gap)
    consumption, supply = float(numbers[0]), float(sum(numbers[1:]))
    rounding = [half_unit(str(row["printed"])) for row in parts if row is not None]
    slack = sum(rounding[1:])
    reliance = open_share(supply, consumption)
    lowest = open_share(supply + slack, max(consumption - rounding[0], 0.0))
    highest = open_share(max(supply - slack, 0.0), consumption + rounding[0])
    return UsImportReliance(
        account.mineral,
        year,
        reliance,
        lowest,
        highest,
        printed,
        _agrees(printed, lowest, highest),
    )


def _agrees(printed: str, lowest: Value, highest: Value) -> bool | Unknown:
    """Could the printed percentage be the rounded value of a number between the bounds?"""
    if not isinstance(lowest, float) or not isinstance(highest, float):
        return Unknown("nothing is used")
    if printed == "E":
        return lowest == 0.0
    sign, digits = (printed[0], printed[1:]) if printed[:1] in "<>" else ("", printed)
    if not digits.isdigit():
        return Unknown("the Survey prints no number")
    percent = float(digits)
    if sign == ">":
        return 100 * highest >= percent
    if sign == "<":
        return 100 * lowest <= percent
    return 100 * lowest - 0.5 - 1e-9 <= percent <= 100 * highest + 0.5 + 1e-9
