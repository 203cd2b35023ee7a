"""Does every mineral's chain read, balance, conserve its elements and bound its by-products?"""

import shutil
from pathlib import Path

import pytest

from monazite.chains.read import LIBRARY, TABLES, base_balance, chain_names, read_chain
from monazite.chains.recipe import BY_PRODUCT
from monazite.chains.world import load_world
from monazite.errors import DefinitionError

MINERALS = tuple(name for name in chain_names() if name != "rare_earths")


@pytest.mark.parametrize("name", MINERALS)
def test_every_region_and_good_of_the_base_year_balances(name: str) -> None:
    chain = load_world(name).chain
    for place, (entered, left) in base_balance(chain).items():
        assert entered == pytest.approx(left, rel=1e-9), place
    assert {"stated_policies", "announced_pledges", "net_zero"} <= set(chain.demand)


@pytest.mark.parametrize("name", MINERALS)
def test_a_by_product_is_bounded_by_its_host(name: str) -> None:
    chain = load_world(name).chain
    for facility in chain.facilities.values():
        if chain.recipes[facility.recipe].stage == BY_PRODUCT:
            host = chain.hosts[facility.region, facility.recipe]
            if facility.start is None:  # what is to come may find the host too small, and is cut
                assert facility.capacity * 0.8 <= host.potential
            assert 0 <= host.floor < 1


def copied(tmp_path: Path, name: str) -> tuple[Path, Path]:
    """A chain's YAML and tables, to be spoilt."""
    shutil.copytree(LIBRARY, tmp_path / "library")
    shutil.copytree(TABLES / f"{name}_2024", tmp_path / "tables" / f"{name}_2024")
    return tmp_path / "library" / f"{name}.yaml", tmp_path / "tables"


def test_a_by_product_without_a_host_is_located(tmp_path: Path) -> None:
    definition, tables = copied(tmp_path, "gallium")
    file = tables / "gallium_2024" / "hosts.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(row for row in rows if not row.startswith("CHN,")) + "\n")
    with pytest.raises(DefinitionError, match="in CHN without host"):
        read_chain(definition, tables)


def test_more_than_the_host_holds_is_refused(tmp_path: Path) -> None:
    definition, tables = copied(tmp_path, "gallium")
    file = tables / "gallium_2024" / "hosts.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",3420,", ",342,"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="technical ceiling"):
        read_chain(definition, tables)


def test_a_number_that_neither_the_chain_nor_the_shared_file_writes_is_refused(
    tmp_path: Path,
) -> None:
    definition, tables = copied(tmp_path, "tin")
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("shared_behaviour: usual\n", ""), encoding="utf-8")
    with pytest.raises(DefinitionError, match="no utilisation"):
        read_chain(definition, tables)


def test_a_chain_changes_single_numbers_of_the_shared_behaviour() -> None:
    germanium, tin = load_world("germanium").chain, load_world("tin").chain
    assert germanium.behaviour.ceiling["germanium_metal"].value == 4
    assert tin.behaviour.ceiling["tin_metal"].value == 6
    assert germanium.behaviour.lead_time == tin.behaviour.lead_time
    assert germanium.behaviour.ceiling["germanium_optics"].grade == "D"


def test_capacities_and_behaviour_use_the_same_utilisation() -> None:
    from monazite.data.build.minerals.tables import utilisation

    behaviour = load_world("tin").chain.behaviour
    for stage, share in utilisation().items():
        assert behaviour.utilisation[stage].value == share
