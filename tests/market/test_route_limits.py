"""Does a limit of a route hold its tonnes, whatever the prices, and never add any?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.market.build_schedule import build_schedule
from monazite.market.known_rules import availability
from monazite.market.model import Arrays
from monazite.market.precision import jax
from monazite.market.route_limits import Limited, limit_routes
from monazite.market.schedule import NO_LIMIT, Schedule
from monazite.months import span
from tests.market.rules import demand, from_month, route
from tests.market.worlds import (
    START,
    Months,
    activities,
    calm_run,
    model,
    rows,
    run_of,
    same_numbers,
)

limited = jax.jit(limit_routes)
DIRECT = {"kind": "ship", "region": "CHN", "region_to": "USA", "good": "ndfeb_magnet"}


def usual_trade() -> float:
    """Tonnes a month of magnets from China to the United States in the base year."""
    (place,) = activities(**DIRECT)
    return model().network.activities[place].base_level


def carried(margin: float, share: float, usual: float) -> float:
    """What one route of usual trade 1 carries, at a margin in dispersions above the base year's."""
    base = np.log(usual / (1.0 - usual))
    names = dict.fromkeys(Arrays._fields)
    place = np.array([0])
    arrays = Arrays(
        **{
            **names,
            "charge_group": place,
            "charge_activity": place,
            "charge_usual": np.array([usual]),
        }
    )
    month = Schedule(**{**dict.fromkeys(Schedule._fields), "route_limit": np.array([share])})
    calm = Limited(np.array([1.0 / usual]), np.array([1.0]), np.array([base]))
    capacity, dispersion, bias = (float(part[0]) for part in limited(arrays, month, calm))
    return capacity / (1.0 + np.exp(-(margin / dispersion + bias)))


margins = st.floats(-30, 30)
shares = st.floats(1e-6, 1 - 1e-6)
usuals = st.floats(0.15, 0.7)


@settings(deadline=None, max_examples=200)
@given(margin=margins, share=shares, other=shares, usual=usuals)
def test_a_limit_binds_at_any_margin_and_never_adds_trade(
    margin: float, share: float, other: float, usual: float
) -> None:
    """Below the limit, below what the route would carry without one, and more the wider it is."""
    small, large = sorted((share, other))
    free = carried(margin, NO_LIMIT, usual)
    narrow, wide = carried(margin, small, usual), carried(margin, large, usual)
    assert narrow <= small * (1 + 1e-12)
    assert narrow <= wide * (1 + 1e-12)
    assert wide <= free * (1 + 1e-12)


@pytest.mark.parametrize(("share", "kept"), [(0.3, 0.2857), (0.5, 0.4615), (0.943, 0.8149)])
def test_at_unchanged_prices_a_limit_is_nearly_reached(share: float, kept: float) -> None:
    """By hand: 1 / (1 / share + (1 - 1/3) / 4) of usual trade."""
    assert carried(0.0, share, 1 / 3) == pytest.approx(kept, abs=1e-4)
    assert carried(3.0, share, 1 / 3) == pytest.approx(share, rel=1e-2), "and reached when wanted"
    assert carried(-5.0, share, 1 / 3) < 0.1 * share, "nobody ships at a loss to fill a limit"


def test_without_a_limit_a_route_is_what_it_was() -> None:
    assert carried(0.0, NO_LIMIT, 1 / 3) == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
def test_no_demand_draws_more_through_a_route_than_its_limit(share: float) -> None:
    """American uses want half as much again for a year; a third of capacity was used before."""
    wanted = demand(1.5, regions=("USA",))
    held, free = run_of(route(share), wanted), run_of(wanted)
    assert held.status.cleared, held.status.sentence()
    (place,) = activities(**DIRECT)
    good = model().goods.index("ndfeb_magnet")
    growth = build_schedule(model(), "stated_policies", span(START, 12), ()).growth[:, good]
    allowed = share * usual_trade() * growth
    assert (held["level"][:, place] <= allowed).all()
    assert (held["level"][:, place] >= 0.8 * allowed).all(), "what may pass is wanted"
    assert (free["level"][:, place] > allowed).all(), "the limit is what holds"


def test_a_narrower_limit_lets_less_pass_in_the_market() -> None:
    months = Months()
    (place,) = activities(**DIRECT)
    levels = [
        months.step(rows(route(share))[0])[1].level[place]
        for share in (1.0, 0.999, 0.6, 0.3, 0.1, 0.001, 0.0)
    ]
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) == len(levels)
    assert levels[-1] == 0.0


def test_a_group_of_destinations_keeps_to_the_share_of_its_usual_trade() -> None:
    importers = ("USA", "JPN", "DEU", "KOR")
    held = run_of(route(0.3, importers=importers), months=6)
    places = [
        number
        for number, activity in enumerate(model().network.activities)
        if (activity.kind, activity.region, activity.good) == ("ship", "CHN", "ndfeb_magnet")
        and activity.region_to in importers
    ]
    usual = sum(model().network.activities[place].base_level for place in places)
    good = model().goods.index("ndfeb_magnet")
    growth = build_schedule(model(), "stated_policies", span(START, 6), ()).growth[:, good]
    assert len(places) == 4
    assert (held["level"][:, places].sum(axis=1) <= 0.3 * usual * growth).all()


def test_a_share_of_no_usual_trade_is_none() -> None:
    """Routes that the base year did not use stay shut while a share below 1 holds."""
    months = span(START, 12)
    schedule = build_schedule(
        model(), "stated_policies", months, (route(0.9, importers=("*",), goods=("*",)),)
    )
    unused = [
        list(model().group_ids).index(activity.group)
        for activity in model().network.activities
        if activity.kind == "ship" and activity.region == "CHN" and activity.base_level == 0
    ]
    assert unused
    assert (schedule.share[:, unused] == 0.0).all()
    used = np.setdiff1d(np.arange(len(model().group_ids)), unused)
    assert (schedule.share[:, used] == 1.0).all()


def test_the_tightest_of_several_limits_holds_in_any_order() -> None:
    rules = route(0.6), route(0.3, id="second"), route(0.8, id="third")
    assert same_numbers(run_of(*rules), run_of(*reversed(rules))) == []
    assert same_numbers(run_of(*rules), run_of(rules[1])) == []


def test_a_limit_ends_with_its_last_month_and_a_share_may_change() -> None:
    """Months before the limit are those without one, bit for bit."""
    late = replace(route(0.4), share=from_month(6, 0.4, before=1.0))
    held, calm = run_of(late), calm_run()
    (place,) = activities(**DIRECT)
    assert (held["level"][:6] == calm["level"][:6]).all()
    assert (held["level"][6:, place] <= 0.4 * 1.1 * usual_trade()).all()


def test_holders_foresee_that_a_limited_share_arrives() -> None:
    months = span(START, 12)
    told = build_schedule(model(), "stated_policies", months, (route(0.3),))
    share = availability(model(), told, np.ones((12, len(model().gate_ids))))
    (place,) = activities(**DIRECT)
    assert share[:, place] == pytest.approx(0.3)
    assert np.delete(share, place, axis=1).min() == 1.0
