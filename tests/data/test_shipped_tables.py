"""What the shipped tables promise: they balance, cite, conserve mass and stay small."""

from __future__ import annotations

import csv
import itertools
import re
from collections import defaultdict
from pathlib import Path

import pytest

from monazite.chains.recipe import Recipe, check_conservation
from monazite.data import catalog

FOLDER = Path(catalog.__file__).parent / "tables"
YEAR = FOLDER / "rare_earths_2024"
CHECKING_ONLY = re.compile(
    r"komis|pcps|imf_|comtrade|world mining data|\bwmd\b|\bbgs\b|investing\.com|^check", re.I
)


def rows(name: str) -> list[dict[str, str]]:
    with (YEAR / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def coefficients() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("recipes"):
        found[row["recipe"]][row["good"]] = float(row["coefficient"])
    return found


def balance() -> dict[tuple[str, str], list[float]]:
    """(region, good) -> [tonnes in, tonnes out], summed from the files alone."""
    sides: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])

    def add(region: str, good: str, tonnes: float) -> None:
        sides[region, good][tonnes < 0] += abs(tonnes)

    for name in ("mines", "old_scrap"):
        for row in rows(name):
            add(row["region"], row["good"], float(row["tonnes"]))
    recipes = coefficients()
    for row in rows("processes"):
        for good, coefficient in recipes[row["recipe"]].items():
            add(row["region"], good, coefficient * float(row["level"]))
    for row in rows("shipments"):
        add(row["exporter"], row["good"], -float(row["tonnes"]))
        add(row["importer"], row["good"], float(row["tonnes"]))
    for name in ("uses", "discards"):
        for row in rows(name):
            add(row["region"], row["good"], -float(row["tonnes"]))
    return sides


def test_every_region_and_good_balances() -> None:
    sides = balance()
    worst = max(sides, key=lambda place: abs(sides[place][0] - sides[place][1]) / max(sides[place]))
    entered, left = sides[worst]
    assert abs(entered - left) <= 1e-9 * max(entered, left), worst
    assert len(sides) > 150


def test_the_certificate_ships() -> None:
    said = {row["item"]: row["value"] for row in rows("certificate")}
    assert said["solver status"] == "optimal"
    assert said["shipments made up"] == "0"
    kept = sum(len(rows(name)) for name in
               ("mines", "processes", "shipments", "uses", "old_scrap", "discards"))  # fmt: skip
    assert int(said["flows kept"]) == kept
    sides = balance()
    assert max(abs(a - b) / max(a, b) for a, b in sides.values()) < 1e-12


def test_no_flow_is_negative_or_too_small_to_keep() -> None:
    fine = {"terbium_oxide", "dysprosium_oxide", "terbium_metal", "dysprosium_metal"}
    for name in ("mines", "old_scrap", "shipments", "uses"):
        for row in rows(name):
            least = 0.005 if row["good"] in fine else 0.5
            assert float(row["tonnes"]) >= 0.99 * least, row
    assert all(float(row["level"]) > 0 for row in rows("processes"))
    assert all(float(row["tonnes"]) > 0 for row in rows("discards"))


def test_figures_of_grade_a_hardly_move() -> None:
    found = [row for row in rows("adjustments") if row["grade"] == "A"]
    assert found
    assert all(abs(float(row["relative_change"])) < 0.01 for row in found)


def test_most_figures_keep_within_their_standard_deviation() -> None:
    moved = [abs(float(row["standard_deviations"])) for row in rows("adjustments")]
    assert sum(value <= 1 for value in moved) / len(moved) > 0.9
    assert max(moved) < 3


def test_adjustments_name_every_observation_and_are_sorted() -> None:
    seen = {row["figure"] for row in rows("adjustments")}
    assert len(seen) == len(rows("observations"))
    weight = [
        abs(float(row["standard_deviations"]))
        * max(float(row["before"]), float(row["after"])) ** 0.5
        for row in rows("adjustments")
    ]
    for first, second in itertools.pairwise(weight):
        assert second <= first * (1 + 1e-3) + 0.01


def test_recipes_make_no_element_out_of_nothing() -> None:
    contents: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("compositions"):
        contents[row["good"]][row["element"]] = float(row["content_per_tonne"])
    recoveries: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("recipe_recoveries"):
        recoveries[row["recipe"]][row["element"]] = float(row["recovery"])
    stages = {row["recipe"]: row["stage"] for row in rows("recipes")}
    for name, column in coefficients().items():
        recipe = Recipe(name, stages[name], column, recoveries[name], "C", "test")
        assert check_conservation(recipe, contents, "shipped") == []


def test_ores_are_whole() -> None:
    whole: dict[str, float] = defaultdict(float)
    for row in rows("compositions"):
        whole[row["good"]] += float(row["content_per_tonne"])
    for good, basis in ((row["good"], row["basis"]) for row in rows("goods")):
        if basis in ("t REO", "t oxide"):
            assert whole[good] == pytest.approx(1, abs=1e-5), good
        else:
            assert 0 < whole[good] < 1.25, good


@pytest.mark.slow
def test_every_row_rests_on_a_source_that_may_ship() -> None:
    sources = {source.id: source for source in catalog.sources()}
    licences = {source.licence for source in sources.values()}
    for path in sorted(FOLDER.rglob("*.csv")):
        if path.name == "notes.csv":
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                assert row["grade"] in "ABCD", path.name
                assert row["vintage"], path.name
                assert all(sources[name].may_ship for name in row["source"].split(";")), path.name
                assert set(row["licence"].split(";")) <= licences, (path.name, row["licence"])


@pytest.mark.slow
def test_nothing_that_is_for_checking_only_is_shipped() -> None:
    for path in sorted(FOLDER.rglob("*.csv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not CHECKING_ONLY.search(line), f"{path.name}, line {number}"


def test_no_address_of_a_machine_is_shipped() -> None:
    for path in [*FOLDER.rglob("*.csv"), *(FOLDER.parent / "library").glob("*")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(work|home|tmp)/|\d+\.\d+\.\d+\.\d+/", text), path.name


def test_the_tables_stay_small() -> None:
    """Some 40 chains and nine tables of all minerals; 15 MB compressed may ship."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.csv")) < 8_000_000


def test_prices_of_scarce_oxides_come_from_the_usgs() -> None:
    prices = {row["good"]: row for row in rows("prices")}
    for good, price, edition in (
        ("dysprosium_oxide", 257000, "usgs_mcs_2026"),
        ("terbium_oxide", 812000, "usgs_mcs_2026"),
        ("yttrium_oxide", 6000, "usgs_mcs_2025"),
    ):
        assert float(prices[good]["price_fob_usd_t"]) == price
        assert prices[good]["source"] == edition
    assert prices["chinese_rock_concentrate"]["source"] == "monazite_estimate"
    assert prices["chinese_rock_concentrate"]["grade"] in "CD"


def test_the_chinese_price_lacks_the_tax_that_exports_do_not_get_back() -> None:
    stages = {row["good"]: row["stage"] for row in rows("goods")}
    for row in rows("prices"):
        ratio = float(row["price_fob_usd_t"]) / float(row["price_domestic_usd_t"])
        taxed = stages[row["good"]] in ("oxide", "metal")
        assert ratio == pytest.approx(1.13 if taxed else 1.0, rel=1e-5), row["good"]


def test_running_a_recipe_pays_at_reference_prices() -> None:
    abroad = {row["good"]: float(row["price_fob_usd_t"]) for row in rows("prices")}
    inside = {row["good"]: float(row["price_domestic_usd_t"]) for row in rows("prices")}
    for name, column in coefficients().items():
        for prices in (abroad, inside):
            margin = sum(value * prices[good] for good, value in column.items())
            assert margin > 0, name


def test_base_capacity_is_level_over_utilisation() -> None:
    capacity: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows("facilities"):
        if row["start"] == "operating":
            capacity[row["region"], row["recipe"]] += float(row["capacity"])
    level = {(row["region"], row["recipe"]): float(row["level"]) for row in rows("processes")}
    level |= {(row["region"], f"mine_{row['good']}"): float(row["tonnes"]) for row in rows("mines")}
    assert set(capacity) == set(level)
    for place, value in level.items():
        used = 0.90 if place[1].startswith("mine_") else 0.85
        assert capacity[place] == pytest.approx(value / used, rel=1e-4), place


def test_facilities_are_named_once_and_make_sense() -> None:
    found = rows("facilities")
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        assert float(row["capacity"]) > 0, row["id"]
        assert 0 <= float(row["probability"]) <= 1, row["id"]
        assert re.fullmatch(r"operating|20\d\d-(0[1-9]|1[0-2])", row["start"]), row["id"]
        assert re.fullmatch(r"[A-Z]{3}|unknown", row["owner_country"]), row["id"]
        assert (float(row["probability"]) == 0) == (row["status"] == "cancelled"), row["id"]
    assert any(row["status"] == "cancelled" for row in found)


def test_regions_share_no_economy() -> None:
    members = [iso3 for row in rows("regions") for iso3 in row["members"].split()]
    assert len(members) == len(set(members))
    assert members.count("*") == 1
    assert len(rows("regions")) == 20


def test_demand_starts_at_one() -> None:
    for row in rows("demand_paths"):
        if row["year"] == "2024":
            assert float(row["index"]) == 1, row
        assert float(row["index"]) > 0


def test_use_in_vehicles_and_wind_follows_the_iea() -> None:
    for use, element in (("electric_vehicles", 8359.3), ("wind", 10495.8)):
        magnets = sum(float(row["tonnes"]) for row in rows("uses") if row["use"] == use)
        assert magnets * 0.30 == pytest.approx(element, rel=0.05)


def test_magnet_exports_of_china_meet_the_customs_figure() -> None:
    magnets = {"ndfeb_magnet", "ndfeb_magnet_heavy", "smco_magnet"}
    shipped = sum(
        float(row["tonnes"])
        for row in rows("shipments")
        if row["exporter"] == "CHN" and row["good"] in magnets
    )
    assert shipped == pytest.approx(58152, rel=0.01)


def test_no_mine_is_emptied() -> None:
    for row in rows("adjustments"):
        if row["figure"].startswith("mine/"):
            assert abs(float(row["relative_change"])) < 0.25, row["figure"]


def test_the_page_of_licences_names_every_source(repository: Path) -> None:
    page = (repository / "DATA_LICENSES.md").read_text(encoding="utf-8")
    for source in catalog.sources():
        assert f"### {source.id}\n" in page
        assert source.credit in page


@pytest.mark.slow
def test_shipped_tables_are_what_the_builder_makes(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cvxpy")
    pytest.importorskip("pyarrow")
    from monazite.data.build.__main__ import main

    assert main(["--shared", str(shared), "--check"]) == 0, capsys.readouterr().out
