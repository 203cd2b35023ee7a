"""Reading the shipped table of economies and the file of dated groups."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Literal

from pydantic import Field

from monazite.absence import Unknown
from monazite.definition import Definition, read_definition, read_table
from monazite.errors import DefinitionError, Fault, quoted, suggestion
from monazite.labels import Label
from monazite.months import Month
from monazite.regions import Between, Economy, Group, Membership, register

ALIAS_SEPARATOR = "; "
"""What stands between two other names in a cell of economies.csv."""


class EconomyRow(Definition):
    """Which columns has economies.csv?"""

    iso3: str = Field(pattern=r"^[A-Z]{3}$")
    iso2: str = Field(pattern=r"^[A-Z]{2}$")
    numeric: str = Field(pattern=r"^[0-9]{3}$")
    en: str
    zh: str
    aliases: str = ""


class MembershipEntry(Definition):
    """Which keys has one membership in groups.yaml? See `regions.Membership`."""

    iso3: str
    from_month: Month | Between | Unknown = Field(alias="from")
    until: Month | Between | Unknown | None = None
    source: str
    grade: Literal["A", "B", "C", "D"]


class GroupEntry(Definition):
    """Which keys has one group in groups.yaml? See `regions.Group`."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")
    label: Label
    definition: str = Field(min_length=1)
    memberships: tuple[MembershipEntry, ...] = ()
    union_of: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class GroupFile(Definition):
    """Which keys has groups.yaml?

    as_known : month as of which the memberships are known
    sources  : short name -> publisher, title and address; memberships cite the short names
    """

    as_known: Month
    sources: dict[str, str]
    groups: tuple[GroupEntry, ...]


def read_economies(path: str | os.PathLike[str]) -> tuple[Economy, ...]:
    """Which economies does a table hold, in the order of their iso3?

    Raises DefinitionError with all faults: columns, codes of the wrong form, shared codes or names.
    """
    rows = read_table(path, EconomyRow)
    listed = tuple(
        Economy(
            iso2=row.iso2,
            iso3=row.iso3,
            numeric=row.numeric,
            en=row.en,
            zh=row.zh,
            aliases=tuple(row.aliases.split(ALIAS_SEPARATOR)) if row.aliases else (),
        )
        for row in sorted(rows, key=lambda row: row.iso3)
    )
    register(listed)
    return listed


def read_groups(
    path: str | os.PathLike[str], known_economies: Collection[str]
) -> tuple[Month, tuple[Group, ...]]:
    """Which groups does a file define, and as of which month are they known?

    known_economies : iso3 codes that memberships may name
    Raises DefinitionError with all faults: form, unknown economies, sources or groups.
    """
    file = read_definition(path, GroupFile)
    faults: list[Fault] = []
    built: dict[str, Group] = {}
    for entry in file.groups:
        where = f"{os.fspath(path)}, group {entry.id}"
        if entry.id in built:
            faults.append(Fault(where, "a second group of this id", "every id once"))
        if bool(entry.memberships) == bool(entry.union_of):
            faults.append(
                Fault(where, "memberships and union_of both or neither", "one of the two")
            )
        for member in entry.memberships:
            faults += _member_faults(member, where, file.sources, known_economies)
        for part in entry.union_of:
            if part not in built:
                faults.append(
                    Fault(
                        where,
                        f"union of {quoted(part)}",
                        "a group defined further up in the file",
                        advice=suggestion(part, built),
                    )
                )
        for other in entry.excludes:
            if other not in built:
                faults.append(
                    Fault(
                        where,
                        f"excludes {quoted(other)}",
                        "a group defined further up in the file",
                        advice=suggestion(other, built),
                    )
                )
                continue
            faults += _exclusion_faults(entry, built[other], where)
        own = tuple(
            Membership(
                member.iso3,
                member.from_month,
                member.until,
                file.sources.get(member.source, member.source),
                member.grade,
            )
            for member in entry.memberships
        )
        inherited = tuple(
            period for part in entry.union_of if part in built for period in built[part].memberships
        )
        built[entry.id] = Group(
            entry.id, entry.label, entry.definition, own + inherited, entry.union_of
        )
    if faults:
        raise DefinitionError(faults)
    return file.as_known, tuple(built.values())


def _exclusion_faults(entry: GroupEntry, other: Group, where: str) -> list[Fault]:
    """Which economies surely belong to both of two groups that exclude each other?"""
    faults = []
    for member in entry.memberships:
        for period in other.memberships:
            if member.iso3 != period.iso3:
                continue
            begins = (member.from_month, period.from_month)
            if not all(isinstance(one, Month) for one in begins):
                continue
            ends = [one for one in (member.until, period.until) if one is not None]
            first = max(one for one in begins if isinstance(one, Month))
            if any(not isinstance(one, Month) or one < first for one in ends):
                continue
            faults.append(
                Fault(
                    f"{where}, member {member.iso3}",
                    f"a membership while it belongs to {other.id}, from {first} on",
                    f"one of {entry.id} and {other.id} at a time",
                    f"{entry.id} excludes {other.id}: nobody can belong to both",
                    "end one membership before the other begins, or drop `excludes`",
                )
            )
    return faults


def _member_faults(
    member: MembershipEntry,
    where: str,
    sources: Collection[str],
    known_economies: Collection[str],
) -> list[Fault]:
    faults = []
    place = f"{where}, member {member.iso3}"
    if member.iso3 not in known_economies:
        faults.append(
            Fault(
                place,
                f"economy {quoted(member.iso3)}",
                "an iso3 code of the table of economies",
                advice=suggestion(member.iso3, known_economies),
            )
        )
    if member.source not in sources:
        faults.append(
            Fault(
                place,
                f"source {quoted(member.source)}",
                "a short name listed under `sources`",
                because="a date without a source cannot be checked",
                advice=suggestion(member.source, sources),
            )
        )
    begins, ends = member.from_month, member.until
    if isinstance(begins, Month) and isinstance(ends, Month) and ends < begins:
        faults.append(Fault(place, f"from {begins} until {ends}", "an end not before the start"))
    return faults
