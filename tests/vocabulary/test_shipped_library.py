"""The shipped files are what the builder makes of the shared data, and differ in nothing."""

import csv

from monazite.data.build.economies import economy_files, main
from monazite.data.build.groups import SOURCES
from monazite.data.build.shared import Shared
from monazite.regions import economies, groups


def test_shipped_files_equal_rebuilt_ones(shared):
    for path, text in economy_files(Shared(shared)).items():
        assert path.read_text(encoding="utf-8") == text, f"run `make data`: {path.name}"
    assert main(["--shared", str(shared), "--check"]) == 0


def test_codes_agree_with_the_shared_table(shared):
    with (shared / "data/trade/countries.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["iso3"]: row for row in csv.DictReader(stream) if not row["special"]}
    for each in economies():
        assert (rows[each.iso3]["iso2"], rows[each.iso3]["m49"]) == (each.iso2, each.numeric)
    assert {each.iso3 for each in economies()} == set(rows)


def test_today_s_members_agree_with_the_shared_flags(shared):
    with (shared / "data/trade/countries.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    from monazite.months import Month
    from monazite.regions import members

    for column in ("EU27", "G7", "OECD", "MSP", "FORGE", "MSP_Forum", "IPEF", "Quad", "CPTPP"):
        flagged = {row["iso3"] for row in rows if row[f"m_{column}"] == "1"}
        month = Month(2025, 12) if column.startswith("MSP") else None
        assert members(column, month) == flagged, column


def test_every_source_is_cited():
    cited = {period.source for each in groups() for period in each.memberships}
    assert cited == set(SOURCES.values())
