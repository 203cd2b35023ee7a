"""Is every collected project in the market of its chains, or explained?"""

from __future__ import annotations

import pytest

from monazite.chains.project_places import places_of, project_places
from monazite.chains.project_support import chance_without, supports
from monazite.chains.projects import projects
from monazite.chains.read import chain_names
from monazite.chains.world import load_world
from monazite.data.build.project_library import (
    PROBABILITY,
    chance_without_support,
    project_library,
)
from monazite.errors import DataError
from monazite.policy.library import library

CHAIN = {"nickel": "nickel_cobalt", "cobalt": "nickel_cobalt"}


def test_every_project_is_in_the_market_of_its_chains_or_explained() -> None:
    assert set(project_places()) == {one.id for one in projects()}
    for one in projects():
        places = places_of(one.id)
        wanted = {
            name if (name := CHAIN.get(mineral, mineral)) in chain_names() else None
            for mineral in one.minerals
        }
        assert {place.chain for place in places} == wanted, one.id
        for place in places:
            if place.place == "to_come":
                assert place.facilities, one.id
            else:
                assert place.reason, one.id


@pytest.mark.slow
def test_a_project_to_come_is_a_facility_with_a_start_a_chance_and_its_conversion() -> None:
    chains = {name: load_world(name).chain for name in chain_names()}
    named: set[str] = set()
    for places in project_places().values():
        for place in places:
            if place.place != "to_come":
                continue
            assert place.chain is not None
            for name in place.facilities:
                if name == "saltend":
                    continue  # cancelled: chance 0, so the chain has no facility for it
                facility = chains[place.chain].facilities[name]
                assert facility.start is not None and facility.ramp_months >= 1
                assert 0 < facility.probability <= 1 and facility.capacity > 0
                named.add(name)
                if place.chain != "rare_earths":
                    assert " x " in facility.note and " = " in facility.note
    to_come = {
        facility.id
        for chain in chains.values()
        for facility in chain.facilities.values()
        if facility.start is not None
    }
    assert named == to_come


def test_at_least_twenty_facilities_come_in_chains_other_than_rare_earths() -> None:
    others = [
        name
        for places in project_places().values()
        for place in places
        if place.chain != "rare_earths"
        for name in place.facilities
    ]
    assert len(others) == len(set(others)) >= 20


def test_support_names_rules_of_the_library_and_lowers_or_raises_the_chance() -> None:
    rules = set(library().rule)
    for support in supports():
        assert support.rule in rules, support
    first = next(one for one in projects() if one.id == "ATALCO-GA")
    assert chance_without(first.id, first.chance) == pytest.approx(1 / 3)
    assert chance_without("RIO-GA", 0.2) > 0.2  # screening holds capital off
    assert chance_without("EF-P2", 0.3) == 0.3


def test_the_chain_carries_the_chance_without_support() -> None:
    gallium = load_world("gallium").chain
    facility = gallium.facilities["gramercy_gallium"]
    assert facility.probability == pytest.approx(chance_without("ATALCO-GA", 0.5), abs=1e-5)


def test_support_of_what_runs_already_is_refused() -> None:
    supported = project_library().support[0].project
    assert chance_without_support(supported, "planned") < PROBABILITY["planned"]
    with pytest.raises(DataError, match="policy cannot change what has begun"):
        chance_without_support(supported, "operating")
