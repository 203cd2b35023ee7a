"""Do the shipped tables give the refining concentration of 2024 that the supply data state?"""

import pytest

from monazite.data.catalog import table

PUBLISHED = [
    ("graphite", "battery-grade graphite (spherical natural and synthetic)", "IEA", "CHN", 0.96),
    ("cobalt", "refined cobalt", "IEA", "CHN", 0.78),
    ("lithium", "lithium chemicals (Li content)", "IEA", "CHN", 0.70),
    ("copper", "refined copper", "IEA", "CHN", 0.44),
    ("gallium", "primary low-purity gallium", "USGS", "CHN", 0.99),
    ("silicon", "silicon metal", "USGS", "CHN", 0.88),
    ("magnesium", "primary magnesium metal", "USGS", "CHN", 0.88),
    ("titanium", "titanium sponge", "USGS", "CHN", 0.68),
    ("aluminium", "alumina", "USGS", "CHN", 0.60),
]
BALANCED = [
    ("graphite", ("make_natural_anode", "make_synthetic_anode"), "CHN", 0.96, 0.02),
    (
        "lithium",
        (
            "convert_spodumene_to_carbonate",
            "convert_spodumene_to_hydroxide",
            "make_carbonate_from_brine",
        ),
        "CHN",
        0.70,
        0.02,
    ),
    ("copper", ("leach_copper", "smelt_copper", "refine_scrap"), "CHN", 0.44, 0.02),
    ("titanium", ("make_sponge",), "CHN", 0.68, 0.02),
    ("aluminium", ("refine_alumina",), "CHN", 0.60, 0.02),
    ("germanium", ("refine_zinc_concentrate", "refine_coal_ash"), "CHN", 0.93, 0.03),
]


@pytest.mark.parametrize(("mineral", "product", "publisher", "country", "share"), PUBLISHED)
def test_published_output_gives_the_stated_share(
    mineral: str, product: str, publisher: str, country: str, share: float
) -> None:
    rows = table("refined_output_2024").select(
        mineral=mineral, product=product, publisher=publisher
    )
    tonnes = {str(row["country"]): float(str(row["tonnes"])) for row in rows}
    countries = {code: value for code, value in tonnes.items() if code != "WLD"}
    assert countries[country] / sum(countries.values()) == pytest.approx(share, abs=0.0075)


def test_nickel_is_measured_against_the_printed_world_total() -> None:
    rows = table("refined_output_2024").select(mineral="nickel", publisher="IEA")
    tonnes = {str(row["country"]): float(str(row["tonnes"])) for row in rows}
    world = sum(tonnes.values()) / 1.03  # the source's countries exceed its own total by 3 %
    assert tonnes["IDN"] / world == pytest.approx(0.43, abs=0.006)
    assert tonnes["CHN"] / world == pytest.approx(0.31, abs=0.006)


@pytest.mark.parametrize(("chain", "recipes", "region", "share", "within"), BALANCED)
def test_the_balanced_year_keeps_the_stated_share(
    chain: str, recipes: tuple[str, ...], region: str, share: float, within: float
) -> None:
    levels: dict[str, float] = {}
    for row in table(f"{chain}_2024/processes"):
        if row["recipe"] in recipes:
            place = str(row["region"])
            levels[place] = levels.get(place, 0.0) + float(str(row["level"]))
    assert levels[region] / sum(levels.values()) == pytest.approx(share, abs=within)
