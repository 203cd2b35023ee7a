"""Which mines and plants are announced, how far is each, and when is it to start?"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monazite.absence import Unknown
from monazite.data.catalog import described, table
from monazite.data.table import Row, Table, read_described
from monazite.errors import DefinitionError, Fault, suggestion, unknown_name
from monazite.months import Month
from monazite.regions import economies, members

MATURITIES = ("operating", "ramping", "construction", "financed", "planned", "early", "cancelled")
_NORTH_AMERICA = ("USA", "CAN", "MEX", "GRL")
_ASIA_PACIFIC = (
    *("AUS", "NZL", "JPN", "KOR", "CHN", "IND", "PAK", "MYS", "VNM", "IDN", "PHL", "THA"),
    *("NCL", "KAZ", "MMR", "LAO", "TWN", "SGP"),
)
_EUROPE_OUTSIDE = ("GBR", "NOR", "CHE", "ISL", "SRB", "UKR", "TUR")


@dataclass(frozen=True)
class Project:
    """One announced mine or plant.

    minerals   : ids; capacity : t a year of `capacity_of`
    maturity   : one of `MATURITIES`; chance : that it comes at all, 0 to 1
    reported   : month of the latest report; planned_start, actual_start : first month of output
    support, offtake : as reported; facilities : ids in a chain that stand for it
    region     : group of the study of delays that its country belongs to
    """

    id: str
    name: str
    operator: str
    country: str
    minerals: tuple[str, ...]
    stage: str
    capacity: float | Unknown
    capacity_of: str
    status: str
    maturity: str
    chance: float
    reported: Month | Unknown
    planned_start: Month | Unknown
    actual_start: Month | Unknown
    support: str
    offtake: str
    facilities: tuple[str, ...]
    region: str
    grade: str
    note: str

    @property
    def to_come(self) -> bool:
        """Is its start still open? False for what runs, ramps or was given up."""
        return self.maturity not in ("operating", "ramping", "cancelled")


@functools.cache
def projects() -> tuple[Project, ...]:
    """Which projects are collected, in the order of the table?"""
    return projects_of(table("projects"))


def read_projects(path: Path) -> tuple[Project, ...]:
    """Which projects does a user's own table hold, in the columns of the shipped one?

    Raises DefinitionError with all faults at once.
    """
    return projects_of(read_described(path, described("projects")))


def projects_of(found: Table) -> tuple[Project, ...]:
    """Which projects does a table of this form hold?

    Raises DefinitionError for an unknown country or maturity, a chance outside 0 to 1, a month that
    is none, and a start before the report that announces it: all at once, each located.
    """
    faults: list[Fault] = []
    rows = [_project(row, faults) for row in found]
    if faults:
        raise DefinitionError(faults)
    return tuple(rows)


def _project(row: Row, faults: list[Fault]) -> Project:
    where = f"table projects, {row['id']}"
    months = {
        name: _month(str(row[name]), f"{where}, {name}", faults)
        for name in ("reported", "planned_start", "actual_start")
    }
    country, maturity, chance = str(row["country"]), str(row["maturity"]), row["chance"]
    known = [one.iso3 for one in economies()]
    if country not in known:
        faults.append(
            Fault(
                f"{where}, country",
                country,
                "ISO 3166-1 alpha-3",
                advice=suggestion(country, known),
            )
        )
    if maturity not in MATURITIES:
        faults.append(
            Fault(
                f"{where}, maturity",
                maturity,
                f"one of {', '.join(MATURITIES)}",
                advice=suggestion(maturity, MATURITIES),
            )
        )
    if not isinstance(chance, float | int) or not 0 <= chance <= 1:
        faults.append(Fault(f"{where}, chance", str(chance), "a number between 0 and 1"))
        chance = 0.0
    start, reported = months["planned_start"], months["reported"]
    open_still = maturity in ("planned", "early", "financed")
    if (
        open_still
        and isinstance(start, Month)
        and isinstance(reported, Month)
        and isinstance(months["actual_start"], Unknown)
        and start < reported
    ):
        faults.append(
            Fault(
                f"{where}, planned_start",
                f"{start}, while it is still to come by the report of {reported}",
                "a month after the report",
                "a project cannot be announced after it started",
                "give actual_start if it runs, another maturity, or the plan that holds now",
            )
        )
    capacity = row["capacity"]
    return Project(
        id=str(row["id"]),
        name=str(row["project"]),
        operator=str(row["operator"]),
        country=country,
        minerals=tuple(str(row["minerals"]).split(";")),
        stage=str(row["stage"]),
        capacity=float(capacity)
        if isinstance(capacity, float | int)
        else Unknown("no capacity published"),
        capacity_of=str(row["capacity_of"]),
        status=str(row["status"]),
        maturity=maturity,
        chance=float(chance),
        reported=months["reported"],
        planned_start=months["planned_start"],
        actual_start=months["actual_start"],
        support=str(row["support"]),
        offtake=str(row["offtake"]),
        facilities=tuple(row["facilities"].split(";"))
        if isinstance(row["facilities"], str)
        else (),
        region=study_region(country),
        grade=row.grade,
        note=row.note,
    )


def _month(text: str, where: str, faults: list[Fault]) -> Month | Unknown:
    if text.startswith("unknown"):
        return Unknown("not reported")
    try:
        return Month.parse(text)
    except Exception:
        faults.append(Fault(where, text, "a month such as 2027-06, or unknown"))
        return Unknown("not a month")


def study_region(country: str) -> str:
    """To which region of the study of delays does a country belong? `world` for all others."""
    if country in _NORTH_AMERICA:
        return "north_america"
    if country in _ASIA_PACIFIC:
        return "asia_pacific"
    if country in _EUROPE_OUTSIDE or country in members("EU27", None):
        return "europe"
    return "world"


def chosen_projects(
    good: str | None = None,
    country: str | None = None,
    stage: str | None = None,
    known: Sequence[Project] | None = None,
) -> tuple[Project, ...]:
    """Which projects concern a mineral, a country and a stage?

    good : id of a mineral; country : ISO 3166-1 alpha-3; stage as in the table; None for all
    known : projects to choose from, the collected ones if not given

    Raises UnknownNameError with near misses for a name that no project has.
    """
    found = projects() if known is None else tuple(known)
    wanted = {
        "mineral": (good, sorted({name for one in found for name in one.minerals})),
        "country": (country, sorted({one.country for one in found})),
        "stage": (stage, sorted({one.stage for one in found})),
    }
    for kind, (name, names) in wanted.items():
        if name is not None and name not in names:
            raise unknown_name("projects", name, names, kind)
    return tuple(
        one
        for one in found
        if (good is None or good in one.minerals)
        and (country is None or one.country == country)
        and (stage is None or one.stage == stage)
    )
