"""Are the numbers known before a run those of the paths, the projects and the base year?"""

from __future__ import annotations

import numpy as np
import pytest

from monazite.errors import UnknownNameError
from monazite.market.schedule import calm_schedule, demand_index, good_growth
from monazite.months import Month, span
from tests.market.worlds import START, model, rare_earths

MONTHS = span(START, 144)


@pytest.fixture(scope="module")
def calm():
    return calm_schedule(model(), "stated_policies", MONTHS)


def test_demand_is_that_of_the_base_year_until_its_middle_and_on_its_path_later(calm) -> None:
    chain = rare_earths().chain
    assert (calm.demand[:6] == 1.0).all()
    june_2030 = calm_schedule(model(), "stated_policies", [Month(2030, 6), Month(2030, 7)])
    for place, use in enumerate(model().network.uses):
        path = chain.demand["stated_policies"][chain.uses[use.use].demand_path]
        middle = np.sqrt(june_2030.demand[0, place] * june_2030.demand[1, place])
        assert middle == pytest.approx(path.index[2030], rel=2e-3), use.id


def test_demand_scenarios_begin_together_and_part_later() -> None:
    chain = rare_earths().chain
    found = {name: demand_index(chain, name, MONTHS) for name in chain.demand}
    assert len(found) > 1
    first = next(iter(found.values()))
    for name, index in found.items():
        assert (index[:6] == 1.0).all(), name
        assert np.isfinite(index).all()
        assert (index > 0).all()
    assert any(not np.array_equal(first, index) for index in found.values())
    with pytest.raises(UnknownNameError, match="stated_policies"):
        demand_index(chain, "stated_polices", MONTHS)


def test_goods_grow_with_their_buyers() -> None:
    chain = rare_earths().chain
    place = {good: number for number, good in enumerate(chain.goods)}
    kinds = {use: number for number, use in enumerate(chain.uses)}
    index = np.ones((1, len(kinds)))
    assert good_growth(chain, index) == pytest.approx(np.ones((1, len(place) + 1)), rel=1e-12)
    assert good_growth(chain, 3 * index)[0, : len(place)] == pytest.approx(
        np.full(len(place), 3.0), rel=1e-6
    ), "when all uses treble every good does, at the end of every chain"
    index[0, kinds["electric_vehicles"]] = 5.0
    growth = good_growth(chain, index)[0]
    assert growth[-1] == 1.0
    assert growth[place["lanthanum_oxide"]] == pytest.approx(1.0, abs=1e-9)
    tonnes = {
        use: sum(
            t for (_, u, g), t in chain.base.uses.items() if (u, g) == (use, "ndfeb_magnet_heavy")
        )
        for use in chain.uses
    }
    share = tonnes["electric_vehicles"] / sum(tonnes.values())
    assert growth[place["ndfeb_magnet_heavy"]] == pytest.approx(1 + 4 * share, rel=1e-12)
    assert 1.0 < growth[place["ndpr_metal"]] < growth[place["ndfeb_magnet_heavy"]]
    assert 1.0 < growth[place["ndpr_oxide"]] <= growth[place["ndpr_metal"]]


def test_what_goes_into_stocks_has_to_be_made_at_every_stage_before() -> None:
    """A tonne of magnets for stock needs its oxide; what no recipe leads to stays as it was."""
    chain = rare_earths().chain
    place = {good: number for number, good in enumerate(chain.goods)}
    index = np.ones((1, len(chain.uses)))
    stocked = np.zeros((1, len(place)))
    used = sum(t for (_, _, good), t in chain.base.uses.items() if good == "ndfeb_magnet")
    stocked[0, place["ndfeb_magnet"]] = 0.06 * used / 12
    made = good_growth(chain, index, stocked)[0]
    assert made[place["ndfeb_magnet"]] == pytest.approx(1.06, rel=1e-9)
    assert 1.0 < made[place["ndpr_oxide"]] < 1.06
    assert made[place["ndfeb_magnet_heavy"]] == made[-1] == 1.0


def test_plants_are_sized_for_stocks_that_grow_and_routes_for_what_is_used(calm) -> None:
    arrays = model().arrays
    second = slice(12, 24)
    growing = np.diff(calm.growth[12:25, :-1], axis=0) > 0
    for place, serves in enumerate(arrays.facility_serves):
        assert serves.sum() == pytest.approx(1.0, rel=1e-12)
        if growing[:, serves > 0].all():
            used = calm.growth[second, :-1] @ serves
            assert (calm.grown[second, place] > used).all()
    assert growing.mean() > 0.5
    assert calm.grown.shape == calm.outlook.shape
    assert calm.stocks[:-1] == pytest.approx(calm.growth[1:, arrays.holder_good], rel=1e-12)


def test_growth_of_a_good_lies_between_that_of_its_fastest_and_slowest_buyer() -> None:
    index = np.linspace(0.5, 4.0, len(rare_earths().chain.uses))[None]
    growth = good_growth(rare_earths().chain, index)
    assert growth.min() >= 0.5 - 1e-9
    assert growth.max() <= 4.0 + 1e-9


def test_listed_capacity_follows_start_ramp_and_probability(calm) -> None:
    for place, facility in enumerate(rare_earths().chain.facilities.values()):
        listed = calm.listed[:, place]
        if facility.start is None:
            assert not listed.any()
            continue
        full = facility.capacity / 12 * facility.probability
        assert listed.max() <= full * (1 + 1e-12)
        assert (np.diff(listed) >= -1e-12).all()
        for number, month in enumerate(MONTHS):
            assert (listed[number] > 0) == (month >= facility.start)
            if month >= facility.start + facility.ramp_months:
                assert listed[number] == pytest.approx(full, rel=1e-12)


def test_outlook_is_the_growth_of_what_has_to_be_made_until_a_new_plant_runs(calm) -> None:
    arrays = model().arrays
    far = calm_schedule(model(), "stated_policies", span(START, 144 + 80))
    for place, lead in enumerate(arrays.facility_lead):
        path = far.grown[:, place]
        ahead = path[np.arange(144) + lead + 1] / path[:144] - 1
        assert calm.outlook[:, place] == pytest.approx(ahead, rel=1e-9, abs=1e-12)


def test_what_was_begun_before_the_run_adds_up_to_the_growth_foreseen_then(calm) -> None:
    """Inherited growth runs down to nothing over the lead time, as it arrives month by month."""
    for place, lead in enumerate(model().arrays.facility_lead):
        assert not calm.inherited[lead:, place].any()
        assert not calm.arriving[lead:, place].any()
        growth = calm.grown[:, place]
        if (np.diff(growth[: lead + 1]) >= 0).all():
            arrived = np.prod(1 + calm.arriving[:lead, place]) - 1
            foreseen = growth[lead] / growth[0] - 1
            assert arrived == pytest.approx(foreseen, rel=1e-9, abs=1e-12)
            left = (1 + calm.inherited[:lead, place]) * growth[:lead]
            assert left == pytest.approx(np.full(lead, growth[lead]), rel=1e-9)


def test_a_calm_schedule_holds_no_rule(calm) -> None:
    for name in ("charge", "purchase", "floor", "upside", "licensed", "applications", "gated"):
        assert not getattr(calm, name).any(), name
    for name in ("factor", "share", "cover", "ungated", "approval"):
        assert (getattr(calm, name) == 1.0).all(), name
    assert np.isinf(calm.limit).all()
    assert (calm.decided_after.sum(axis=2) == 1.0).all()
