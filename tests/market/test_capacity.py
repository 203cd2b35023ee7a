"""Do plants come, grow, idle and close as the model says, and not before their time?

Capacities of whole runs are recomputed in plain NumPy from prices and levels; single rules are
checked on one invented plant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from monazite import effects as fx
from monazite.market.build_schedule import build_schedule
from monazite.market.capacity import Plants, next_plants
from monazite.market.model import Arrays
from monazite.market.precision import jnp
from monazite.market.run import Run
from monazite.market.schedule import Schedule
from monazite.months import span
from monazite.scenario.read import load_scenario
from tests.market.rules import capacity, limit
from tests.market.worlds import START, calm_run, model, rare_earths, run_of, shipped_run

SHIPPED = ("baseline", "heavy_licences")


def schedule_of(name: str) -> Schedule:
    scenario = load_scenario(name, rare_earths())
    return build_schedule(model(), scenario.demand, span(START, 144), scenario.effects)


def margins(run: Run) -> np.ndarray:
    """What did the first variant of each plant earn? (month, facility), share of output value."""
    found = []
    for facility in run["facility"]:
        activity = next(a for a in model().network.activities if a.facility == facility)
        columns = [list(run["node"]).index(name) for name in activity.column]
        worth = run["price"][:, columns] @ np.array(list(activity.column.values()))
        found.append((worth - activity.cost) / activity.value)
    return np.column_stack(found)


@pytest.mark.parametrize("name", SHIPPED)
def test_capacity_is_what_prices_and_the_past_make_it(name: str) -> None:
    run, known, chain = shipped_run(name), schedule_of(name), rare_earths().chain
    behaviour, facilities = chain.behaviour, list(chain.facilities.values())
    stage = [chain.recipes[facility.recipe].stage for facility in facilities]
    fast = [facility.region in behaviour.fast_builders for facility in facilities]
    lead = [
        round((behaviour.lead_time_at_home if quick else behaviour.lead_time)[s].value)
        for quick, s in zip(fast, stage, strict=True)
    ]
    base = np.array([facility.start is None for facility in facilities])
    largest = np.array(
        [
            facility.start is None
            and facility.capacity
            == max(
                other.capacity
                for other in facilities
                if other.start is None
                and (other.region, other.recipe) == (facility.region, facility.recipe)
            )
            for facility in facilities
        ]
    )
    own = np.where(base, [facility.capacity / 12 for facility in facilities], 0.0)
    own = own * (1 + behaviour.foresight.value * np.maximum(0.0, known.grown[0] - 1))
    gain = start_gain = np.asarray(model().arrays.facility_gain)
    utilisation = usual = np.asarray(model().arrays.facility_usual)
    survival, started = np.ones(len(own)), np.zeros((144, len(own)))
    earned = margins(run)
    for month in range(144):
        available = (own + known.listed[month] * survival) * known.factor[month]
        assert np.allclose(run["capacity"][month], available, rtol=1e-9, atol=1e-12), month
        used = np.where(available > 0, run["utilisation"][month], utilisation)
        utilisation = utilisation + (used - utilisation) / 12
        gain = gain + (earned[month] - gain) / 12
        above = np.maximum(0.0, gain - start_gain - behaviour.entry_hurdle.value)
        foreseen = np.minimum(1, utilisation / usual) * np.maximum(0, known.outlook[month])
        under_way = known.inherited[month] * own * behaviour.foresight.value
        for place, months in enumerate(lead):
            begun = [started[past, place] for past in range(month) if past + months >= month]
            under_way[place] += sum(begun)
        planned = behaviour.foresight.value * foreseen * own - under_way
        drawn = np.maximum(0, behaviour.entry_speed.value * above * own + np.minimum(0, planned))
        start = np.maximum(0, planned) + drawn / 12
        started[month] = np.minimum(start, behaviour.entry_limit.value * own / 12) * largest
        arriving = np.array(
            [
                started[month - months, place]
                if month >= months
                else known.arriving[month, place] * own[place] * behaviour.foresight.value
                for place, months in enumerate(lead)
            ]
        )
        arriving[~largest] = 0.0
        idle = np.maximum(0.0, 1 - utilisation / behaviour.closure_utilisation.value)
        staying = 1 - behaviour.closure_speed.value * idle
        own = own * staying + arriving
        survival = np.where(available > 0, survival * staying, survival)
    assert started.sum() > 0, "a world that grows must build"


def test_listed_plants_come_on_their_ramp_with_their_probability() -> None:
    run, chain = calm_run(24), rare_earths().chain
    coming = [f for f in chain.facilities.values() if f.start and START < f.start < START + 20]
    assert coming
    for facility in coming:
        place = list(run["facility"]).index(facility.id)
        for month in range(24):
            age = (START + month) - facility.start + 1
            ramp = min(1.0, max(0.0, age / max(1, facility.ramp_months)))
            expected = facility.capacity / 12 * facility.probability * ramp
            assert run["capacity"][month, place] == pytest.approx(expected, rel=0.05, abs=1e-12)


@pytest.mark.slow
def test_a_shock_brings_new_supply_only_after_the_lead_time() -> None:
    goods = ("dysprosium_oxide", "dysprosium_metal", "terbium_oxide", "terbium_metal")
    calm, shock = calm_run(72), run_of(limit(0.1, *goods, start=3), months=72)
    chain = rare_earths().chain
    grew = 0
    for place, name in enumerate(calm["facility"]):
        facility = chain.facilities[str(name)]
        stage = chain.recipes[facility.recipe].stage
        quick = facility.region in chain.behaviour.fast_builders
        table = chain.behaviour.lead_time_at_home if quick else chain.behaviour.lead_time
        first = 3 + round(table[stage].value)
        if facility.start is not None:
            continue  # what is listed may close later for the shock, and never expands
        before, after = calm["capacity"][:, place], shock["capacity"][:, place]
        assert (after[: first + 1] <= before[: first + 1] * (1 + 1e-12)).all(), name
        grew += bool((after[first + 1 :] > before[first + 1 :] * 1.01).any())
    assert grew > 0, "margins behind a gate that stays shut must make someone build"


def test_a_change_of_capacity_is_a_multiple_of_it_in_its_months() -> None:
    held = fx.Span(START + 2, START + 5)
    calm, ruled = calm_run(), run_of(capacity(0.25, span=held))
    for place, facility in enumerate(rare_earths().chain.facilities.values()):
        hit = facility.region == "MMR" and facility.recipe == "mine_ionic_clay_concentrate"
        share = ruled["capacity"][2, place] / max(calm["capacity"][2, place], 1e-12)
        assert share == pytest.approx(0.25 if hit else 1.0, rel=1e-12) or share == 0
    mined = [n for n, a in enumerate(ruled["activity_region"]) if a == "MMR"]
    assert ruled["level"][2, mined].max() < calm["level"][2, mined].max()


def test_a_closed_border_stops_a_recipe_and_does_not_close_its_plants() -> None:
    held = fx.Span(START + 1, START + 10)
    run = run_of(capacity(0.0, span=held))
    place = [
        n
        for n, f in enumerate(rare_earths().chain.facilities.values())
        if (f.region, f.recipe) == ("MMR", "mine_ionic_clay_concentrate")
    ]
    assert run.status.cleared
    assert (run["capacity"][1:10, place] == 0).all()
    assert (run["utilisation"][1:10, place] == 0).all()
    assert run["capacity"][10:, place].min() >= calm_run()["capacity"][0, place].min() * (1 - 1e-12)


PLANT: dict[str, Any] = {
    "facility_gain": np.array([0.2]),
    "facility_usual": np.array([0.85]),
    "facility_expands": np.array([1.0]),
    "facility_lead": np.array([24]),
}


def lonely(**changes: Any) -> Arrays:
    """One plant, and nothing else."""
    nothing = dict.fromkeys(Arrays._fields)
    return Arrays(**{**nothing, **PLANT, **changes})


def calm_month(**changes: float) -> Schedule:
    nothing = dict.fromkeys(Schedule._fields)
    quiet = {"inherited": 0.0, "outlook": 0.0, "arriving": 0.0, "listed": 0.0, "factor": 1.0}
    return Schedule(**{**nothing, **{k: np.array([v]) for k, v in {**quiet, **changes}.items()}})


def followed(months: int, utilisation: float, gain: float, **changes: float) -> list[Plants]:
    """One plant of 100 units a month, run at a utilisation and margin for some months."""
    arrays, rates, month = lonely(), model().rates, calm_month(**changes)
    plants = Plants(
        own=np.array([100.0]),
        survival=np.ones(1),
        gain=np.array([0.2]),
        utilisation=np.array([0.85]),
        started=np.zeros((months, 1)),
    )
    plants = Plants(*(jnp.asarray(part) for part in plants))
    found = [plants]
    for number in range(months):
        available = plants.own
        plants = next_plants(
            arrays,
            rates,
            plants,
            number,
            month,
            available,
            utilisation * available,
            np.array([gain]),
        )
        found.append(plants)
    return found


@pytest.mark.slow
def test_margins_that_stay_below_the_hurdle_build_nothing() -> None:
    hurdle = rare_earths().chain.behaviour.entry_hurdle.value
    plants = followed(40, 0.85, 0.2 + 0.9 * hurdle)
    assert float(plants[-1].started.sum()) == 0.0
    assert float(plants[-1].own[0]) == 100.0


def test_what_is_under_way_never_exceeds_what_is_wanted() -> None:
    """The supply line is counted: a lasting gain is built for once, not again each month."""
    behaviour = rare_earths().chain.behaviour
    plants = followed(60, 0.85, 0.2 + behaviour.entry_hurdle.value + 0.08)
    started = np.asarray(plants[-1].started)[:, 0]
    wanted = behaviour.entry_speed.value * 0.08 * np.array([float(p.own[0]) for p in plants])
    for month in range(60):
        under_way = started[max(0, month - 23) : month + 1].sum()
        assert under_way <= wanted[month + 1] * (1 + 1e-9), month
    # a twelfth of what is missing is started each month: 24 months hold 24 / (24 + 12) of it
    assert started[36:].sum() == pytest.approx(24 / 36 * wanted[-1], rel=0.05)
    first = int(np.argmax(started > 0))
    assert float(plants[first + 24].own[0]) == 100.0, "nothing before the lead time"
    assert float(plants[first + 25].own[0]) == pytest.approx(100.0 + started[first], rel=1e-12)


def test_no_more_is_started_than_the_yearly_limit() -> None:
    behaviour = rare_earths().chain.behaviour
    plants = followed(20, 0.85, 10.0)
    started = np.asarray(plants[-1].started)[:, 0]
    limits = behaviour.entry_limit.value * 100.0 / 12
    assert started.max() <= limits * (1 + 1e-12)
    assert started[5:].max() == pytest.approx(limits)


@pytest.mark.slow
def test_a_plant_that_idles_closes_slowly_and_one_that_runs_stays() -> None:
    behaviour = rare_earths().chain.behaviour
    idle = followed(120, 0.0, 0.2)
    own = np.array([float(p.own[0]) for p in idle])
    below = int(np.argmax(own < 100.0))
    assert 8 < below < 20, "a year's average must fall below the threshold first"
    shrinking = own[1:] / own[:-1]
    assert shrinking.min() >= 1 - behaviour.closure_speed.value - 1e-12
    assert shrinking[-1] == pytest.approx(1 - behaviour.closure_speed.value, rel=1e-3)
    steady = followed(120, behaviour.closure_utilisation.value + 0.01, 0.2)
    assert float(steady[-1].own[0]) == 100.0


def test_a_listed_plant_closes_its_share_and_not_before_it_stands() -> None:
    before = followed(60, 0.0, 0.2, listed=0.0)
    assert float(before[-1].survival[0]) < 1.0, "own capacity runs, so the plant stands"
    arrays, month = lonely(), calm_month()
    plants = before[0]._replace(own=before[0].own * 0.0)
    for number in range(60):
        plants = next_plants(
            arrays, model().rates, plants, number, month, plants.own, plants.own, np.array([0.2])
        )
    assert float(plants.survival[0]) == 1.0
    assert np.isfinite(float(plants.gain[0]))


@pytest.mark.slow
def test_builders_provide_for_the_growth_they_foresee_only_where_plants_are_busy() -> None:
    busy = followed(24, 0.85, 0.2, outlook=0.3)
    idle = followed(24, 0.40, 0.2, outlook=0.3)
    assert float(busy[-1].started.sum()) == pytest.approx(30.0, rel=0.3)
    assert 0 < float(idle[-1].started.sum()) < float(busy[-1].started.sum())


def test_a_plant_that_did_not_run_in_the_base_year_makes_no_nonsense() -> None:
    """Nothing over nothing is no number: an idle plant behind a closed border must stay finite."""
    arrays = lonely(facility_usual=np.array([0.0]))
    plants = followed(1, 0.0, 0.2)[0]._replace(utilisation=np.zeros(1))
    after = next_plants(
        arrays,
        model().rates,
        plants,
        0,
        calm_month(outlook=0.1),
        np.zeros(1),
        np.zeros(1),
        np.array([0.2]),
    )
    assert np.isfinite(np.asarray(after.own)).all()
    assert np.isfinite(np.asarray(after.started)).all()
