"""Do routes to the United States keep to the origins that the Survey prints?"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.data.build.minerals.american_imports import HOME, Origins, bought, origins_of
from monazite.data.build.minerals.definition import (
    AmericanImports,
    GoodDefinition,
    MineralDefinition,
)
from monazite.data.build.minerals.faults import definition_faults
from monazite.data.build.minerals.regions import Place, Regions
from monazite.data.build.shared import Shared
from monazite.data.catalog import table
from monazite.definition import parse_definition
from monazite.errors import DataError, DefinitionError
from tests.data.test_mineral_definitions import SMALL

NAMED = [
    ("gallium", "high_purity_gallium", "gallium", "Metal", 11.0),
    ("germanium", "germanium_dioxide", "germanium", "Germanium dioxide (Ge content)", 11.0),
    ("germanium", "germanium_metal", "germanium", "Germanium metal", 21.0),
    ("antimony", "antimony_metal", "antimony", "Unwrought metal and powder", 4920.0),
    ("antimony", "antimony_trioxide", "antimony", "Oxide", 24000.0),
    ("indium", "indium_metal", "indium", "All", 220.0),
]
"""Chain, good, mineral and product of the printed list, tonnes printed for 2024."""
PLACES = Regions(
    [
        Place("USA", "United States", "美国", ("USA",)),
        Place("CHN", "China", "中国", ("CHN",)),
        Place("CAN", "Canada", "加拿大", ("CAN",)),
        Place("RUS", "Russia", "俄罗斯", ("RUS",)),
        Place("EU", "European Union", "欧盟", ("BEL", "DEU")),
        Place("ROW", "Rest of the world", "世界其他地区", ("*",)),
    ]
)


def american_imports(chain: str, good: str) -> dict[str, float]:
    """Exporter -> tonnes of the balanced year."""
    return {
        str(row["exporter"]): float(str(row["tonnes"]))
        for row in table(f"{chain}_2024/shipments")
        if row["importer"] == HOME and row["good"] == good
    }


@pytest.mark.parametrize(("chain", "good", "mineral", "product", "tonnes"), NAMED)
def test_the_balance_keeps_what_is_printed(
    chain: str, good: str, mineral: str, product: str, tonnes: float
) -> None:
    found = american_imports(chain, good)
    total = sum(found.values())
    assert total == pytest.approx(tonnes, rel=0.1)
    regions = {str(row["region"]) for row in table(f"{chain}_2024/regions")}
    named = [
        row
        for row in table("us_import_sources").select(mineral=mineral, product=product)
        if row["country"] in regions
    ]
    assert named
    for row in named:
        here = found[str(row["country"])] / total
        assert here == pytest.approx(float(str(row["share"])), abs=0.08), row["country"]


def test_the_shipped_shares_of_a_product_add_up_but_for_rounding() -> None:
    sums: dict[tuple[str, str], float] = {}
    for row in table("us_import_sources"):
        key = str(row["mineral"]), str(row["product"])
        sums[key] = sums.get(key, 0.0) + float(str(row["share"]))
    assert len(sums) > 80
    assert {key: total for key, total in sums.items() if abs(total - 1) > 0.021} == {}


def printed(mineral: str, line: str, year: int) -> float:
    """American imports of one line, as printed."""
    (row,) = table("us_accounts").select(
        mineral=mineral, statistic="imports", line=f"Imports for consumption: {line}", year=year
    )
    return float(str(row["value"]))


DIRECT = {
    "gallium": (("high_purity_gallium",), 0.23),
    "germanium": (("germanium_dioxide", "germanium_metal"), 0.28),
    "antimony": (("antimony_metal", "antimony_trioxide"), 0.60),
}


@pytest.mark.parametrize("chain", DIRECT)
def test_the_direct_routes_carry_what_the_documentation_says(chain: str) -> None:
    goods, share = DIRECT[chain]
    found = [american_imports(chain, good) for good in goods]
    total = sum(sum(routes.values()) for routes in found)
    assert sum(routes["CHN"] for routes in found) / total == pytest.approx(share, abs=0.005)


def test_american_imports_rose_in_the_year_in_which_material_was_not_to_be_passed_on() -> None:
    """Why no chain closes release: docs, data, "Material under a foreign rule"."""
    assert [printed("gallium", "Metal", year) for year in (2024, 2025)] == [11000, 25000]
    oxide = [printed("antimony", "Oxide", year) for year in (2024, 2025)]
    metal = [printed("antimony", "Unwrought, powder", year) for year in (2024, 2025)]
    assert [a + b for a, b in zip(oxide, metal, strict=True)] == [28920, 43500]
    assert [printed("germanium", "Germanium metal", year) for year in (2024, 2025)] == [21000, 7000]
    assert [printed("germanium", "Germanium dioxide", year) for year in (2024, 2025)] == [
        11000,
        17000,
    ]


def bought_of(
    origins: Origins, supply: dict[str, float], net: dict[str, float], least: float = 0.0
) -> dict[str, float]:
    """What `bought` gives, as numbers."""
    everywhere = dict.fromkeys(PLACES.ids, 0.0)
    found = bought(origins, PLACES, everywhere | supply, everywhere | net, least)
    return {region: figure.value for region, figure in found}


def test_without_a_tonnage_what_is_lacking_is_split_by_the_shares() -> None:
    origins = Origins({"CAN": 0.6, "EU": 0.4}, 0.0, 0.4, None, "a list")
    found = bought_of(origins, {"CAN": 50, "EU": 50, "CHN": 500}, {"USA": -10, "CHN": 300})
    assert found == {"CAN": pytest.approx(6), "EU": pytest.approx(4)}


def test_an_origin_sells_no_more_than_it_makes_and_one_not_named_no_more_than_the_least_named() -> (
    None
):
    origins = Origins({"CAN": 0.8, "EU": 0.1}, 0.1, 0.1, 10.0, "a list")
    found = bought_of(origins, {"CAN": 2, "EU": 50}, {"CHN": 300, "ROW": 0.5})
    assert found["CAN"] == pytest.approx(2)
    assert found["CHN"] == pytest.approx(1)
    assert found["ROW"] <= 0.5
    assert sum(found.values()) == pytest.approx(10)


def test_what_makes_nothing_and_what_is_too_small_is_left_out() -> None:
    origins = Origins({"CAN": 0.6, "EU": 0.37, "RUS": 0.03}, 0.0, 0.03, 10.0, "a list")
    found = bought_of(origins, {"CAN": 60, "RUS": 60}, {}, least=0.6)
    assert found == {"CAN": pytest.approx(10)}


@pytest.mark.slow
@given(
    shares=st.lists(st.floats(0.02, 1), min_size=3, max_size=3),
    supply=st.lists(st.floats(0, 100), min_size=5, max_size=5),
    net=st.lists(st.floats(-50, 50), min_size=5, max_size=5),
    tonnes=st.floats(0.1, 200),
)
def test_never_more_than_the_tonnage_and_never_more_than_an_origin_has(
    shares: list[float], supply: list[float], net: list[float], tonnes: float
) -> None:
    whole = sum(shares)
    named = {r: s / whole * 0.9 for r, s in zip(("CHN", "CAN", "EU"), shares, strict=True)}
    origins = Origins(named, 0.1, min(named.values()), tonnes, "a list")
    places = ("CHN", "CAN", "RUS", "EU", "ROW")
    made = dict(zip(places, supply, strict=True))
    spare = dict(zip(places, net, strict=True))
    found = bought_of(origins, made, spare)
    assert sum(found.values()) <= tonnes * (1 + 1e-9)
    for region, amount in found.items():
        assert amount <= (made if region in named else spare)[region] * (1 + 1e-9)
    if sum(made[region] for region in named) >= tonnes:
        assert sum(found.values()) == pytest.approx(tonnes)


def raw(tmp_path: Path) -> Shared:
    """Raw data with one list and one printed line."""
    folder = tmp_path / "data" / "supply"
    folder.mkdir(parents=True)
    (folder / "us_import_sources.csv").write_text(
        "mineral,product,iso3,share_pct\n"
        "nickel,Primary,CAN,50\nnickel,Primary,BEL,20\nnickel,Primary,DEU,20\n"
        "nickel,Primary,OTH,9\n"
    )
    (folder / "us_salient.csv").write_text(
        "mineral,year,statistic,detail,value,edition\n"
        "nickel,2024,imports,Imports: Primary,1000,MCS2026\n"
    )
    return Shared(tmp_path)


def good_with(record: AmericanImports) -> GoodDefinition:
    """The ore of the small mineral, with origins of American imports."""
    ore = parse_definition(SMALL, MineralDefinition).goods["ore"]
    trade = ore.trade.model_copy(update={"american_imports": (record,)})
    return ore.model_copy(update={"trade": trade})


def test_members_of_a_group_are_added_and_shares_made_whole(tmp_path: Path) -> None:
    record = AmericanImports(
        mineral="nickel", product="Primary", line="Imports: Primary", times=0.5
    )
    (found,) = origins_of(good_with(record), PLACES, raw(tmp_path), "here")
    assert found.shares == {"CAN": pytest.approx(50 / 99), "EU": pytest.approx(40 / 99)}
    assert found.others == pytest.approx(9 / 99)
    assert found.least_named == pytest.approx(0.2)
    assert found.tonnes == 500
    assert found.evidence(0.5).grade == "C"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (AmericanImports(mineral="nickel", product="Primry"), "no import shares of nickel"),
        (
            AmericanImports(mineral="nickel", product="Primary", line="Imports: Primry"),
            "no imports of nickel under",
        ),
    ],
)
def test_a_name_that_nothing_carries_is_refused(
    tmp_path: Path, record: AmericanImports, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        origins_of(good_with(record), PLACES, raw(tmp_path), "here")


@pytest.mark.parametrize(
    ("trade", "said"),
    [
        ("{none: true, american_imports: [{mineral: a, product: b}], because: x}", "by_surplus"),
        (
            "{by_surplus: true, american_imports: [{mineral: a, product: b},"
            " {mineral: a, product: c, line: d}], because: x}",
            "a line of printed imports",
        ),
    ],
)
def test_a_list_beside_another_record_or_without_an_amount_is_refused(
    trade: str, said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        parse_definition(
            SMALL.replace("trade: {by_surplus: true, because: none}", f"trade: {trade}", 1),
            MineralDefinition,
        )


def test_american_imports_need_the_united_states_as_a_region() -> None:
    text = SMALL.replace(
        "trade: {by_surplus: true, because: none}",
        "trade: {by_surplus: true, american_imports: [{mineral: a, product: b}], because: x}",
        1,
    )
    faults = definition_faults(parse_definition(text, MineralDefinition), "small.yaml")
    assert any("United States are no region" in fault.found for fault in faults)
