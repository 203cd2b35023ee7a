"""Can a newcomer add a mineral as a folder, without Python: check, build, read, clear?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monazite.chains.read import base_balance
from monazite.chains.world import load_world
from monazite.cli.check_verb import _folder
from monazite.data.build.__main__ import main
from monazite.errors import DefinitionError

FOLDER = Path(__file__).parent / "unobtainium"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the folder of an invented mineral."""
    shutil.copytree(FOLDER, tmp_path / "unobtainium")
    return tmp_path / "unobtainium"


@pytest.mark.slow
def test_a_folder_becomes_a_chain_that_balances_and_clears(place: Path) -> None:
    from monazite.market.simulate import simulate
    from monazite.scenario.other_chain import on_chain
    from monazite.scenario.read import open_scenario

    with pytest.raises(DefinitionError, match="--minerals"):
        _folder(place)  # sound, but its tables are still to be built
    assert main(["--minerals", str(place)]) == 0
    _folder(place)
    world = load_world(str(place / "unobtainium_chain.yaml"))
    for entered, left in base_balance(world.chain).values():
        assert entered == pytest.approx(left, rel=1e-9)
    scenario = on_chain(open_scenario("baseline").scenario.changed(months=6), world).scenario
    run = simulate(world, scenario)
    assert run.status.cleared
    assert float(run["residual"].max()) < 1e-6


def test_every_fault_of_a_folder_is_told_at_once(place: Path) -> None:
    file = place / "unobtainium.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("regions: [CHN, AUS, USA]", "regions: [CHN, AUS, USA]\nblocs:\n"
                        "  - {id: PACIFIC, en: p, zh: 太, members: [AUS, NZL]}")  # fmt: skip
    text = text.replace("split: {aerospace: 1.0}", "split: {aerospace: 0.8}")
    text = text.replace("stage: mine", "stage: by_product")
    text = text.replace("outputs: {unobtainium_metal: 1}", "outputs: {unobtainium_alloy: 1}")
    text += (
        "projects:\n  - {id: too_early, project: ALC-GA, recipe: mine_unobtainium, amount: 1,"
        ' start: "2025-01", because: "x"}\n'
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        _folder(place)
    told = "\n".join(f"{fault.where}: {fault.found}" for fault in caught.value.faults)
    for said in (
        '"AUS", which region AUS holds too',
        "shares that add up to 0.8",
        "a by-product without a host",
        'good "unobtainium_alloy"',
        "no recipe that makes it",
        "while it is still to come by the report of",
    ):
        assert said in told, said


def test_a_folder_without_a_definition_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--minerals", str(tmp_path)]) == 1
    assert "no definition of a mineral" in capsys.readouterr().err
