"""Variations of scenarios: what stands in an address is read back, runs the same, or is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.chains.world import load_world
from monazite.errors import DefinitionError, UnknownNameError
from monazite.months import Month
from monazite.policy.library import library
from monazite.scenario.read import load_scenario, open_scenario, parse_scenario
from monazite.scenario.scenario_text import scenario_text
from monazite.scenario.variation import Purchase, Variation, market_numbers, variation_of

ACTS = ("cn/mofcom-gacc-2025-18", "us/mp-transaction-agreement", "cn/mofcom-2025-61")
APPROVAL = "cn/mofcom-gacc-2025-18#licence.dysprosium.approval_share"

months = st.builds(Month, st.integers(2024, 2034), st.integers(1, 12))
variations = st.builds(
    Variation,
    base=st.sampled_from(["truce_prolonged", "law_as_enacted"]),
    branch=st.sampled_from([None, "revived", "prolonged", "repealed"]),
    off=st.lists(st.sampled_from(ACTS), unique=True).map(lambda names: tuple(sorted(names))),
    shift_months=st.dictionaries(st.sampled_from(ACTS), st.integers(-120, 120).filter(bool)),
    in_force_from=st.dictionaries(st.sampled_from(ACTS), months),
    until=st.dictionaries(st.sampled_from(ACTS), months),
    numbers=st.dictionaries(st.just(APPROVAL), st.sampled_from([0.0, 0.25, 1.0])),
    purchases=st.just((Purchase("USA", "dysprosium_oxide", 2.5, Month(2027, 1), Month(2029, 1)),))
    | st.just(()),
    months=st.none() | st.integers(1, 480),
)


@given(variations)
def test_an_address_is_read_back(variation: Variation) -> None:
    assert variation_of(variation.query()) == variation


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("v", "2")], '"2"'),
        ([("sift", "a~1")], "not known"),
        ([("shift", "a~x")], '"x"'),
        ([("shift", "nothing")], "nothing"),
        ([("from", "a~2027-13")], "2027-13"),
        ([("buy", "USA~x")], "USA~x"),
        ([("buy", "USA~x~1~2028-01~2027-01")], "2028-01"),
        ([("set", "a~nan")], "nan"),
        ([("branch", "maybe")], "maybe"),
        ([("months", "0")], '"0"'),
    ],
)
def test_what_cannot_be_honoured_is_refused(pairs: list[tuple[str, str]], found: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        variation_of([("v", "1"), *pairs] if pairs[0][0] != "v" else pairs)
    assert found in str(raised.value)


def test_names_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UnknownNameError):
        Variation(base="gone")
    for variation in (
        Variation(off=("cn/gone",)),
        Variation(shift_months={"cn/gone": 1}),
        Variation(numbers={"cn/gone#a.b.c": 1.0}),
    ):
        with pytest.raises(UnknownNameError):
            variation.scenario(library())
    with pytest.raises(DefinitionError, match="follows no act"):
        Variation(base="baseline", off=(ACTS[0],)).scenario(library())


def test_nothing_changed_is_the_shipped_scenario() -> None:
    assert (
        Variation("law_as_enacted").scenario(library()) == open_scenario("law_as_enacted").scenario
    )


def test_the_file_means_what_the_address_means(tmp_path: Path) -> None:
    variation = Variation(
        branch="revived",
        off=("us/mp-transaction-agreement",),
        shift_months={"cn/mofcom-gacc-2025-57": 3},
        until={"cn/mofcom-gacc-2025-18": Month(2028, 1)},
        numbers={APPROVAL: 0.9},
        purchases=(Purchase("USA", "dysprosium_oxide", 10.0, Month(2027, 1), Month(2029, 1)),),
        months=84,
    )
    written = variation.scenario(library())
    text = scenario_text(written)
    place = tmp_path / "own.yaml"
    place.write_text(text, encoding="utf-8")
    world = load_world()
    from_file = load_scenario(place, world)
    assert from_file == parse_scenario(text).check(world)
    assert from_file.fingerprint == written.with_law(world).fingerprint
    assert from_file != replace(open_scenario("truce_prolonged").scenario, months=84).with_law(
        world
    )


def test_a_number_keeps_the_past() -> None:
    before = market_numbers(library())[APPROVAL]
    law = Variation(numbers={APPROVAL: 0.9}, since=Month(2027, 1)).scenario(library()).policies
    assert law is not None
    steps = law.numbers[APPROVAL]
    assert [(step["from"], step["value"]) for step in steps[:-1]] == [
        (str(start), value) for start, value in before.steps
    ]
    assert steps[-1] == {"from": "2027-01", "value": 0.9}


def test_a_variation_may_act_on_another_chain() -> None:
    given = variation_of([("v", "1"), ("base", "truce_prolonged"), ("chain", "gallium")])
    assert ("chain", "gallium") in given.query()
    assert variation_of(given.query()) == given
    scenario = given.scenario(library())
    assert (scenario.chain, scenario.id) == ("gallium", "truce_prolonged")
    world = load_world("gallium")
    compiled = parse_scenario(scenario_text(scenario)).check(world)
    assert any("gallium_metal" in str(effect) for effect in compiled.effects)


def test_a_chain_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="galium"):
        variation_of([("v", "1"), ("chain", "galium")])
