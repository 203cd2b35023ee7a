"""Facilities to come: ramp, slip and die as policies and draws say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite.chains.pipeline import facility_project, figure
from monazite.chains.world import load_world
from monazite.effects import Evidence, ProjectOutlook, Span
from monazite.errors import NetworkError, UnknownNameError
from monazite.market.listed import listed_capacity
from monazite.months import Month, span
from monazite.scenario.drawn_projects import with_drawn_projects
from monazite.scenario.read import load_scenario
from monazite.scenario.scenario_text import scenario_text

WORLD = load_world()
MONTHS = span(Month.parse("2025-01"), 130)
COMING = [one for one in WORLD.chain.facilities.values() if one.start is not None]
ONE = max(COMING, key=lambda one: (one.start, one.id))
PLACE = list(WORLD.chain.facilities).index(ONE.id)


def outlook(**changed: object) -> ProjectOutlook:
    plain = ProjectOutlook(
        id="lever",
        facilities=(ONE.id,),
        span=Span(Month.parse("2026-01")),
        outcome="odds",
        odds_ratio=1.0,
        delay_months=0,
        evidence=Evidence("test", "D"),
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def listed(*outlooks: ProjectOutlook) -> np.ndarray:
    return listed_capacity(WORLD.chain, MONTHS, outlooks)


def test_an_outlook_of_nothing_changes_nothing() -> None:
    assert np.array_equal(listed(), listed(outlook()))


def test_odds_and_outcomes_scale_only_their_facility() -> None:
    before, more = listed(), listed(outlook(odds_ratio=4.0))
    fails, comes = listed(outlook(outcome="fails")), listed(outlook(outcome="comes"))
    others = np.arange(before.shape[1]) != PLACE
    for changed in (more, fails, comes):
        assert np.array_equal(changed[:, others], before[:, others])
    last = -1
    full = ONE.capacity / 12
    odds = ONE.probability / (1 - ONE.probability)
    assert more[last, PLACE] == pytest.approx(full * 4 * odds / (1 + 4 * odds))
    assert comes[last, PLACE] == pytest.approx(full)
    assert (fails[:, PLACE] == 0).all()


def test_delay_shifts_the_ramp() -> None:
    before, late = listed()[:, PLACE], listed(outlook(delay_months=7))[:, PLACE]
    np.testing.assert_allclose(late[7:], before[:-7])
    assert (late[:7] <= before[:7]).all()


def test_what_started_before_the_span_is_out_of_reach() -> None:
    later = Span(ONE.start + 1)
    assert np.array_equal(listed(), listed(outlook(outcome="fails", span=later)))


def test_bad_outlooks_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="facility"):
        listed(outlook(facilities=("nowhere",)))
    with pytest.raises(NetworkError, match="one outcome"):
        listed(outlook(outcome="fails"), outlook(id="other", outcome="comes"))
    with pytest.raises(NetworkError, match="odds_ratio"):
        listed(outlook(odds_ratio=-1.0))


def test_a_draw_settles_every_project_and_can_be_written_out() -> None:
    scenario = load_scenario("baseline")
    drawn = with_drawn_projects(scenario, WORLD, seed=7)
    again = with_drawn_projects(scenario, WORLD, seed=7)
    other = with_drawn_projects(scenario, WORLD, seed=8)
    added = [effect for effect in drawn.effects if isinstance(effect, ProjectOutlook)]
    assert {name for one in added for name in one.facilities} == {one.id for one in COMING}
    assert drawn.fingerprint == again.fingerprint != other.fingerprint
    assert "project_outlook" in scenario_text(drawn)
    pairs = {one.facilities[0]: (one.outcome, one.delay_months) for one in added}
    assert pairs["independence_light"] == pairs["independence_heavy"]
    begun = [one.id for one in COMING if one.status in ("operating", "ramping")]
    assert begun
    assert all(pairs[name] == ("comes", 0) for name in begun)


@pytest.mark.parametrize("name", ["rare_earths", "lithium", "gallium", "graphite"])
def test_drawn_starts_have_the_expected_start_of_the_chain_as_their_mean(name: str) -> None:
    world = load_world(name)
    scenario = replace(load_scenario("baseline"), chain=name, effects=())
    draws = [with_drawn_projects(scenario, world, seed).effects for seed in range(200)]
    moved: dict[str, list[int]] = {}
    for one in (one for effects in draws for one in effects):
        assert isinstance(one, ProjectOutlook)
        moved.setdefault(one.facilities[0], []).append(one.delay_months)
    open_still = [
        one
        for one in world.chain.facilities.values()
        if one.start is not None and one.status not in ("operating", "ramping")
    ]
    assert open_still
    for facility in open_still:
        months = np.array(moved[facility.id])
        error = months.std() / len(months) ** 0.5
        assert abs(months.mean()) <= 4 * error + 0.5, facility.id
        assert months.min() < 0 < months.max(), facility.id


def test_drawn_starts_are_late_as_often_as_the_study_says() -> None:
    world = load_world("lithium")
    scenario = replace(load_scenario("baseline"), chain="lithium", effects=())
    facility = world.chain.facilities["thacker_pass"]
    project = facility_project(facility, "USA", world.as_known)
    late = 0
    for seed in range(800):
        effects = with_drawn_projects(scenario, world, seed).effects
        one = next(one for one in effects if one.id == "draw_thacker_pass")
        assert isinstance(one, ProjectOutlook) and facility.start is not None
        late += facility.start + one.delay_months > project.planned_start
    share = figure("delayed_share", "north_america").value
    assert abs(late / 800 - share) <= 4 * (share * (1 - share) / 800) ** 0.5 + 0.01


def test_a_drawn_scenario_reads_back(tmp_path) -> None:
    drawn = with_drawn_projects(load_scenario("baseline"), WORLD, seed=7)
    path = tmp_path / "drawn.yaml"
    path.write_text(scenario_text(drawn), encoding="utf-8")
    assert load_scenario(str(path), WORLD).fingerprint == drawn.fingerprint
