"""From whom did the United States buy a good, by the shares that the Survey prints?

Where no bilateral trade of a good may ship, the printed shares of American imports are the only
record of its routes. They are means of four years (2021 to 2024). With a printed tonnage of the
base year they give shipments of their own (grade C); without one they split what the United States
lack beside their own supply (grade D: the amount is a guess, the origins are not).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monazite.data.build.minerals.definition import AmericanImports, GoodDefinition
from monazite.data.build.minerals.figures import USGS, YEAR, Evidence, Figure, evidence
from monazite.data.build.minerals.regions import OTHERS, Regions
from monazite.data.build.shared import Shared
from monazite.errors import DataError

HOME = "USA"
EDITION = "MCS2026"
PERIOD = "mean shares of 2021 to 2024"


@dataclass(frozen=True)
class Origins:
    """Who sold, by one printed list?

    shares : region -> share of American imports        others : share of countries not named
    least_named : the smallest share that a country is named with
    tonnes : imported in the base year, t of the good's basis; None where no line is printed
    """

    shares: Mapping[str, float]
    others: float
    least_named: float
    tonnes: float | None
    said: str

    def evidence(self, share: float) -> Evidence:
        """On what does one shipment rest?"""
        if self.tonnes is None:
            words = f"{share:.0%} of what the United States lack, {self.said}"
            return evidence("D", (USGS[0], "monazite_estimate"), USGS[1], words)
        return evidence("C", USGS[:1], USGS[1], f"{share:.0%} of {self.tonnes:,.4g} t, {self.said}")


def origins_of(
    good: GoodDefinition, regions: Regions, shared: Shared, where: str
) -> tuple[Origins, ...]:
    """Which lists of origins does a good name, in the order of its definition?

    Raises DataError for a product without printed shares or a line without a printed number.
    """
    return tuple(
        _origins(record, regions, shared, f"{where}, list {number + 1}")
        for number, record in enumerate(good.trade.american_imports)
    )


def bought(
    origins: Origins,
    regions: Regions,
    supply: Mapping[str, float],
    net: Mapping[str, float],
    least: float,
) -> Iterator[tuple[str, Figure]]:
    """What did the United States buy from whom, by one printed list? Region, figure.

    supply : region -> what it makes of the good, t a year
    net    : region -> what it has beyond what it takes, t a year; negative where it lacks
    least  : t a year below which a shipment is left out

    Without a printed tonnage the amount is what the United States lack. No origin sells more than
    it makes, none that the list does not name more than it has beyond its own use. What an origin
    cannot sell, and shipments below the least, are raised on the others in proportion; what none
    can sell is left out.
    """
    total = max(0.0, -net[HOME]) if origins.tonnes is None else origins.tonnes
    if not total:
        return
    wanted, room = _wanted(origins, regions, supply, net, total)
    while wanted:
        split = _split(wanted, room)
        smallest = min(split, key=lambda region: split[region])
        if split[smallest] * total > least:
            break
        del wanted[smallest]
    for region in wanted:
        yield region, Figure(split[region] * total, origins.evidence(split[region]))


def _wanted(
    origins: Origins,
    regions: Regions,
    supply: Mapping[str, float],
    net: Mapping[str, float],
    total: float,
) -> tuple[dict[str, float], dict[str, float]]:
    """Which share of the total should each region sell, and which can it at most?

    Countries that the list does not name share their part by what they have beyond their own use.
    The list names the largest: a single economy beside it sells at most the smallest share named.
    """
    wanted = {region: share for region, share in origins.shares.items() if supply[region] > 0}
    room = {region: supply[region] / total for region in wanted}
    spare = {
        place: net[place.id]
        for place in regions.places
        if place.id not in origins.shares and place.id != HOME and net[place.id] > 0
    }
    for place, more in spare.items():
        wanted[place.id] = origins.others * more / sum(spare.values())
        room[place.id] = more / total
        if len(place.members) == 1 and place.members != ("*",):
            room[place.id] = min(room[place.id], origins.least_named)
    return {region: share for region, share in wanted.items() if share > 0}, room


def _split(wanted: Mapping[str, float], room: Mapping[str, float]) -> dict[str, float]:
    """How is one whole split in proportion to what is wanted where none takes more than its room?

    The split adds up to less than one where the room does.
    """
    split: dict[str, float] = {}
    open_ = dict(wanted)
    while open_:
        left = 1.0 - sum(split.values())
        whole = sum(open_.values())
        full = [region for region, share in open_.items() if left * share / whole >= room[region]]
        if not full:
            return split | {region: left * share / whole for region, share in open_.items()}
        split |= {region: room[region] for region in full}
        open_ = {region: share for region, share in open_.items() if region not in full}
    return split


def _origins(record: AmericanImports, regions: Regions, shared: Shared, where: str) -> Origins:
    shares: dict[str, float] = {}
    others, least_named = 0.0, 1.0
    for row in shared.rows("data/supply/us_import_sources.csv"):
        if (row["mineral"], row["product"]) != (record.mineral, record.product):
            continue
        share = float(row["share_pct"]) / 100
        region = regions.of(row["iso3"])
        if row["iso3"] in OTHERS or region == HOME:
            others += share
        else:
            shares[region] = shares.get(region, 0.0) + share
            least_named = min(least_named, share)
    if not shares:
        raise DataError.one(
            where=where,
            found=f"no import shares of {record.mineral}, {record.product}",
            expected="a product of us_import_sources.csv",
            because="a name that nothing carries would pass as no imports",
        )
    whole = sum(shares.values()) + others
    shares = {region: share / whole for region, share in shares.items()}
    tonnes = None if record.line is None else _printed_tonnes(record, shared, where)
    line = "" if record.line is None else f"{record.line}; "
    return Origins(shares, others / whole, least_named, tonnes, f"{line}{record.product}: {PERIOD}")


def _printed_tonnes(record: AmericanImports, shared: Shared, where: str) -> float:
    for row in shared.rows("data/supply/us_salient.csv"):
        if (
            row["mineral"] == record.mineral
            and row["statistic"] == "imports"
            and row["year"] == YEAR
            and row["edition"] == EDITION
            and row["detail"] == record.line
            and row["value"]
        ):
            return float(row["value"]) * record.times
    raise DataError.one(
        where=where,
        found=f'no imports of {record.mineral} under "{record.line}" in {YEAR}',
        expected="a line of us_salient.csv with a number",
    )
