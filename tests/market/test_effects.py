"""Does an effect change the numbers it names, and refuse names and numbers it cannot mean?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from monazite import effects as fx
from monazite.errors import MonaziteError, NetworkError, UnknownNameError
from monazite.market.build_schedule import build_schedule
from monazite.market.schedule import calm_schedule
from monazite.market.simulate import simulate
from monazite.months import span
from tests.market.rules import (
    capacity,
    cost,
    cover,
    covered_facility,
    demand,
    floor,
    from_month,
    licence,
    limit,
    path,
    purchase,
    release,
    route,
)
from tests.market.worlds import START, model, rare_earths, rows, scenario


def test_a_schedule_changes_only_where_and_when_its_effect_holds() -> None:
    months = span(START, 12)
    calm = calm_schedule(model(), "stated_policies", months)
    held = fx.Span(START + 4, START + 7)
    for effect, field in (
        (cost(0.2, span=held), "charge"),
        (route(0.2, span=held), "route_limit"),
        (route(0.0, span=held), "share"),
        (capacity(0.2, span=held), "factor"),
        (cover(0.2, span=held), "cover"),
        (purchase(2.0, span=held), "purchase"),
        (floor(9e4, span=held, facilities=(covered_facility(),)), "floor"),
        (licence(span=held), "licensed"),
    ):
        ruled = build_schedule(model(), "stated_policies", months, (effect,))
        for name, before, after in zip(calm._fields, calm, ruled, strict=True):
            changed = np.flatnonzero((before != after).reshape(12, -1).any(axis=1))
            if name == field:
                assert changed.tolist() == [4, 5, 6], (field, effect.id)
            else:
                assert set(changed) <= {4, 5, 6}, (name, effect.id)


BAD_NAMES = [
    (limit(0.5, "dysprosium_oxyde"), "dysprosium_oxide"),
    (replace(limit(0.5), exporter="CHM"), "CHN"),
    (replace(limit(0.5), destinations=("JAP",)), "JPN"),
    (licence(goods=(fx.GatedGood("dysprosum_oxide"),)), "dysprosium_oxide"),
    (cost(0.1, importers=("USB",)), "USA"),
    (cost(0.1, goods=("ndfeb_magnets",)), "ndfeb_magnet"),
    (route(0.1, exporters=("CNH",)), "CHN"),
    (capacity(recipes=("mine_ionic_clay",)), "mine_ionic_clay_concentrate"),
    (capacity(regions=("MRM",)), "MMR"),
    (cover(regions=("JPM",)), "JPN"),
    (cover(goods=("dysprosium_oxid",)), "dysprosium_oxide"),
    (release(goods=("terbium_oxid",)), "terbium_oxide"),
    (purchase(1.0, region="JPY"), "JPN"),
    (purchase(1.0, good="dysprosium_oxides"), "dysprosium_oxide"),
    (floor(facilities=(covered_facility() + "s",)), covered_facility()),
    (floor(good="ndpr_oxyde", facilities=(covered_facility(),)), "ndpr_oxide"),
    (floor(payer="UAS", facilities=(covered_facility(),)), "USA"),
]


@pytest.mark.parametrize(("effect", "meant"), BAD_NAMES, ids=lambda part: getattr(part, "id", part))
def test_a_misspelt_name_is_refused_with_the_right_one(effect: fx.Effect, meant: str) -> None:
    with pytest.raises(UnknownNameError) as refused:
        rows(effect)
    assert meant in str(refused.value)
    assert f"effect {effect.id}" in refused.value.faults[0].where


NAN, INF = math.nan, math.inf
BAD_NUMBERS = [
    (limit(-0.1), "share_of_normal -0.1"),
    (limit(NAN), "share_of_normal nan"),
    (replace(limit(0.5), goods=(fx.GatedGood("dysprosium_oxide", 1.5),)), "share of a good 1.5"),
    (licence(goods=(fx.GatedGood("dysprosium_oxide", NAN),)), "share of a good nan"),
    (licence(decided_after=()), "decided_after"),
    (licence(decided_after=(0.5, 0.4)), "sum 0.9"),
    (licence(decided_after=(1.5, -0.5)), "decided_after"),
    (licence(decided_after=(0.5, NAN)), "decided_after"),
    (licence(decided_after=(0.0,) * 13 + (1.0,)), "at most 13 shares"),
    (licence(approval_share=path(1.1)), "approval_share 1.1"),
    (licence(application_rate=path(-1.0)), "application_rate -1.0"),
    (licence(application_rate=path(NAN)), "application_rate nan"),
    (licence(reapplication_share=1.2), "reapplication_share 1.2"),
    (licence(expiry_share=NAN), "expiry_share nan"),
    (licence(ungated_share=path(-0.2)), "ungated_share -0.2"),
    (licence(first_month_share=2.0), "first_month_share 2.0"),
    (cost(NAN), "rate nan"),
    (cost(-1.5), "rate -1.5"),
    (route(-1.0), "share -1.0"),
    (route(INF), "share inf"),
    (capacity(-0.5), "factor -0.5"),
    (capacity(INF), "factor inf"),
    (cover(NAN), "factor nan"),
    (release(1.5), "evasion_share 1.5"),
    (purchase(NAN), "purchase_tonnes nan"),
    (purchase(INF), "purchase_tonnes inf"),
    (floor(-1.0, facilities=(covered_facility(),)), "floor_usd_per_tonne -1.0"),
    (floor(upside_share=1.5, facilities=(covered_facility(),)), "upside_share 1.5"),
]


@pytest.mark.parametrize(("effect", "found"), BAD_NUMBERS, ids=[found for _, found in BAD_NUMBERS])
def test_a_number_outside_its_range_is_refused(effect: fx.Effect, found: str) -> None:
    with pytest.raises(NetworkError) as refused:
        rows(effect)
    assert found in str(refused.value)
    assert refused.value.faults[0].where.startswith(f"effect {effect.id}")


def test_a_limit_on_some_of_a_gates_destinations_holds_their_routes_and_not_the_gate() -> None:
    only_japan = rows(replace(limit(0.5), destinations=("JPN",)))
    by_route = rows(route(0.5, goods=("dysprosium_oxide",), importers=("JPN",)))
    for one, other in zip(only_japan, by_route, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert np.isfinite(only_japan[0].route_limit).any()
    assert np.isinf(only_japan[0].limit).all()
    more_than_usual = rows(replace(limit(1.5), destinations=("JPN",)))
    assert (more_than_usual[0].share == 1.0).all(), "a limit never widens a route"


CANNOT_BE = {
    "a gate that the chain does not have": (
        replace(limit(0.5, "monazite_concentrate"), exporter="AUS"),
    ),
    "a licence for some of a gate's destinations": (licence(destinations=("JPN",)),),
    "two licence rules at once": (licence(), licence(id="second")),
    "two floors for one facility": (
        floor(facilities=(covered_facility(),)),
        floor(id="second", facilities=(covered_facility(),)),
    ),
    "a floor for what a facility does not make": (
        floor(good="dysprosium_metal", facilities=(covered_facility(),)),
    ),
    "a stock of what nobody uses there": (purchase(1.0, good="mischmetal", region="EST"),),
}


@pytest.mark.parametrize("name", CANNOT_BE)
def test_what_cannot_be_is_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(NetworkError) as refused:
        rows(*CANNOT_BE[name])
    fault = refused.value.faults[0]
    assert fault.where.startswith("effect ")
    assert fault.expected


def test_a_floor_for_all_facilities_covers_those_that_make_the_good() -> None:
    row = rows(floor(facilities=fx.EVERYWHERE, payer="USA"))[0]
    chain = rare_earths().chain
    makes = ["ndpr_oxide" in chain.recipes[f.recipe].outputs for f in chain.facilities.values()]
    assert any(makes)
    assert not all(makes)
    assert (row.floor > 0).tolist() == makes


def test_of_several_limits_and_release_rules_the_tightest_holds() -> None:
    place = model().gate_ids.index("CHN/dysprosium_oxide/all")
    for rules in ((limit(0.5), limit(0.2, id="b")), (limit(0.2, id="b"), limit(0.5))):
        assert rows(*rules)[0].limit[place] == pytest.approx(0.2, rel=1e-15)
    one = rows(release(0.1), release(0.5, id="b"))[0].share
    other = rows(release(0.5, id="b"), release(0.1))[0].share
    assert np.array_equal(one, other)
    assert np.array_equal(one, rows(release(0.1))[0].share)


def test_charges_on_one_route_add_up_and_capacity_changes_multiply() -> None:
    charge = rows(cost(0.1), cost(0.25, id="b"))[0].charge
    assert set(np.unique(charge)) == {0.0, 0.1 + 0.25}
    factor = rows(capacity(0.5), capacity(0.5, id="b"))[0].factor
    assert set(np.unique(factor)) == {1.0, 0.25}


def test_a_change_of_demand_reaches_the_named_uses_in_its_months_and_multiplies() -> None:
    calm = rows(months=4)
    ruled = rows(demand(1.5, span=fx.Span(START + 2)), demand(2.0, id="b"), months=4)
    japan = np.array([use.region == "JPN" for use in model().network.uses])
    for number, factor in enumerate((2.0, 2.0, 3.0, 3.0)):
        change = ruled[number].demand / calm[number].demand
        assert change[japan] == pytest.approx(factor, rel=1e-12)
        assert (change[~japan] == 1.0).all()
    with pytest.raises(UnknownNameError, match="defense"):
        rows(demand(1.5, uses=("defense",)))
    for wrong in (-0.1, float("nan"), float("inf")):
        with pytest.raises(NetworkError, match="factor"):
            rows(demand(wrong))


def test_a_state_cannot_release_what_it_never_bought() -> None:
    steps = fx.Path(2.0, (fx.Step(START + 4, -3.0),))
    with pytest.raises(NetworkError, match="strategic stock at JPN/dysprosium_oxide") as refused:
        rows(purchase(steps))
    assert "2024-07" in str(refused.value), "8 t bought, 3 t a month released from May"
    with pytest.raises(NetworkError, match="strategic stock"):
        rows(purchase(-1.0))
    enough = fx.Path(2.0, (fx.Step(START + 4, -1.0),))
    assert rows(purchase(enough))[11].purchase.min() == -1.0
    two = (
        purchase(-2.0, id="release", span=fx.Span(START + 6)),
        purchase(2.0, span=fx.Span(START, START + 6)),
    )
    assert rows(*two)[6].purchase.min() == -2.0, "bought by one effect, released by another"


def test_an_unknown_demand_scenario_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="stated_policies"):
        simulate(rare_earths(), scenario(demand="stated_policy"))


@pytest.mark.parametrize("months", [0, 481])
def test_a_run_without_months_or_beyond_the_longest_is_refused(months: int) -> None:
    class Asked:
        id, start, demand, effects = "asked", START, "stated_policies", ()

    Asked.months = months  # type: ignore[attr-defined]
    with pytest.raises(MonaziteError, match="1 to 480"):
        simulate(rare_earths(), Asked())  # type: ignore[arg-type]


def test_a_path_holds_the_latest_step_that_has_come() -> None:
    steps = from_month(3, 5.0, before=1.0)
    assert [steps.at(START + n) for n in (0, 2, 3, 40)] == [1.0, 1.0, 5.0, 5.0]
