"""Does one scenario run on several chains into one folder that is whole, or say why not?"""

import json
from pathlib import Path

import pytest

from monazite.chains.read import chain_names
from monazite.chains.world import load_world
from monazite.cli.run_all import line
from monazite.cli.words import words
from monazite.errors import MonaziteError, StorageError, UnknownNameError
from monazite.present.catalogue import Language
from monazite.scenario.all_chains import WorldRuns, is_world_runs, read_world_runs, run_all
from monazite.scenario.other_chain import on_chain
from monazite.scenario.read import open_scenario, shipped_scenarios
from monazite.scenario.storage import load
from tests.support.own_chains import own_folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("world") / "baseline"
    found = run_all("baseline", place, chains=("bismuth", "gallium"), months=12, processes=1)
    assert found.cleared
    return place


@pytest.mark.slow
def test_each_chain_is_a_saved_run_of_its_own(runs: Path) -> None:
    found = read_world_runs(runs)
    assert [result.chain for result in found.results] == ["bismuth", "gallium"]
    for result in found.results:
        run = load(runs / result.chain)
        assert run.attributes["world"] == result.chain
        assert result.months == len(run.months) == 12
        assert result.largest_mass_error is not None and result.largest_mass_error < 1e-9


@pytest.mark.slow
def test_a_report_ranks_the_chains_in_both_languages(runs: Path, tmp_path: Path) -> None:
    from monazite.present.world_report import write_world_report

    english = write_world_report([runs, runs], tmp_path / "en.html", "en").read_text("utf-8")
    chinese = write_world_report([runs], tmp_path / "zh.html", "zh").read_text("utf-8")
    for name in ("bismuth", "gallium"):
        assert f'<section id="{name}"' in english
        assert f'<section id="{name}"' in chinese
    assert "Ranking" in english and "排序" in chinese
    assert "https://" not in english


@pytest.mark.slow
def test_a_run_exchanged_after_saving_is_noticed(runs: Path, tmp_path: Path) -> None:
    import shutil

    place = tmp_path / "copy"
    shutil.copytree(runs, place)
    manifest = place / "gallium" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(StorageError, match="gallium"):
        read_world_runs(place)


def test_a_place_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError, match="would be lost"):
        run_all("baseline", tmp_path / "kept", chains=("bismuth",), overwrite=True)
    assert (tmp_path / "kept" / "file").read_text(encoding="utf-8") == "mine"
    assert not is_world_runs(tmp_path / "kept")
    with pytest.raises(UnknownNameError, match="bismut"):
        run_all("baseline", tmp_path / "new", chains=("bismut",))
    assert not (tmp_path / "new").exists()


def test_a_damaged_list_of_chains_is_refused(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(json.dumps({"scenario": "x"}), encoding="utf-8")
    with pytest.raises(StorageError, match="no readable"):
        read_world_runs(tmp_path)


@pytest.mark.parametrize("scenario", shipped_scenarios())
def test_every_scenario_reads_its_law_for_another_chain(scenario: str) -> None:
    world = load_world("gallium")
    acting = on_chain(open_scenario(scenario).scenario, world)
    assert acting.scenario.chain == "gallium"
    written = len(open_scenario(scenario).scenario.effects)
    assert len(acting.left_out) == written, "the written effects are of rare earths"
    for effect in acting.scenario.effects:
        for good in getattr(effect, "goods", ()):
            assert getattr(good, "good", good) in world.chain.goods


def test_the_congolese_stop_reaches_cobalt() -> None:
    world = load_world("nickel_cobalt")
    effects = on_chain(open_scenario("law_as_enacted").scenario, world).scenario.effects
    stop = next(effect for effect in effects if "cobalt_suspension" in effect.id)
    assert [good.good for good in stop.goods] == ["cobalt_hydroxide"]  # type: ignore[union-attr]
    assert stop.exporter == "COD"  # type: ignore[union-attr]


def test_the_own_chain_keeps_all_effects() -> None:
    world = load_world("rare_earths")
    scenario = open_scenario("baseline").scenario
    acting = on_chain(scenario, world)
    assert acting.left_out == ()
    assert [e.id for e in acting.scenario.effects] == [e.id for e in scenario.effects]
    assert len(chain_names()) >= 38


@pytest.fixture(scope="module")
def partly(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WorldRuns, list[str]]:
    """A folder of two chains of which one could not be run: its prices are of no known good."""
    folder = own_folder(tmp_path_factory.mktemp("own"))
    table = folder / "my_tin_2024" / "prices.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("tin_", "tinn_"), encoding="utf-8")
    told: list[str] = []
    place = tmp_path_factory.mktemp("world") / "baseline"
    found = run_all(
        "baseline",
        place,
        chains=[str(folder), "bismuth"],
        months=2,
        processes=1,
        told=lambda one, done, total: told.append(f"{done}/{total} {line(one, words('en'))}"),
    )
    return place, found, told


@pytest.mark.slow
def test_a_chain_that_raises_costs_none_of_the_others(
    partly: tuple[Path, WorldRuns, list[str]],
) -> None:
    place, found, told = partly
    assert [result.chain for result in found.results] == ["bismuth"]
    assert found.results[0].cleared and not found.cleared
    assert [one.chain for one in found.stopped] == ["my_tin"]
    assert "prices.csv" in found.stopped[0].reason
    assert read_world_runs(place) == found
    assert len(load(place / "bismuth").months) == 2
    assert not (place / "my_tin").exists()
    assert any("my_tin: FAILED" in text and "prices.csv" in text for text in told)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_says_which_chain_failed_and_why(
    partly: tuple[Path, WorldRuns, list[str]], runs: Path, tmp_path: Path, lang: Language
) -> None:
    from monazite.present.world_report import write_world_report

    page = write_world_report([partly[0], runs], tmp_path / "page.html", lang)
    shown = page.read_text(encoding="utf-8")
    assert '<section id="bismuth"' in shown
    warning = next(text for text in shown.splitlines() if "my_tin" in text)
    assert "prices.csv" in warning


@pytest.mark.slow
def test_where_no_chain_can_be_run_nothing_is_saved(tmp_path: Path) -> None:
    folder = own_folder(tmp_path / "own")
    (folder / "my_tin_2024" / "prices.csv").write_text("region\n", encoding="utf-8")
    with pytest.raises(MonaziteError, match="prices"):
        run_all("baseline", tmp_path / "runs", chains=[str(folder)], months=2, processes=1)
    assert not (tmp_path / "runs").exists()
