"""Is a definition of a mineral read strictly, and are all its faults told at once?"""

from pathlib import Path

import pytest

from monazite.data.build.minerals.account import coefficients_of
from monazite.data.build.minerals.definition import LIBRARY, MineralDefinition
from monazite.data.build.minerals.faults import definition_faults, require_sound
from monazite.data.build.minerals.figures import evidence
from monazite.definition import parse_definition, read_definition
from monazite.errors import DataError, DefinitionError

FILES = sorted(LIBRARY.glob("*.yaml"))
SMALL = """
id: small
en: Small
zh: 小
depth: compact
elements: [Ni]
regions: [CHN, IDN]
goods:
  ore:
    {stage: ore, basis: t contained metal, en: Ore, zh: 矿, contains: {Ni: 1.0},
     price: {like: metal, times: 0.5, said: {because: half}},
     trade: {by_surplus: true, because: none}}
  metal:
    {stage: metal, basis: t metal, en: Metal, zh: 金属, contains: {Ni: 1.0},
     price: {usd_per_tonne: 10.0, said: {because: ten}},
     trade: {by_surplus: true, because: none}}
recipes:
  mine_ore:
    {stage: mine, outputs: {ore: 1}, said: {because: one},
     level: [{values: {IDN: 100.0}, said: {because: given}}]}
  smelt:
    {stage: smelting, feed: ore, outputs: {metal: 1}, recovery: {Ni: 0.8},
     said: {because: furnace},
     level: [{values: {CHN: 70.0}, said: {because: given}}]}
uses:
  metal: {split: {steel: 1.0}, regions: {CHN: 1.0}, said: {because: all}}
demand_paths:
  economy: {growth: 0.02, said: {because: two}}
"""


def small(text: str = SMALL) -> MineralDefinition:
    return parse_definition(text, MineralDefinition)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_definition_is_sound(path: Path) -> None:
    mineral = read_definition(path, MineralDefinition)
    assert mineral.id == path.stem
    assert definition_faults(mineral, path.name) == []
    assert mineral.gaps, "what is not known is said"


def test_there_are_full_and_compact_chains_enough() -> None:
    depths = [read_definition(path, MineralDefinition).depth for path in FILES]
    assert depths.count("full") >= 8
    assert depths.count("compact") >= 20


def test_the_feed_of_a_recipe_follows_from_its_recovery() -> None:
    assert coefficients_of(small())["smelt"] == {"ore": pytest.approx(-1.25), "metal": 1.0}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{usd_per_tonne: 10.0, said: {because: ten}}", "{usd_per_tonne: 10.0}", "said"),
        ("depth: compact", "depth: shallow", "depth"),
        ("stage: smelting, feed", "stage: smelting, fed", "fed"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(DefinitionError, match=said):
        small(SMALL.replace(old, new))


def test_all_faults_of_meaning_are_told_at_once() -> None:
    text = SMALL.replace("stage: mine, outputs", "stage: by_product, outputs")
    text = text.replace(
        "regions: [CHN, IDN]",
        "regions: [CHN, IDN]\nblocs:\n  - {id: EAST, en: e, zh: 东, members: [JPN, CHN]}\n"
        "  - {id: ISLES, en: i, zh: 岛, members: [JPN, GBR]}",
    )
    text = text.replace("feed: ore, outputs: {metal: 1}", "feed: ore, outputs: {other: 1}")
    text = text.replace("uses:\n  metal", "uses:\n  metall")
    text = text.replace("split: {steel: 1.0}", "split: {steel: 0.7}")
    text += "projects:\n"
    text += (
        "  - {id: early, project: ALC-GA, recipe: smelt, amount: 1, start: '2025-01', because: x}\n"
    )
    text += "  - {id: lost, project: ALC-GE, recipe: melt, amount: 1, because: x}\n"
    with pytest.raises(DefinitionError) as caught:
        require_sound(small(text), "small.yaml")
    told = "\n".join(f"{fault.where} {fault.found}" for fault in caught.value.faults)
    assert '"CHN", which region CHN holds too' in told
    assert '"JPN", which region EAST holds too' in told
    assert "a by-product without a host" in told
    assert 'good "other"' in told
    assert 'good "metall"' in told
    assert "no recipe that makes it" in told
    assert "shares that add up to 0.7" in told
    assert "2025-01, while it is still to come by the report of" in told
    assert 'project "ALC-GE"' in told and 'recipe "melt"' in told
    assert all(fault.where.startswith("small.yaml") for fault in caught.value.faults)


def test_a_source_that_may_not_ship_is_refused() -> None:
    with pytest.raises(DataError, match="world_mining_data"):
        evidence("B", ("world_mining_data",), "2026", "a figure")


def test_a_figure_carries_the_licence_of_its_source() -> None:
    assert evidence("B", ("cepii_baci",), "HS92, 2024", "x").licence == "Etalab-2.0"
