"""Is a chain of one's own run, saved and told like a shipped one, and is what is wrong said?"""

import shutil
from pathlib import Path

import pytest

from monazite.chains.own_chain import chains_named
from monazite.errors import DefinitionError, StorageError, UnknownNameError
from monazite.scenario.all_chains import run_all
from monazite.scenario.repeat import repeat
from monazite.scenario.run_world import world_of
from monazite.scenario.storage import load
from tests.support.own_chains import own_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_folder(tmp_path_factory.mktemp("own"))


def test_a_file_and_a_folder_name_the_same_chain(folder: Path) -> None:
    path = folder / "my_tin.yaml"
    assert chains_named([str(folder)]) == {"my_tin": str(path)}
    assert chains_named([str(path), "gallium"]) == {"my_tin": str(path), "gallium": "gallium"}


@pytest.mark.slow
def test_a_chain_of_ones_own_runs_beside_a_shipped_one(folder: Path, tmp_path: Path) -> None:
    from monazite.present.world_report import write_world_report

    place = tmp_path / "runs"
    found = run_all("law_as_enacted", place, chains=[str(folder), "tin"], months=12, processes=1)
    assert [result.chain for result in found.results] == ["my_tin", "tin"]
    assert found.cleared
    mine, shipped = load(place / "my_tin"), load(place / "tin")
    assert mine.attributes["chain_definition"] == str(folder / "my_tin.yaml")
    assert "chain_definition" not in shipped.attributes
    assert (mine["price"] == shipped["price"]).all()
    assert world_of(mine).chain.id == "my_tin"
    assert repeat(place / "my_tin").identical
    for lang in ("en", "zh"):
        page = write_world_report([place], tmp_path / f"{lang}.html", lang)
        assert '<section id="my_tin"' in page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_changed_or_lost_definition_is_noticed(tmp_path: Path) -> None:
    folder, place = own_folder(tmp_path / "own"), tmp_path / "runs"
    run_all("baseline", place, chains=[str(folder)], months=2, processes=1)
    run, definition = load(place / "my_tin"), folder / "my_tin.yaml"
    definition.write_text(definition.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    with pytest.raises(StorageError, match="changed after"):
        world_of(run)
    definition.unlink()
    with pytest.raises(StorageError, match="put the folder"):
        world_of(run)


def test_a_folder_without_a_chain_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mineral.yaml").write_text("depth: full\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="no definition of a chain"):
        chains_named([str(tmp_path)])


def test_tables_that_are_not_there_are_named(tmp_path: Path) -> None:
    folder = own_folder(tmp_path / "own")
    shutil.rmtree(folder / "my_tin_2024")
    with pytest.raises(DefinitionError, match="my_tin_2024"):
        chains_named([str(folder)])


def test_one_id_twice_is_refused(folder: Path, tmp_path: Path) -> None:
    other = own_folder(tmp_path / "other")
    with pytest.raises(DefinitionError, match="twice"):
        chains_named([str(folder), str(other)])
    shutil.copy(other / "my_tin.yaml", other / "again.yaml")
    with pytest.raises(DefinitionError, match="second time"):
        chains_named([str(other)])


def test_a_misspelt_chain_or_path_is_refused_with_near_misses(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="gallium"):
        chains_named(["galium"])
    with pytest.raises(DefinitionError):
        chains_named([str(tmp_path / "nothing.yaml")])
