"""Who belonged to which group of economies, and when?

Lists and most dates come from the shared table of memberships. Three kinds of rows are put right
here, each with its reason: dates the table gives too precisely (a year written as its first day),
dates a second shared file knows better (joining the Minerals Security Partnership), and dates the
table lacks. A year without a month becomes the bounds January and December.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from monazite.data.build.shared import Shared
from monazite.errors import DataError

AS_KNOWN = "2026-11"
"""The month in which the shared table of memberships was assembled."""


class Period(NamedTuple):
    """One membership as written to groups.yaml; dates in YAML text."""

    iso3: str
    begins: str
    ends: str
    source: str
    grade: str


class Described(NamedTuple):
    """What a group is called and what belonging to it means."""

    id: str
    en: str
    zh: str
    definition: str
    union_of: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


SOURCES = {
    "lists": "list: country tables country_converter 1.3.2 and firmapanel-trade-country-data "
    "0.3.0; dates: general knowledge, not checked against an official page",
    "oecd_years": "country_converter 1.3.2 (year of accession)",
    "general": "general knowledge, not checked against an official page",
    "msp_start": "State Department announcement of 2022-06-14, as told by "
    "Wikipedia: Minerals Security Partnership (2024), https://wikiwand.com/en/"
    "Minerals_Security_Partnership",
    "msp_estonia": "State Department on Estonia and the Forum (2024-03), reprint at https://"
    "djayanews.com/politics/under-secretary-fernandez-welcomes-the-addition-of-estonia-to-the-"
    "minerals-security-partnership-msp-and-msp-partners-announce-the-creation-of-the-minerals-"
    "security-partnership-forum/",
    "msp_forum": "European Commission, Directorate-General for Trade, news of 2024-04-05 and "
    "2024-09-27 on the Forum of the Minerals Security Partnership",
    "forge": "KBS World (2026-02-05): the partnership relaunched as the forum, Korea in the chair, "
    "https://world.kbs.co.kr/service/news_view.htm?lang=e&Seq_Code=199325",
    "forge_assumed": "assumed: carried over from the Minerals Security Partnership at its relaunch "
    "on 2026-02-04; no list of formal members has been published",
}
"""Short name of a source -> what it is. Cited by the memberships."""

GROUPS = (
    Described(
        "EU27",
        "European Union",
        "欧洲联盟",
        "Member states of the European Union and, before 1993, of its predecessors; the United "
        "Kingdom until 2020-01 (the transition period to 2020-12 does not count).",
    ),
    Described(
        "G7",
        "Group of Seven",
        "七国集团",
        "The seven states. The European Union takes part as an invitee and is not a member.",
    ),
    Described(
        "MSP",
        "Minerals Security Partnership",
        "矿产安全伙伴关系",
        "Partner states. The European Union is a partner of its own, which does not make its "
        "member states partners. Relaunched as FORGE on 2026-02-04.",
    ),
    Described(
        "FORGE",
        "Forum on Resource Geostrategic Engagement",
        "资源地缘战略参与论坛",
        "Members of the successor of the Minerals Security Partnership. Who has formally joined "
        "is not published; attending the ministerial of 2026-02-04 is not membership.",
    ),
    Described(
        "MSP_Forum",
        "Forum of the Minerals Security Partnership",
        "矿产安全伙伴关系论坛",
        "States that joined the forum without being partners of the Minerals Security Partnership.",
    ),
    Described(
        "OECD",
        "Organisation for Economic Co-operation and Development",
        "经济合作与发展组织",
        "Member states; accession known by year only.",
    ),
    Described(
        "Quad",
        "Quadrilateral Security Dialogue",
        "四方安全对话",
        "Participants since the dialogue was taken up again in 2017.",
    ),
    Described(
        "IPEF",
        "Indo-Pacific Economic Framework for Prosperity",
        "印太经济繁荣框架",
        "Partners since the launch of 2022-05, not of each of its agreements.",
    ),
    Described(
        "BRICS",
        "BRICS",
        "金砖国家",
        "Member states. Whether Saudi Arabia, invited for 2024-01, has joined is not settled.",
    ),
    Described(
        "ASEAN", "Association of Southeast Asian Nations", "东南亚国家联盟", "Member states."
    ),
    Described(
        "USMCA",
        "United States-Mexico-Canada Agreement",
        "美国-墨西哥-加拿大协定",
        "Parties for which the agreement is in force.",
    ),
    Described(
        "CPTPP",
        "Comprehensive and Progressive Agreement for Trans-Pacific Partnership",
        "全面与进步跨太平洋伙伴关系协定",
        "Parties for which the agreement is in force.",
    ),
    Described(
        "EFTA",
        "European Free Trade Association",
        "欧洲自由贸易联盟",
        "States that are members today; former members are not listed.",
        excludes=("EU27",),
    ),
    Described(
        "allied_bloc",
        "Allied bloc (our own definition)",
        "盟友集团（本模型自行定义）",
        "Our own definition, no organisation: every economy that belongs to MSP, FORGE, G7 or "
        "EU27 in the month.",
        union_of=("MSP", "FORGE", "G7", "EU27"),
    ),
)
"""The groups in the order of the file."""

_MSP_FIRST = "AUS CAN DEU FIN FRA GBR JPN KOR SWE USA"
_IN_2023 = "{earliest: 2023-01, latest: 2023-12}"
_ASEAN = {
    "1967-08": "IDN MYS PHL SGP THA",
    "1984-01": "BRN",
    "1995-07": "VNM",
    "1997-07": "LAO MMR",
    "1999-04": "KHM",
    "2025-10": "TLS",
}
_EFTA = {"1960-05": "CHE NOR", "1970-03": "ISL", "1991-09": "LIE"}
_TABLE_SOURCE = {
    "EU27": ("lists", "C"),
    "MSP_Forum": ("msp_forum", "B"),
    "OECD": ("oecd_years", "B"),
    "Quad": ("general", "C"),
    "IPEF": ("general", "C"),
    "BRICS": ("general", "C"),
    "USMCA": ("lists", "C"),
    "CPTPP": ("general", "C"),
}


def periods(shared: Shared) -> Mapping[str, tuple[Period, ...]]:
    """Which memberships has each group, sorted by economy? Group id -> periods."""
    rows = shared.rows("data/trade/memberships.csv")
    listed = {
        group: tuple(_from_table(rows, group, source, grade))
        for group, (source, grade) in _TABLE_SOURCE.items()
    }
    listed["EU27"] += (Period("GBR", "1973-01", "2020-01", "general", "C"),)
    listed["BRICS"] += (Period("SAU", "{earliest: 2024-01}", "", "general", "C"),)
    forum_end = "{earliest: 2026-01, latest: 2026-12}"
    listed["MSP_Forum"] = tuple(p._replace(ends=forum_end) for p in listed["MSP_Forum"])
    listed["MSP"] = (
        *(Period(iso3, "2022-06", "2026-02", "msp_start", "B") for iso3 in _MSP_FIRST.split()),
        *(Period(iso3, _IN_2023, "2026-02", "msp_start", "B") for iso3 in ("ITA", "NOR")),
        Period("IND", "2023-06", "2026-02", "msp_start", "B"),
        Period("EST", "2024-03", "2026-02", "msp_estonia", "B"),
    )
    listed["FORGE"] = tuple(
        Period(row["iso3"], "2026-02", "", *_forge_evidence(row["iso3"]))
        for row in rows
        if row["group"] == "FORGE"
    )
    listed["G7"] = tuple(
        Period(row["iso3"], _year(1976 if row["iso3"] == "CAN" else 1975), "", "lists", "C")
        for row in rows
        if row["group"] == "G7"
    )
    listed["ASEAN"] = tuple(_by_date(_ASEAN))
    listed["EFTA"] = tuple(_by_date(_EFTA))
    for group in ("MSP", "ASEAN", "EFTA"):
        _require_same_members(rows, group, listed[group])
    return {group: tuple(sorted(found)) for group, found in listed.items()}


def groups_text(shared: Shared) -> str:
    """Which text has groups.yaml?"""
    listed = periods(shared)
    lines = [
        "# Groups of economies with dates. Built by monazite.data.build; correct the builder, then",
        "# rebuild. `from` is the first, `until` the last month with at least one day of",
        "# membership; `earliest` and `latest` bound a month that is not known.",
        f"as_known: {AS_KNOWN}",
        "sources:",
        *(f"  {name}: {_quote(text)}" for name, text in SOURCES.items()),
        "groups:",
    ]
    for described in GROUPS:
        lines += [
            f"  - id: {described.id}",
            f"    label: {{en: {_quote(described.en)}, zh: {_quote(described.zh)}}}",
            f"    definition: {_quote(described.definition)}",
        ]
        if described.union_of:
            lines.append(f"    union_of: [{', '.join(described.union_of)}]")
            continue
        if described.excludes:
            lines.append(f"    excludes: [{', '.join(described.excludes)}]")
        lines.append("    memberships:")
        for period in listed[described.id]:
            until = f", until: {period.ends}" if period.ends else ""
            lines.append(
                f"      - {{iso3: {period.iso3}, from: {period.begins}{until}, "
                f"source: {period.source}, grade: {period.grade}}}"
            )
    return "\n".join(lines) + "\n"


def _from_table(
    rows: Iterable[Mapping[str, str]], group: str, source: str, grade: str
) -> Iterable[Period]:
    for row in rows:
        if row["group"] != group or row["status"] not in ("member", "party"):
            continue
        begins = row["from"]
        if len(begins) == 4:
            yield Period(row["iso3"], _year(int(begins)), "", source, grade)
        elif len(begins) == 10:
            yield Period(row["iso3"], begins[:7], row["to"][:7], source, grade)
        else:
            raise DataError.one(
                where=f"memberships.csv, {row['iso3']} in {group}",
                found=f'start "{begins}"',
                expected="a year or a day",
                advice="state the date in monazite.data.build.groups with its source",
            )


def _require_same_members(
    rows: Iterable[Mapping[str, str]], group: str, found: Iterable[Period]
) -> None:
    table = {row["iso3"] for row in rows if row["group"] == group}
    here = {period.iso3 for period in found}
    if table != here:
        raise DataError.one(
            where=f"members of {group}",
            found=f"differences {sorted(table ^ here)}",
            expected="the members listed in memberships.csv",
            because="dates written here must fit the shared list",
        )


def _forge_evidence(iso3: str) -> tuple[str, str]:
    return ("forge", "B") if iso3 == "KOR" else ("forge_assumed", "D")


def _by_date(dates: Mapping[str, str]) -> Iterable[Period]:
    for month, members in dates.items():
        for iso3 in members.split():
            yield Period(iso3, month, "", "lists", "C")


def _year(year: int) -> str:
    return f"{{earliest: {year}-01, latest: {year}-12}}"


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
