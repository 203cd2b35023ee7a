"""From a published number back to its sources."""

from __future__ import annotations

import pytest

from monazite.chains.world import load_world
from monazite.effects import Evidence, ProjectOutlook, Span
from monazite.errors import DefinitionError, UnknownNameError
from monazite.months import Month
from monazite.present.measure_trail import why_measure
from monazite.present.run_trail import _policies, _Subject, why_number
from monazite.present.trail import why_cell
from monazite.scenario.read import load_scenario
from tests.support.trails import assert_ends_at_sources, levels


def test_a_balanced_figure_is_followed_through_its_adjustment() -> None:
    trail = why_cell("rare_earths_2024/shipments:CHN,USA,ndpr_oxide:tonnes")
    assert_ends_at_sources(trail)
    number, change = trail.steps[0], trail.steps[1]
    assert change.level == "reconciliation"
    assert number.value == change.value
    assert "563.962 > 244.148" in change.said.en
    assert "观测值" in change.said.zh


def test_a_plain_table_has_no_adjustment() -> None:
    trail = why_cell("rare_earths_2024/prices:dysprosium_oxide:price_fob_usd_t")
    assert_ends_at_sources(trail)
    assert "reconciliation" not in levels(trail)
    assert trail.steps[0].unit == "USD/t"


def test_a_row_and_a_table_can_be_asked_about() -> None:
    row = why_cell("governance:JPN,2024")
    assert [step.level for step in row.steps].count("number") == 2
    assert_ends_at_sources(why_cell("trade_codes"))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("rare_earths_2024/price:x", "rare_earths_2024/prices"),
        ("rare_earths_2024/prices:dysprosium_oxid", "did you mean dysprosium_oxide"),
        ("rare_earths_2024/prices:dysprosium_oxide:price", "column"),
        ("governance:JPN,1850", "did you mean JPN,20"),
    ],
)
def test_misspelt_keys_are_refused_with_near_misses(key: str, words: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        why_cell(key)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "key",
    [
        "stage_concentration:gallium:2024",
        "geopolrisk:cobalt:USA:2024",
        "eu_supply_risk:rare_earths:2024",
        "us_import_reliance:copper:2024",
        "eu_targets:graphite:2024",
    ],
)
def test_measures_are_followed_to_their_sources(key: str) -> None:
    trail = why_measure(key)
    assert_ends_at_sources(trail)
    assert "formula" in levels(trail)
    assert "table" in levels(trail)


def test_a_measure_without_a_mineral_is_told_so() -> None:
    with pytest.raises(DefinitionError, match="MINERAL"):
        why_measure("geopolrisk")


def test_policies_at_work_are_named_with_their_evidence() -> None:
    effect = ProjectOutlook(
        "lever",
        ("independence_heavy",),
        Span(Month.parse("2026-01")),
        "odds",
        2.0,
        0,
        Evidence("project_delivery", "D", "assumed", "假设"),
    )
    scenario = load_scenario("baseline")
    object.__setattr__(scenario, "effects", (effect,))
    at = Month.parse("2026-06")
    touched = _policies(scenario, at, _Subject("USA", "", facility="independence_heavy"))
    other = _policies(scenario, at, _Subject("USA", "dysprosium_oxide"))
    early = _policies(scenario, at - 12, _Subject("USA", "", facility="independence_heavy"))
    assert "lever" in touched[0].said.en
    assert touched[0].grade == "D"
    assert "no effect" in other[0].said.en
    assert "no effect" in early[0].said.en


@pytest.mark.slow
def test_a_number_of_a_run_is_followed_to_its_sources() -> None:
    from monazite.market.simulate import simulate
    from monazite.present.run_trail import why_indicator
    from monazite.present.trail import Step, both

    world = load_world()
    scenario = load_scenario("baseline", world).changed(months=2)
    run = simulate(world, scenario)
    trail = why_number("price:USA/dysprosium_oxide/free:2024-02", run, world, scenario)
    assert_ends_at_sources(trail)
    assert {"number", "model", "policy", "table", "reconciliation", "source"} <= set(levels(trail))
    at = list(run["node"]).index("USA/dysprosium_oxide/free")
    assert trail.steps[0].value == float(run["price"][1, at])
    flow = why_number("level:make/chn_make_ndfeb_magnet:2024-01", run, world, scenario)
    assert_ends_at_sources(flow)
    rows = [Step("number", both("0.8"))]
    share = why_indicator(
        "concentration:stage=magnet", rows, world, scenario, Month.parse("2024-01")
    )
    assert_ends_at_sources(share)
    assert "reconciliation" in levels(share)
    for key, words in (
        ("prise:x:2024-01", "did you mean price"),
        ("price:USA/dysprosium_oxid/free:2024-01", "did you mean USA/dysprosium_oxide/free"),
        ("price:USA/dysprosium_oxide/free:2031-01", "month of the run"),
    ):
        with pytest.raises(UnknownNameError) as caught:
            why_number(key, run, world, scenario)
        assert words in str(caught.value)
    with pytest.raises(DefinitionError, match="NODE"):
        why_number("price:2024-01", run, world, scenario)
