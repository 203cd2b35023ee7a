"""Economies and dated groups of economies.

An economy is a row of the shipped table (ISO 3166-1 codes, English and Chinese name, other names).
A group is a list of memberships with dates: who belonged to the EU or to the Minerals Security
Partnership in a given month. Where a date is not known, the answer is
:class:`~monazite.absence.Unknown`, never a guess.

These are countries of the world, not the regions of a chain: a chain joins economies into its own
regions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from monazite.absence import Unknown
from monazite.errors import DefinitionError, Fault, UnknownNameError, quoted, unknown_name
from monazite.kept_readings import read_once
from monazite.labels import Label
from monazite.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIBRARY = Path(__file__).parent / "library"

Grade = Literal["A", "B", "C", "D"]
"""How well a date is known: A official text, B reported, C general knowledge, D assumed."""


@dataclass(frozen=True, slots=True)
class Economy:
    """Which economy is this, by code and by name?

    iso2, iso3 : ISO 3166-1 codes in capitals; the iso2 of Namibia is the text NA
    numeric    : UN M49 / ISO numeric code, three digits as text
    en, zh     : names shown
    aliases    : other names in both languages, long forms and abbreviations
    """

    iso2: str
    iso3: str
    numeric: str
    en: str
    zh: str
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        """What is the economy called in English and Chinese?"""
        return Label(self.en, self.zh)


@dataclass(frozen=True, slots=True)
class Between:
    """In which months may something have happened whose month is not known?

    earliest : not before this month
    latest   : surely by the end of this month; None if it may not have happened at all
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    earliest: Month
    latest: Month | None = None

    def __post_init__(self) -> None:
        if self.latest is not None and self.latest < self.earliest:
            raise DefinitionError.one(
                where="",
                found=f"{self.earliest} to {self.latest}",
                expected="an earliest month not after the latest",
            )


@dataclass(frozen=True, slots=True)
class Membership:
    """From when until when did one economy belong to a group?

    iso3       : the economy
    from_month : first month in which it belonged on at least one day
    until      : last month in which it belonged on at least one day; None while it lasts
    source     : where list and dates come from
    grade      : how well they are known, A to D

    Dates may be bounded (:class:`Between`) or Unknown.
    """

    iso3: str
    from_month: Month | Between | Unknown
    until: Month | Between | Unknown | None
    source: str
    grade: Grade

    def covers(self, month: Month) -> bool | Unknown:
        """Did it last in `month`? Unknown if the dates do not say."""
        begun = _happened_by(self.from_month, month)
        over = False if self.until is None else _happened_by(self.until, month - 1)
        if begun is False or over is True:
            return False
        if begun is True and over is False:
            return True
        return Unknown(f"{self.iso3}: {_undecided(self.from_month, self.until)} ({self.source})")


@dataclass(frozen=True, slots=True)
class Group:
    """Who belonged to what, and when?

    id          : short name, as in `members("MSP", ...)`
    label       : English and Chinese name
    definition  : what membership means here, in a sentence; our own groups say so
    memberships : all known periods; an economy may have several
    union_of    : ids of the groups this one is put together from, empty for others
    """

    id: str
    label: Label
    definition: str
    memberships: tuple[Membership, ...]
    union_of: tuple[str, ...] = ()

    @property
    def ever(self) -> frozenset[str]:
        """Which economies (iso3) belonged in any month, or may have?"""
        return frozenset(period.iso3 for period in self.memberships)


@lru_cache(maxsize=1)
def economies() -> tuple[Economy, ...]:
    """Which economies are there? About 250, in the order of their iso3."""
    return read_once("economies", _read_economies)


def _read_economies() -> tuple[Economy, ...]:
    from monazite.region_files import read_economies

    return read_economies(_LIBRARY / "economies.csv")


def economy(code_or_name: str) -> Economy:
    """Which economy does a code or name mean?

    Codes (iso2, iso3, three-digit numeric) must be exact; names in English or Chinese are compared
    without regard to case, accents and punctuation. Raises UnknownNameError with the nearest names.
    """
    if isinstance(code_or_name, str):
        codes, names = _register()
        found = codes.get(code_or_name) or names.get(bare_name(code_or_name))
        if found is not None:
            return found
    raise _unknown_economy(code_or_name)


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Which groups are there?"""
    return _group_file()[1]


def group(group_id: str) -> Group:
    """Which group has this id? Raises UnknownNameError with the nearest ids."""
    for known in groups():
        if known.id == group_id:
            return known
    raise unknown_name("group", str(group_id), [known.id for known in groups()], "group")


def groups_as_known() -> Month:
    """As of which month are the memberships known?"""
    return _group_file()[0]


def members(group_id: str, on: Month | None = None) -> frozenset[str]:
    """Which economies (iso3) surely belonged to a group in a month?

    on : the month; None takes the month as of which memberships are known

    Those whose dates do not decide it are not among them: ask `undecided` for these.
    Raises UnknownNameError for an unknown group.
    """
    return frozenset(iso3 for iso3, answer in _answers(group_id, on).items() if answer is True)


def undecided(group_id: str, on: Month | None = None) -> Mapping[str, Unknown]:
    """For which economies is it not known whether they belonged in a month? iso3 -> reason."""
    return MappingProxyType(
        {
            iso3: answer
            for iso3, answer in _answers(group_id, on).items()
            if isinstance(answer, Unknown)
        }
    )


def membership(group_id: str, code_or_name: str, on: Month | None = None) -> bool | Unknown:
    """Did an economy belong to a group in a month?

    True, False, or Unknown with the reason. Unknown has no truth value: compare with `is True`.
    Raises UnknownNameError for an unknown group or economy.
    """
    return _answers(group_id, on).get(economy(code_or_name).iso3, False)


def bare_name(name: str) -> str:
    """What remains of a name without case, accents, punctuation, `and` and `the`?"""
    if name.isascii():
        words = re.findall(r"[a-z0-9]+", name.casefold().replace("&", " and "))
        return "".join(word for word in words if word not in ("and", "the"))
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    words = [word for word in letters.split() if word not in ("and", "the")]
    return "".join(words)


def _answers(group_id: str, on: Month | None) -> dict[str, bool | Unknown]:
    month = groups_as_known() if on is None else on
    answers: dict[str, bool | Unknown] = {}
    for period in group(group_id).memberships:
        before, answer = answers.get(period.iso3, False), period.covers(month)
        if before is not True and (answer is True or before is False):
            answers[period.iso3] = answer
    return answers


def _happened_by(when: Month | Between | Unknown, month: Month) -> bool | None:
    """Had it happened by the end of `month`? None: not known."""
    if isinstance(when, Unknown):
        return None
    if isinstance(when, Month):
        return when <= month
    if month < when.earliest:
        return False
    return True if when.latest is not None and when.latest <= month else None


def _undecided(*dates: Month | Between | Unknown | None) -> str:
    reasons = []
    for when in dates:
        if isinstance(when, Unknown):
            reasons.append(when.reason)
        elif isinstance(when, Between):
            end = f"and {when.latest}" if when.latest else "and an unknown end"
            reasons.append(f"the month lies between {when.earliest} {end}")
    return "; ".join(reasons)


@lru_cache(maxsize=1)
def _group_file() -> tuple[Month, tuple[Group, ...]]:
    return read_once("groups", _read_group_file)


def _read_group_file() -> tuple[Month, tuple[Group, ...]]:
    from monazite.region_files import read_groups

    return read_groups(_LIBRARY / "groups.yaml", {each.iso3 for each in economies()})


@lru_cache(maxsize=1)
def _register() -> tuple[dict[str, Economy], dict[str, Economy]]:
    return register(economies())


def register(listed: Iterable[Economy]) -> tuple[dict[str, Economy], dict[str, Economy]]:
    """Which code and which bare name means which economy?

    Returns code -> economy and bare name -> economy. Raises DefinitionError if two economies share
    a code or a name.
    """
    codes: dict[str, Economy] = {}
    names: dict[str, Economy] = {}
    faults: list[Fault] = []
    for each in listed:
        for code in (each.iso2, each.iso3, each.numeric):
            if codes.setdefault(code, each) is not each:
                faults.append(_shared(each, codes[code], "code", code))
        for name in (each.en, each.zh, *each.aliases):
            if names.setdefault(bare_name(name), each) is not each:
                faults.append(_shared(each, names[bare_name(name)], "name", name))
    for name, each in names.items():
        other = codes.get(name.upper())
        if other is not None and other is not each:
            faults.append(_shared(each, other, "name that is a code", name))
    if faults:
        raise DefinitionError(faults)
    return codes, names


def _shared(one: Economy, other: Economy, kind: str, text: str) -> Fault:
    return Fault(
        f"economy {one.iso3}",
        f"{kind} {quoted(text)}, which {other.iso3} has too",
        "every code and name for one economy only",
        because="a trade record could be booked under the wrong country",
    )


def _unknown_economy(word: object) -> UnknownNameError:
    names = [name for each in economies() for name in (each.en, each.zh, *each.aliases)]
    codes = [code for each in economies() for code in (each.iso3, each.iso2)]
    error = unknown_name("economy", str(word), [*names, *codes], "economy")
    fault = error.faults[0]
    return UnknownNameError.one(
        where=fault.where,
        found=fault.found,
        expected="an ISO code (DEU, DE, 276) or a name in English or Chinese",
        because=fault.because,
        advice=fault.advice,
    )
