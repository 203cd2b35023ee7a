"""The world as known then: no later plant, no fitted number, no later year."""

import pytest

from monazite.chains.behaviour import Behaviour, Parameter
from monazite.chains.read import base_balance
from monazite.chains.world import load_world
from monazite.errors import DataError, DefinitionError, MonaziteError
from monazite.evidence.episode import read_episode
from monazite.evidence.known_world import known_behaviour, known_world
from tests.evidence.episodes import change, copy_of, new


def fitted_years(behaviour):
    for name in Behaviour.model_fields:
        value = getattr(behaviour, name)
        for one in value.values() if isinstance(value, dict) else (value,):
            if isinstance(one, Parameter) and one.fitted_on:
                yield int(one.fitted_on[:4])


@pytest.fixture(scope="module")
def heavy():
    return known_world(read_episode("heavy_rare_earths_2025"))


@pytest.fixture(scope="module")
def earlier():
    return known_world(read_episode("rare_earths_2010"))


def test_the_shipped_chain_has_something_to_leak():
    chain = load_world().chain
    assert max(fitted_years(chain.behaviour)) >= 2025
    assert any(f.start and f.start.year >= 2026 for f in chain.facilities.values())


def test_no_number_fitted_on_the_event_or_later_is_left(heavy):
    assert not [year for year in fitted_years(heavy.world.chain.behaviour) if year >= 2025]
    assert "ceiling.dysprosium_oxide" in heavy.replaced


def test_a_number_fitted_earlier_stays():
    chain = load_world().chain
    kept, replaced = known_behaviour(chain, 2026)
    assert kept == chain.behaviour
    assert replaced == ()


def test_no_plant_that_starts_later_is_left(heavy):
    event = read_episode("heavy_rare_earths_2025").event
    starts = [f.start for f in heavy.world.chain.facilities.values() if f.start is not None]
    assert all(start < event for start in starts)
    assert heavy.left_out


def test_the_world_of_an_episode_is_not_the_shipped_one(heavy):
    assert heavy.world.fingerprint != load_world().fingerprint
    assert str(heavy.world.as_known) == "2025-04"


def test_an_event_inside_the_base_year_needs_an_earlier_base(tmp_path):
    folder = change(new(tmp_path), "2025-0", "2024-0")
    with pytest.raises(DataError, match="not known then"):
        known_world(read_episode(folder))


def test_the_earlier_base_balances_and_has_none_of_the_later_mines(earlier):
    chain = earlier.world.chain
    assert chain.base_year == 2009
    worst = max(
        abs(entered - left) / max(entered, left) for entered, left in base_balance(chain).values()
    )
    assert worst < 1e-9
    mining = {region for (region, _), tonnes in chain.base.mines.items() if tonnes > 0}
    assert mining == {"CHN", "IND", "RUS"}
    total = sum(chain.base.mines.values())
    assert sum(t for (r, _), t in chain.base.mines.items() if r == "CHN") / total > 0.95
    assert {f.region for f in chain.facilities.values()}.isdisjoint({"AUS", "MYS", "USA", "MMR"})
    assert all(f.start is None for f in chain.facilities.values())


def test_later_demand_paths_do_not_reach_the_earlier_world(earlier):
    for paths in earlier.world.chain.demand.values():
        for path in paths.values():
            assert path.index == {2009: 1.0, 2034: pytest.approx(1.05**25)}


def test_a_row_of_changes_that_matches_nothing_is_refused(tmp_path):
    folder = copy_of(read_episode("rare_earths_2010").folder, tmp_path)
    with (folder / "base_change.csv").open("a") as file:
        file.write("mines,XYZ,*,*,2,,D,nobody,\n")
    with pytest.raises(DefinitionError, match="XYZ"):
        known_world(read_episode(folder))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("mines,CHN,*,chinese_rock_concentrate,2,5,D,nobody,", "one of the two"),
        ("mines,CHN,*,chinese_rock_concentrate,,,D,nobody,", "one of the two"),
        ("uses,CHN,*,glass,,5,D,nobody,", "named without"),
        ("mines,CHN,*,nickel_ore,,5,D,nobody,", "nickel_ore"),
        ("processes,AUS,*,reduce_ndpr,,5,D,nobody,", "without supply"),
    ],
)
def test_a_stated_flow_must_be_one_that_can_be(tmp_path, row, reason):
    folder = copy_of(read_episode("rare_earths_2010").folder, tmp_path)
    with (folder / "base_change.csv").open("a") as file:
        file.write(f"{row}\n")
    with pytest.raises(MonaziteError, match=reason):
        known_world(read_episode(folder))
