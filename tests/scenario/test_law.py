"""Do scenarios take the law they say, and does every shipped one load and clear?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from monazite.chains.world import World, load_world
from monazite.errors import DefinitionError, MonaziteError
from monazite.market.simulate import simulate
from monazite.scenario.law import LawChoice
from monazite.scenario.read import load_scenario, shipped_scenarios
from monazite.scenario.scenario import Scenario

LAW = (
    *("law_as_enacted", "no_controls", "truce_lapses", "truce_prolonged", "allied_price_floor"),
    *("stockpiles", "total_stop", "western_programme", "chinese_programme"),
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def baseline(world: World) -> Scenario:
    return replace(load_scenario("baseline", world), months=36)


def under(world: World, baseline: Scenario, choice: LawChoice) -> Scenario:
    return replace(baseline, policies=choice).with_law(world)


def test_all_scenarios_of_the_law_are_shipped() -> None:
    assert set(LAW) <= set(shipped_scenarios())


@pytest.mark.slow
@pytest.mark.parametrize("name", LAW)
def test_the_world_clears_to_2035_under_each_law(world: World, name: str) -> None:
    scenario = load_scenario(name, world)
    assert scenario.policies is None and scenario.effects
    run = simulate(world, scenario)
    assert run.status.cleared, run.status.sentence()
    assert run["mass_error"].max() < 1e-9


def test_an_open_state_without_a_branch_is_refused(world: World, baseline: Scenario) -> None:
    with pytest.raises(DefinitionError, match="branch"):
        under(world, replace(baseline, months=144), LawChoice(include=("cn/mofcom-2025-61",)))


def test_a_pattern_that_names_nothing_is_refused(world: World, baseline: Scenario) -> None:
    with pytest.raises(MonaziteError, match="cn/mofcom-gacc-2025-81"):
        under(world, baseline, LawChoice(include=("cn/mofcom-gacc-2025-81",)))


@pytest.mark.slow
def test_taking_an_act_out_again_restores_the_run_bit_for_bit(
    world: World, baseline: Scenario
) -> None:
    plain = simulate(world, baseline)
    choice = LawChoice(include=("cn/mofcom-gacc-2025-18",), exclude=("cn/mofcom-gacc-2025-18",))
    assert simulate(world, under(world, baseline, choice)).identical(plain)
    taken = simulate(world, under(world, baseline, LawChoice(include=("cn/mofcom-gacc-2025-18",))))
    assert not taken.identical(plain)


def test_an_act_moved_beyond_the_run_changes_no_number(world: World, baseline: Scenario) -> None:
    act = "cn/mofcom-gacc-2025-18"
    later = LawChoice(include=(act,), shift_months={act: 240}, branch="prolonged")
    moved = under(world, baseline, later)
    plain = simulate(world, baseline)
    assert simulate(world, moved).identical(plain)


def test_suspended_while_prolonged_does_nothing(world: World, baseline: Scenario) -> None:
    act = "cn/mofcom-gacc-2025-57"
    choice = LawChoice(include=(act,), branch="prolonged")
    kinds = {type(effect).__name__ for effect in under(world, baseline, choice).effects}
    before = {type(effect).__name__ for effect in baseline.effects}
    assert "ExportLicence" not in kinds - before


def test_the_act_of_april_2025_gives_the_gates_of_heavy_licences(
    world: World, baseline: Scenario
) -> None:
    from_law = simulate(
        world, under(world, baseline, LawChoice(include=("cn/mofcom-gacc-2025-18",)))
    )
    by_hand = simulate(world, replace(load_scenario("heavy_licences", world), months=36))
    node = "DEU/dysprosium_oxide/bound"
    assert from_law.price(node) == pytest.approx(by_hand.price(node), rel=0.05)
