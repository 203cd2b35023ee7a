"""Do acts move the odds of the projects they stand behind, and by how much?"""

from __future__ import annotations

import pytest

from monazite.chains.project_support import supports
from monazite.chains.world import load_world
from monazite.data.build.project_library import PROBABILITY
from monazite.effects import ProjectOutlook
from monazite.market.listed import listed_capacity
from monazite.scenario.drawn_projects import with_drawn_projects
from monazite.scenario.other_chain import on_chain
from monazite.scenario.read import open_scenario

CHAINS = ("rare_earths", "lithium", "gallium", "antimony", "graphite", "nickel_cobalt")


@pytest.mark.parametrize("name", CHAINS)
def test_with_all_acts_in_force_a_project_is_as_likely_as_its_maturity_says(name: str) -> None:
    opened = open_scenario("law_as_enacted").scenario
    world = load_world(name, str(opened.as_known))
    scenario = on_chain(opened, world).scenario
    outlooks = [one for one in scenario.effects if isinstance(one, ProjectOutlook)]
    assert outlooks
    assert all(one.evidence.grade == "D" and one.evidence.note for one in outlooks)
    late = [scenario.start + 400]
    with_acts = listed_capacity(world.chain, late, outlooks)[0] * 12
    for facility, capacity in zip(world.chain.facilities.values(), with_acts, strict=True):
        if facility.start is not None:
            chance = PROBABILITY[facility.status]
            assert capacity / facility.capacity == pytest.approx(chance, rel=1e-3), facility.id


def test_no_act_no_effect_and_less_capacity() -> None:
    opened = open_scenario("baseline").scenario
    world = load_world("lithium", str(opened.as_known))
    scenario = on_chain(opened, world).scenario
    assert not [one for one in scenario.effects if isinstance(one, ProjectOutlook)]
    supported = {name for one in supports() for name in one.facilities}
    facility = world.chain.facilities["thacker_pass"]
    assert facility.id in supported and facility.probability < PROBABILITY[facility.status]


def test_draws_follow_the_odds_that_acts_leave() -> None:
    world = load_world("lithium", "2026-11")
    shares = {}
    for name in ("baseline", "law_as_enacted"):
        scenario = on_chain(open_scenario(name).scenario, world).scenario
        drawn = [with_drawn_projects(scenario, world, seed) for seed in range(400)]
        comes = [
            one.outcome == "comes"
            for run in drawn
            for one in run.effects
            if one.id == "draw_thacker_pass" and isinstance(one, ProjectOutlook)
        ]
        shares[name] = sum(comes) / len(comes)
    assert shares["baseline"] == pytest.approx(0.6, abs=0.08)
    assert shares["law_as_enacted"] == pytest.approx(0.75, abs=0.07)
